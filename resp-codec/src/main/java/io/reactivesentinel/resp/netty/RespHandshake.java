package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What a client says before a new connection is handed out. With nothing asked for, nothing is sent.
 *
 * @param protocol 2, or 3 to ask for it by {@code HELLO 3}; a server that does not know or allow it leaves the connection
 *     on 2
 * @param username ACL user, or {@code null} for the default user
 * @param password its password, or {@code null} for no AUTH
 * @param clientName name for CLIENT LIST, or {@code null}; a server without CLIENT SETNAME is forgiven
 */
public record RespHandshake(
        int protocol,
        @Nullable String username,
        @Nullable String password,
        @Nullable String clientName) {

    /** Nothing is sent. */
    public static final RespHandshake NONE = new RespHandshake(2, null, null, null);

    /** Checks the version, and that a user has a password. */
    public RespHandshake {
        if (protocol != 2 && protocol != 3) {
            throw new IllegalArgumentException("protocol must be 2 or 3, was " + protocol);
        }
        if (username != null && password == null) {
            throw new IllegalArgumentException("a user needs a password");
        }
    }

    /** A copy that asks for protocol 3. */
    public RespHandshake resp3() {
        return new RespHandshake(3, username, password, clientName);
    }

    /** A copy that authenticates. */
    public RespHandshake auth(@Nullable String user, @Nullable String secret) {
        return new RespHandshake(protocol, user, secret, clientName);
    }

    /** A copy that names the connection. */
    public RespHandshake clientName(@Nullable String name) {
        return new RespHandshake(protocol, username, password, name);
    }

    /** Emits the connection when it is ready; an error reply that matters is a {@link RespConnectException}. */
    Mono<RespConnection> run(RespConnection connection) {
        return protocol == 3 ? hello(connection) : authenticate(connection);
    }

    private Mono<RespConnection> hello(RespConnection connection) {
        List<String> words = new ArrayList<>(List.of("HELLO", "3"));
        if (password != null) {
            words.addAll(List.of("AUTH", username == null ? "default" : username, password));
        }
        if (clientName != null) {
            words.addAll(List.of("SETNAME", clientName));
        }
        return connection.request(words).flatMap(reply -> {
            String error = reply.bare().asError();
            if (error == null) {
                connection.protocol(reply.bare() instanceof RespValue.MapValue ? 3 : 2);
                return Mono.just(connection);
            }
            return refusesHello(error) ? authenticate(connection) : refused(connection, "HELLO", error);
        });
    }

    private static boolean refusesHello(String error) {
        return error.startsWith("NOPROTO")
                || error.startsWith("NOPERM")
                || error.startsWith("ERR unknown command")
                || error.startsWith("ERR Unknown command");
    }

    private Mono<RespConnection> authenticate(RespConnection connection) {
        if (password == null) {
            return name(connection);
        }
        RespCommand auth =
                username == null ? RespCommand.of("AUTH", password) : RespCommand.of("AUTH", username, password);
        return connection.request(auth).flatMap(reply -> {
            String error = reply.bare().asError();
            return error == null || needsNone(error) ? name(connection) : refused(connection, "AUTH", error);
        });
    }

    /** A server without a password is as good as one that took it; it is often configured a moment later. */
    private static boolean needsNone(String error) {
        return error.contains("no password is set") || error.contains("without any password configured");
    }

    private Mono<RespConnection> name(RespConnection connection) {
        return clientName == null
                ? Mono.just(connection)
                : connection.request("CLIENT", "SETNAME", clientName).thenReturn(connection);
    }

    private static Mono<RespConnection> refused(RespConnection connection, String command, String error) {
        return Mono.error(() ->
                new RespConnectException(connection.remoteAddress(), command + " was refused: " + error, error, null));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RespHandshake[protocol=" + protocol + ", username=" + username + ", password="
                + (password == null ? "null" : "****") + ", clientName=" + clientName + "]";
    }
}
