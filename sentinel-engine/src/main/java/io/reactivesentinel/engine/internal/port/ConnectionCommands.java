package io.reactivesentinel.engine.internal.port;

import static io.reactivesentinel.engine.internal.port.CommandFlag.ALLOW_BUSY;
import static io.reactivesentinel.engine.internal.port.CommandFlag.FAST;
import static io.reactivesentinel.engine.internal.port.CommandFlag.LOADING;
import static io.reactivesentinel.engine.internal.port.CommandFlag.NOSCRIPT;
import static io.reactivesentinel.engine.internal.port.CommandFlag.NO_AUTH;
import static io.reactivesentinel.engine.internal.port.CommandFlag.STALE;

import io.reactivesentinel.engine.internal.acl.AclUsers;
import io.reactivesentinel.engine.internal.port.CommandRow.Manner;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** PING, AUTH and HELLO. */
final class ConnectionCommands {
    /** The Redis whose commands and replies ours are; many clients decide by it what they may send. */
    static final String REDIS_VERSION = "7.2.4";

    private static final String HELLO_NO_AUTH =
            "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user>"
                    + " <pass> option can be used to authenticate the client and select the RESP protocol version at the"
                    + " same time";
    private static final String AUTH_WITHOUT_PASSWORD =
            "ERR AUTH <password> called without any password configured for the default user. Are you sure your"
                    + " configuration is correct?";

    private final Users users;

    ConnectionCommands(Users users) {
        this.users = users;
    }

    List<CommandRow> rows() {
        return List.of(
                CommandRow.of("ping", -1, ConnectionCommands::ping)
                        .flags(FAST)
                        .categories(CommandCategory.FAST, CommandCategory.CONNECTION)
                        .manners(Manner.WHILE_SUBSCRIBED),
                CommandRow.of("auth", -2, this::auth)
                        .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                        .categories(CommandCategory.FAST, CommandCategory.CONNECTION),
                CommandRow.of("hello", -1, this::hello)
                        .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                        .categories(CommandCategory.FAST, CommandCategory.CONNECTION)
                        .since("6.0.0")
                        .manners(Manner.IN_TURN));
    }

    private static void ping(Invocation call) {
        List<RespBytes> arguments = call.arguments();
        if (arguments.size() > 1) {
            call.error(CommandTable.wrongArity(call.fullName()));
        } else if (call.session().protocol() == 2 && call.session().subscriptions() > 0) {
            // Clients in this state expect nothing but messages.
            RespBytes text = arguments.isEmpty() ? RespBytes.EMPTY : arguments.get(0);
            call.reply(new RespValue.Array(List.of(RespValue.bulk("pong"), new RespValue.BulkString(text))));
        } else {
            call.reply(arguments.isEmpty() ? RespValue.SimpleString.PONG : new RespValue.BulkString(arguments.get(0)));
        }
    }

    private void auth(Invocation call) {
        List<RespBytes> arguments = call.arguments();
        if (arguments.size() > 2) {
            call.error("ERR syntax error");
            return;
        }
        if (arguments.size() == 1 && users.hasNoPassword()) {
            call.error(AUTH_WITHOUT_PASSWORD);
            return;
        }
        RespBytes user = arguments.size() == 1 ? RespBytes.of(AclUsers.DEFAULT) : arguments.get(0);
        if (users.authenticate(call.session(), user, arguments.get(arguments.size() - 1), call.typed())) {
            call.ok();
        } else {
            // As in Redis, a session that had authenticated before stays so.
            call.error(Users.WRONG_PASS);
        }
    }

    /** What HELLO asks for beside the version. */
    private record HelloOptions(
            @Nullable RespBytes user,
            @Nullable RespBytes password,
            @Nullable RespBytes name) {}

    private void hello(Invocation call) {
        Session session = call.session();
        List<RespBytes> arguments = call.arguments();
        int version = session.protocol();
        if (!arguments.isEmpty()) {
            OptionalLong asked = Words.integer(arguments.get(0));
            if (asked.isEmpty()) {
                call.error("ERR Protocol version is not an integer or out of range");
                return;
            }
            if (asked.getAsLong() != 2 && asked.getAsLong() != 3) {
                call.error("NOPROTO unsupported protocol version");
                return;
            }
            version = (int) asked.getAsLong();
        }
        HelloOptions options = helloOptions(call);
        if (options == null) {
            return;
        }
        if (options.user() != null && options.password() != null) {
            if (!users.authenticate(session, options.user(), options.password(), call.typed())) {
                call.error(Users.WRONG_PASS);
                return;
            }
        }
        if (!session.isAuthenticated()) {
            call.error(HELLO_NO_AUTH);
            return;
        }
        if (options.name() != null) {
            session.name(options.name().text());
        }
        session.useProtocol(version);
        call.reply(greeting(session));
    }

    /** Reads the words after the version; answers itself and returns {@code null} when they are wrong. */
    private static @Nullable HelloOptions helloOptions(Invocation call) {
        List<RespBytes> arguments = call.arguments();
        RespBytes user = null;
        RespBytes password = null;
        RespBytes name = null;
        int at = 1;
        while (at < arguments.size()) {
            RespBytes option = arguments.get(at);
            int left = arguments.size() - at - 1;
            if (Words.is(option, "auth") && left >= 2) {
                user = arguments.get(at + 1);
                password = arguments.get(at + 2);
                at += 3;
            } else if (Words.is(option, "setname") && left >= 1) {
                name = arguments.get(at + 1);
                if (!Words.isPlain(name)) {
                    call.error(ClientCommands.BAD_NAME);
                    return null;
                }
                at += 2;
            } else {
                call.error("ERR Syntax error in HELLO option '" + option.text() + "'");
                return null;
            }
        }
        return new HelloOptions(user, password, name);
    }

    private static RespValue greeting(Session session) {
        return new RespValue.MapValue(List.of(
                entry("server", RespValue.bulk("redis")),
                entry("version", RespValue.bulk(REDIS_VERSION)),
                entry("proto", RespValue.Int.of(session.protocol())),
                entry("id", RespValue.Int.of(session.id())),
                entry("mode", RespValue.bulk("sentinel")),
                entry("modules", new RespValue.Array(List.of()))));
    }

    private static RespValue.Entry entry(String key, RespValue value) {
        return new RespValue.Entry(RespValue.bulk(key), value);
    }
}
