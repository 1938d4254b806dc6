package io.reactivesentinel.engine.internal.port;

import static io.reactivesentinel.engine.internal.port.CommandFlag.ADMIN;
import static io.reactivesentinel.engine.internal.port.CommandFlag.LOADING;
import static io.reactivesentinel.engine.internal.port.CommandFlag.NOSCRIPT;
import static io.reactivesentinel.engine.internal.port.CommandFlag.STALE;

import io.reactivesentinel.engine.internal.port.CommandRow.Manner;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The subcommands of CLIENT. */
final class ClientCommands {
    static final String BAD_NAME = "ERR Client names cannot contain spaces, newlines or special characters.";
    private static final String SYNTAX = "ERR syntax error";
    private static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";

    /** Longest pause, in milliseconds: far beyond any use, and added to a time it stays within 64 bits. */
    private static final long MAX_PAUSE_MS = 1L << 53;

    private final Sessions sessions;
    private final ClientKill kill;
    private final ClientPause pause;

    ClientCommands(Sessions sessions, ClientKill kill, ClientPause pause) {
        this.sessions = sessions;
        this.kill = kill;
        this.pause = pause;
    }

    static CommandRow container() {
        return CommandRow.container("client").since("2.4.0");
    }

    /** The rows, in the order in which HELP lists them. */
    List<CommandRow> rows() {
        List<CommandRow> rows = new ArrayList<>();
        rows.add(own("caching", 3, ClientTracking::cache)
                .since("6.0.0")
                .help(
                        "CACHING (YES|NO)",
                        "Enable/disable tracking of the keys for next command in OPTIN/OPTOUT modes."));
        rows.add(own("getredir", 2, call -> call.reply(call.session().tracking().redirection()))
                .since("6.0.0")
                .help("GETREDIR", "Return the client ID we are redirecting to when tracking is enabled."));
        rows.add(own("getname", 2, ClientCommands::getName)
                .since("2.6.9")
                .help("GETNAME", "Return the name of the current connection."));
        rows.add(own("id", 2, call -> call.reply(RespValue.Int.of(call.session().id())))
                .since("5.0.0")
                .help("ID", "Return the ID of the current connection."));
        rows.add(own("info", 2, call -> call.reply(ClientLines.reply(call.session(), List.of(call.session()))))
                .since("6.2.0")
                .help("INFO", "Return information about the current client connection."));
        rows.add(killRow());
        rows.add(any("list", -2, this::list)
                .help(
                        "LIST [options ...]",
                        "Return information about client connections. Options:",
                        "* TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
                        "  Return clients of specified type."));
        rows.add(any("unpause", 2, this::unpause)
                .since("6.2.0")
                .help("UNPAUSE", "Stop the current client pause, resuming traffic."));
        rows.add(any("pause", -3, this::pause)
                .since("2.9.50")
                .help(
                        "PAUSE <timeout> [WRITE|ALL]",
                        "Suspend all, or just write, clients for <timeout> milliseconds."));
        rows.add(own("reply", 3, ClientCommands::reply)
                .since("3.2.0")
                .manners(Manner.IN_TURN)
                .help("REPLY (ON|OFF|SKIP)", "Control the replies sent to the current connection."));
        rows.add(own("setname", 3, ClientCommands::setName)
                .since("2.6.9")
                .help("SETNAME <name>", "Assign the name <name> to the current connection."));
        rows.add(any("unblock", -3, ClientCommands::unblock)
                .since("5.0.0")
                .help("UNBLOCK <clientid> [TIMEOUT|ERROR]", "Unblock the specified blocked client."));
        rows.add(own(
                        "tracking",
                        -3,
                        call -> ClientTracking.set(call, id -> sessions.byId(id).isPresent()))
                .since("6.0.0")
                .help(
                        "TRACKING (ON|OFF) [REDIRECT <id>] [BCAST] [PREFIX <prefix> [...]]",
                        "     [OPTIN] [OPTOUT] [NOLOOP]",
                        "Control server assisted client side caching."));
        rows.add(own(
                        "trackinginfo",
                        2,
                        call -> call.reply(call.session().tracking().info()))
                .since("6.2.0")
                .help("TRACKINGINFO", "Report tracking status for the current connection."));
        rows.add(any("no-evict", 3, ClientCommands::noEvict)
                .since("7.0.0")
                .help("NO-EVICT (ON|OFF)", "Protect current client connection from eviction."));
        rows.add(own("setinfo", 4, ClientCommands::setInfo)
                .since("7.2.0")
                .help(
                        "SETINFO <option> <value>",
                        "Set client meta attr. Options are:",
                        "* LIB-NAME: the client lib name.",
                        "* LIB-VER: the client lib version."));
        return rows;
    }

    private CommandRow killRow() {
        return any("kill", -3, kill::handle)
                .help("KILL <ip:port>", "Kill connection made from <ip:port>.")
                .help(
                        "KILL <option> <value> [<option> <value> [...]]",
                        "Kill connections. Options are:",
                        "* ADDR (<ip:port>|<unixsocket>:0)",
                        "  Kill connections made from the specified address",
                        "* LADDR (<ip:port>|<unixsocket>:0)",
                        "  Kill connections made to specified local address",
                        "* TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
                        "  Kill connections by type.",
                        "* USER <username>",
                        "  Kill connections authenticated by <username>.",
                        "* SKIPME (YES|NO)",
                        "  Skip killing current connection (default: yes).");
    }

    /** About the connection that asks. */
    private static CommandRow own(String name, int arity, CommandHandler handler) {
        return CommandRow.of(name, arity, handler)
                .flags(NOSCRIPT, LOADING, STALE)
                .categories(CommandCategory.SLOW, CommandCategory.CONNECTION);
    }

    /** About any connection, which is an operator's matter. */
    private static CommandRow any(String name, int arity, CommandHandler handler) {
        return CommandRow.of(name, arity, handler)
                .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                .categories(
                        CommandCategory.ADMIN,
                        CommandCategory.SLOW,
                        CommandCategory.DANGEROUS,
                        CommandCategory.CONNECTION)
                .since("2.4.0");
    }

    private static void getName(Invocation call) {
        String name = call.session().name();
        call.reply(name.isEmpty() ? RespValue.Null.BULK : RespValue.bulk(name));
    }

    private static void setName(Invocation call) {
        if (!Words.isPlain(call.argument(0))) {
            call.error(BAD_NAME);
            return;
        }
        call.session().name(call.text(0));
        call.ok();
    }

    private static void setInfo(Invocation call) {
        RespBytes option = call.argument(0);
        boolean name = Words.is(option, "lib-name");
        if (!name && !Words.is(option, "lib-ver")) {
            call.error("ERR Unrecognized option '" + option.text() + "'");
        } else if (!Words.isPlain(call.argument(1))) {
            call.error("ERR " + option.text() + " cannot contain spaces, newlines or special characters.");
        } else {
            if (name) {
                call.session().libraryName(call.text(1));
            } else {
                call.session().libraryVersion(call.text(1));
            }
            call.ok();
        }
    }

    private void list(Invocation call) {
        List<RespBytes> words = call.arguments();
        if (words.isEmpty()) {
            call.reply(ClientLines.reply(call.session(), sessions.all()));
        } else if (words.size() == 2 && Words.is(words.get(0), "type")) {
            listType(call, words.get(1));
        } else if (words.size() > 1 && Words.is(words.get(0), "id")) {
            listIds(call, words.subList(1, words.size()));
        } else {
            call.error(SYNTAX);
        }
    }

    private void listType(Invocation call, RespBytes word) {
        if (!ClientLines.isType(word)) {
            call.error("ERR Unknown client type '" + word.text() + "'");
            return;
        }
        String type = Words.lowerCase(word);
        call.reply(ClientLines.reply(
                call.session(),
                sessions.all().stream()
                        .filter(session -> ClientLines.type(session).equals(type))
                        .toList()));
    }

    private void listIds(Invocation call, List<RespBytes> ids) {
        List<Session> found = new ArrayList<>();
        for (RespBytes word : ids) {
            OptionalLong id = Words.integer(word);
            if (id.isEmpty()) {
                call.error("ERR Invalid client ID");
                return;
            }
            sessions.byId(id.getAsLong()).ifPresent(found::add);
        }
        call.reply(ClientLines.reply(call.session(), found));
    }

    private static void reply(Invocation call) {
        switch (Words.lowerCase(call.argument(0))) {
            case "on" -> {
                call.session().replies(true);
                call.ok();
            }
            case "off" -> {
                call.session().replies(false);
                call.replyAll(List.of());
            }
            case "skip" -> {
                if (!call.session().isSilent()) {
                    call.session().skipNextReply();
                }
                call.replyAll(List.of());
            }
            default -> call.error(SYNTAX);
        }
    }

    private void pause(Invocation call) {
        List<RespBytes> words = call.arguments();
        if (words.size() > 2) {
            call.error(wrongUse("PAUSE"));
            return;
        }
        boolean writes = words.size() == 2 && Words.is(words.get(1), "write");
        if (words.size() == 2 && !writes && !Words.is(words.get(1), "all")) {
            call.error("ERR CLIENT PAUSE mode must be WRITE or ALL");
            return;
        }
        OptionalLong timeout = Words.integer(words.get(0));
        if (timeout.isEmpty()) {
            call.error("ERR timeout is not an integer or out of range");
        } else if (timeout.getAsLong() < 0) {
            call.error("ERR timeout is negative");
        } else {
            pause.begin(Math.min(timeout.getAsLong(), MAX_PAUSE_MS), !writes);
            call.ok();
        }
    }

    private void unpause(Invocation call) {
        pause.end();
        call.ok();
    }

    private static String wrongUse(String typed) {
        return "ERR unknown subcommand or wrong number of arguments for '" + typed + "'. Try CLIENT HELP.";
    }

    private static void noEvict(Invocation call) {
        boolean on = Words.is(call.argument(0), "on");
        if (on || Words.is(call.argument(0), "off")) {
            call.session().evictable(!on);
            call.ok();
        } else {
            call.error(SYNTAX);
        }
    }

    /** No command of a Sentinel blocks, so nobody is ever unblocked. */
    private static void unblock(Invocation call) {
        List<RespBytes> words = call.arguments();
        if (words.size() > 2) {
            call.error(wrongUse("UNBLOCK"));
        } else if (words.size() == 2 && !Words.is(words.get(1), "timeout") && !Words.is(words.get(1), "error")) {
            call.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
        } else if (Words.integer(words.get(0)).isEmpty()) {
            call.error(NOT_AN_INTEGER);
        } else {
            call.reply(RespValue.Int.of(0));
        }
    }
}
