package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The least of a Redis node that a Sentinel can work with: it has a role, and followers as it finds them. */
final class TinyRedis extends SimProcess {

    private final List<TinyRedis> all;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final String runId;

    @Nullable
    InstanceAddress follows;

    int priority = 100;
    long offset = 1_000;

    TinyRedis(World world, SimHost host, List<TinyRedis> all, @Nullable InstanceAddress follows) {
        super(world, host.name(), host, 6379);
        this.all = all;
        this.follows = follows;
        this.runId = world.chance().hexId();
        all.add(this);
    }

    @Override
    void begin(Life life) {
        world().network().listen(life, Session::new);
    }

    @Override
    void ended(Life life) {
        sessions.clear();
    }

    private boolean isFollowing(TinyRedis master) {
        return isRunning() && master.address().equals(follows);
    }

    private String info() {
        StringBuilder text =
                new StringBuilder("# Server\r\nrun_id:").append(runId).append("\r\n# Replication\r\n");
        InstanceAddress master = follows;
        if (master == null) {
            text.append("role:master\r\n");
            int number = 0;
            for (TinyRedis each : all) {
                if (each.isFollowing(this)) {
                    text.append("slave")
                            .append(number++)
                            .append(":ip=")
                            .append(each.address().host());
                    text.append(",port=6379,state=online,offset=")
                            .append(each.offset)
                            .append(",lag=0\r\n");
                }
            }
            return text.append("master_repl_offset:")
                    .append(offset)
                    .append("\r\n")
                    .toString();
        }
        boolean up = false;
        for (TinyRedis each : all) {
            up |= each.isRunning() && each.follows == null && each.address().equals(master);
        }
        text.append("role:slave\r\nmaster_host:").append(master.host());
        text.append("\r\nmaster_port:").append(master.port());
        text.append("\r\nmaster_link_status:").append(up ? "up" : "down");
        if (!up) {
            text.append("\r\nmaster_link_down_since_seconds:1");
        }
        text.append("\r\nslave_repl_offset:").append(offset);
        text.append("\r\nslave_priority:").append(priority);
        return text.append("\r\nreplica_announced:1\r\n").toString();
    }

    private final class Session implements Service.Session {

        private final Service.Client client;
        private @Nullable List<List<String>> queued;
        private boolean subscribed;

        Session(Service.Client client) {
            this.client = client;
            sessions.add(this);
        }

        @Override
        public void received(List<String> words, Consumer<List<RespValue>> reply) {
            String command = words.get(0).toUpperCase(Locale.ROOT);
            List<List<String>> queue = queued;
            if (command.equals("EXEC") && queue != null) {
                queued = null;
                List<RespValue> results = new ArrayList<>();
                queue.forEach(each -> results.add(run(each)));
                reply.accept(List.of(new RespValue.Array(results)));
            } else if (queue != null) {
                queue.add(words);
                reply.accept(List.of(RespValue.SimpleString.QUEUED));
            } else {
                reply.accept(List.of(run(words)));
            }
        }

        private RespValue run(List<String> words) {
            switch (words.get(0).toUpperCase(Locale.ROOT)) {
                case "PING" -> {
                    return RespValue.SimpleString.PONG;
                }
                case "INFO" -> {
                    return RespValue.bulk(info());
                }
                case "MULTI" -> queued = new ArrayList<>();
                case "SLAVEOF", "REPLICAOF" -> {
                    boolean none = words.get(1).equalsIgnoreCase("NO");
                    follows = none ? null : new InstanceAddress(words.get(1), Integer.parseInt(words.get(2)));
                }
                case "SUBSCRIBE" -> {
                    subscribed = true;
                    return new RespValue.Array(
                            List.of(RespValue.bulk("subscribe"), RespValue.bulk(words.get(1)), RespValue.Int.of(1)));
                }
                case "PUBLISH" -> {
                    for (Session each : sessions) {
                        if (each.subscribed) {
                            each.client.push(new RespValue.Array(List.of(
                                    RespValue.bulk("message"),
                                    RespValue.bulk(words.get(1)),
                                    RespValue.bulk(words.get(2)))));
                        }
                    }
                    return RespValue.Int.of(1);
                }
                case "CLIENT" -> {
                    if (words.get(1).equals("KILL")) {
                        kill(words.get(3).equals("pubsub"));
                    }
                }
                default -> {}
            }
            return RespValue.SimpleString.OK;
        }

        private void kill(boolean pubSub) {
            for (Session each : List.copyOf(sessions)) {
                if (each != this && each.subscribed == pubSub) {
                    sessions.remove(each);
                    each.client.close();
                }
            }
        }

        @Override
        public void closed() {
            sessions.remove(this);
        }
    }
}
