package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a node answers, with the words, the order of checks and the exceptions of Redis 7.0. */
final class RedisCommands {

    /** Not an answer: the command waits, and whatever comes behind it on its connection. */
    static final List<RespValue> POSTPONED = new ArrayList<>(0);

    /** Not an answer: it comes later, or never. */
    static final List<RespValue> LATER = new ArrayList<>(0);

    /** Nothing is sent back. */
    static final List<RespValue> SILENCE = List.of();

    static final List<RespValue> OK = List.of(RespValue.SimpleString.OK);

    private static final List<RespValue> PONG = List.of(RespValue.SimpleString.PONG);
    private static final List<RespValue> QUEUED = List.of(RespValue.SimpleString.QUEUED);
    private static final List<RespValue> SUBSCRIBED_PONG =
            List.of(new RespValue.Array(List.of(RespValue.bulk("pong"), RespValue.bulk(""))));
    private static final String BROKEN = "EXECABORT Transaction discarded because of previous errors.";

    private static final List<String> TYPES = List.of("normal", "pubsub", "replica", "slave", "master");

    private final RedisServer server;
    private final RedisNode node;

    RedisCommands(RedisServer server) {
        this.server = server;
        this.node = server.node();
    }

    static List<RespValue> error(String message) {
        return List.of(new RespValue.SimpleError(message));
    }

    static List<RespValue> status(String text) {
        return List.of(new RespValue.SimpleString(text));
    }

    private static List<RespValue> number(long value) {
        return List.of(RespValue.Int.of(value));
    }

    List<RespValue> answer(RedisSession session, List<String> words) {
        Verb verb = Verb.of(words.get(0));
        String refusal = refusal(session, verb, words);
        if (refusal != null || verb == null) {
            if (verb == Verb.EXEC) {
                leaveMulti(session);
                return error("EXECABORT Transaction discarded because of: " + refusal);
            }
            session.multiBroken = session.inMulti;
            return error(String.valueOf(refusal));
        }
        if (!session.isReplica() && server.pauses().holds(replicates(session, verb))) {
            return POSTPONED;
        }
        if (session.inMulti && verb != Verb.EXEC && verb != Verb.DISCARD && verb != Verb.MULTI) {
            session.queued.add(words);
            return QUEUED;
        }
        return carryOut(session, verb, words);
    }

    private static boolean replicates(RedisSession session, Verb verb) {
        if (verb != Verb.EXEC) {
            return verb.replicates;
        }
        for (List<String> each : session.queued) {
            Verb queued = Verb.of(each.get(0));
            if (queued != null && queued.replicates) {
                return true;
            }
        }
        return false;
    }

    private static boolean writes(RedisSession session, Verb verb) {
        if (verb != Verb.EXEC) {
            return verb == Verb.SET;
        }
        for (List<String> each : session.queued) {
            if (Verb.of(each.get(0)) == Verb.SET) {
                return true;
            }
        }
        return false;
    }

    /** Why a command is not even looked at; {@code null} when it is. */
    private @Nullable String refusal(RedisSession session, @Nullable Verb verb, List<String> words) {
        if (verb == null) {
            StringBuilder unknown = new StringBuilder("ERR unknown command '").append(words.get(0));
            unknown.append("', with args beginning with: ");
            words.subList(1, words.size())
                    .forEach(word -> unknown.append('\'').append(word).append("' "));
            return unknown.toString();
        }
        if (words.size() < verb.words) {
            return "ERR wrong number of arguments for '" + words.get(0).toLowerCase(Locale.ROOT) + "' command";
        }
        if (node.password != null && !session.authenticated && verb != Verb.AUTH && verb != Verb.HELLO) {
            return "NOAUTH Authentication required.";
        }
        Refusal instead = node.refusal;
        if (instead != null && !session.isReplica() && instead.meets(verb)) {
            return instead.text();
        }
        boolean writes = writes(session, verb);
        if (node.refusesWrites && server.isMaster() && (writes || verb == Verb.PING)) {
            return "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.";
        }
        if (writes
                && server.isMaster()
                && node.minReplicas > 0
                && server.replicas().inTouch() < node.minReplicas) {
            return "NOREPLICAS Not enough good replicas to write.";
        }
        if (writes && !server.isMaster()) {
            return "READONLY You can't write against a read only replica.";
        }
        if (session.isSubscribed() && verb != Verb.SUBSCRIBE && verb != Verb.UNSUBSCRIBE && verb != Verb.PING) {
            return "ERR Can't execute '" + words.get(0).toLowerCase(Locale.ROOT)
                    + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
        }
        if (server.isLoading() && !verb.whileLoading) {
            return "LOADING Redis is loading the dataset in memory";
        }
        if (node.isBusy() && !verb.whileBusy) {
            return "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.";
        }
        return null;
    }

    private List<RespValue> carryOut(RedisSession session, Verb verb, List<String> words) {
        return switch (verb) {
            case PING -> session.isSubscribed() ? SUBSCRIBED_PONG : PONG;
            case INFO -> server.info().reply();
            case ROLE -> List.of(role());
            case SET -> set(session, words);
            case PUBLISH -> number(server.publish(words));
            case SUBSCRIBE, UNSUBSCRIBE -> subscription(session, verb, words);
            case MULTI -> multi(session);
            case EXEC -> exec(session);
            case DISCARD -> {
                if (!session.inMulti) {
                    yield error("ERR DISCARD without MULTI");
                }
                leaveMulti(session);
                yield OK;
            }
            case CLIENT -> client(session, words);
            case CONFIG -> config(words);
            case SAVE -> {
                node.save();
                yield OK;
            }
            case SCRIPT -> {
                if (!node.isBusy()) {
                    yield error("NOTBUSY No scripts in execution right now.");
                }
                node.busy(false);
                yield OK;
            }
            case SLAVEOF, REPLICAOF -> replicaOf(session, words);
            case FAILOVER -> node.obeys ? server.failover().command(words) : denied(words);
            case AUTH -> auth(session, words);
            case HELLO -> error("NOPROTO unsupported protocol version");
            case REPLCONF -> replconf(session, words);
            case PSYNC ->
                server.replicas().psync(session, words.get(1), Long.parseLong(words.get(2)), words.size() > 3);
        };
    }

    private static List<RespValue> denied(List<String> words) {
        return error("NOPERM this user has no permissions to run the '"
                + words.get(0).toLowerCase(Locale.ROOT) + "' command");
    }

    private List<RespValue> set(RedisSession session, List<String> words) {
        long end = server.write(words);
        if (session.client.process() instanceof WriterClient writer) {
            writer.executed(Long.parseLong(words.get(2)), node, server.data().lineage(), end);
        }
        return OK;
    }

    private List<RespValue> subscription(RedisSession session, Verb verb, List<String> words) {
        List<RespValue> answers = new ArrayList<>(words.size() - 1);
        List<String> channels = words.size() > 1 ? words.subList(1, words.size()) : List.copyOf(session.channels);
        for (String channel : channels) {
            if (verb == Verb.SUBSCRIBE) {
                server.subscribe(session, channel);
            } else {
                server.unsubscribe(session, channel);
            }
            answers.add(new RespValue.Array(List.of(
                    RespValue.bulk(verb.name().toLowerCase(Locale.ROOT)),
                    RespValue.bulk(channel),
                    RespValue.Int.of(session.channels.size()))));
        }
        return answers;
    }

    // --- Transactions.

    private static void leaveMulti(RedisSession session) {
        session.inMulti = false;
        session.multiBroken = false;
        session.queued.clear();
    }

    private static List<RespValue> multi(RedisSession session) {
        if (session.inMulti) {
            return error("ERR MULTI calls can not be nested");
        }
        session.inMulti = true;
        return OK;
    }

    private List<RespValue> exec(RedisSession session) {
        if (!session.inMulti) {
            return error("ERR EXEC without MULTI");
        }
        boolean broken = session.multiBroken || !node.obeys;
        List<List<String>> queued = List.copyOf(session.queued);
        leaveMulti(session);
        if (broken) {
            return error(BROKEN);
        }
        List<RespValue> results = new ArrayList<>(queued.size());
        for (List<String> words : queued) {
            Verb verb = Verb.of(words.get(0));
            results.addAll(verb == null ? SILENCE : carryOut(session, verb, words));
        }
        return List.of(new RespValue.Array(results));
    }

    // --- Its role.

    private List<RespValue> replicaOf(RedisSession session, List<String> words) {
        if (!node.obeys) {
            return denied(words);
        }
        if (server.failover().goesOn()) {
            return error("ERR REPLICAOF not allowed while failing over.");
        }
        if (words.get(1).equalsIgnoreCase("NO") && words.get(2).equalsIgnoreCase("ONE")) {
            server.becomeMaster();
            return OK;
        }
        if (session.isReplica()) {
            return error("ERR Command is not valid when client is a replica.");
        }
        InstanceAddress wanted;
        try {
            wanted = new InstanceAddress(words.get(1), Integer.parseInt(words.get(2)));
        } catch (IllegalArgumentException e) {
            return error("ERR Invalid master port");
        }
        InstanceAddress present = server.master();
        if (present != null && present.port() == wanted.port() && present.host().equalsIgnoreCase(wanted.host())) {
            return status("OK Already connected to specified master");
        }
        server.follow(wanted);
        return OK;
    }

    private RespValue role() {
        InstanceAddress master = server.master();
        if (master != null) {
            return new RespValue.Array(List.of(
                    RespValue.bulk("slave"),
                    RespValue.bulk(master.host()),
                    RespValue.Int.of(master.port()),
                    RespValue.bulk(server.masterLink().state()),
                    RespValue.Int.of(server.masterLink().isUp() ? server.data().offset() : -1)));
        }
        List<RespValue> replicas = new ArrayList<>();
        for (RedisSession each : server.replicas().attached()) {
            if (each.copying == RedisSession.Copying.ONLINE) {
                replicas.add(new RespValue.Array(List.of(
                        RespValue.bulk(each.client.remote().host()),
                        RespValue.bulk(Integer.toString(each.replicaPort)),
                        RespValue.bulk(Long.toString(each.ackOffset)))));
            }
        }
        return new RespValue.Array(List.of(
                RespValue.bulk("master"),
                RespValue.Int.of(server.data().shownOffset()),
                new RespValue.Array(replicas)));
    }

    private List<RespValue> replconf(RedisSession session, List<String> words) {
        if (words.size() > 2 && words.get(1).equals("ACK")) {
            server.replicas().acknowledged(session, Long.parseLong(words.get(2)));
            return SILENCE;
        }
        if (words.size() > 2 && words.get(1).equals("listening-port")) {
            session.replicaPort = Integer.parseInt(words.get(2));
        }
        return OK;
    }

    // --- Clients and settings.

    private List<RespValue> auth(RedisSession session, List<String> words) {
        String password = node.password;
        if (password == null) {
            return error("ERR AUTH <password> called without any password configured for the default user. Are you sure"
                    + " your configuration is correct?");
        }
        if (!password.equals(words.get(words.size() - 1))) {
            return error("WRONGPASS invalid username-password pair or user is disabled.");
        }
        session.authenticated = true;
        return OK;
    }

    private List<RespValue> client(RedisSession session, List<String> words) {
        return switch (words.get(1).toUpperCase(Locale.ROOT)) {
            case "ID" -> number(session.id);
            case "SETNAME" -> OK;
            case "KILL" -> kill(session, words);
            case "PAUSE" -> {
                boolean all = words.size() < 4 || !words.get(3).equalsIgnoreCase("WRITE");
                server.pauses().pause(Long.parseLong(words.get(2)), all);
                yield OK;
            }
            case "UNPAUSE" -> {
                server.pauses().unpause();
                yield OK;
            }
            default -> error("ERR unknown subcommand '" + words.get(1) + "'. Try CLIENT HELP.");
        };
    }

    /** Kills by type; the caller is spared, as without SKIPME no. */
    private List<RespValue> kill(RedisSession caller, List<String> words) {
        if (words.size() != 4 || !words.get(2).equalsIgnoreCase("TYPE")) {
            return error("ERR syntax error");
        }
        String type = words.get(3).toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            return error("ERR Unknown client type '" + words.get(3) + "'");
        }
        int killed = 0;
        for (RedisSession each : List.copyOf(server.sessions())) {
            String its = each.isReplica() ? "replica" : each.isSubscribed() ? "pubsub" : "normal";
            boolean meant = its.equals(type) || (type.equals("slave") && each.isReplica());
            if (meant && each != caller) {
                each.end();
                killed++;
            }
        }
        return number(killed);
    }

    private List<RespValue> config(List<String> words) {
        return switch (words.get(1).toUpperCase(Locale.ROOT)) {
            case "REWRITE" -> {
                if (!node.hasConfigFile) {
                    yield error("ERR The server is running without a config file");
                }
                node.configured(server.master());
                yield OK;
            }
            case "SET" ->
                node.set(words.get(2), words.get(3))
                        ? OK
                        : error("ERR Unknown option or number of arguments for CONFIG SET - '" + words.get(2) + "'");
            case "GET" -> List.of(RespValue.Array.EMPTY);
            default -> OK;
        };
    }
}
