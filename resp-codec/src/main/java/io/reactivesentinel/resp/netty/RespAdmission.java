package io.reactivesentinel.resp.netty;

import java.net.SocketAddress;
import java.util.Optional;

/** Decides whether a new connection is served. */
@FunctionalInterface
public interface RespAdmission {
    /**
     * Called on the event loop of the new connection, before anything is read; must not block.
     *
     * @param remote the client
     * @param open connections of this listener, the new one included
     * @return empty to serve it, or the error to send, such as {@code ERR max number of clients reached}, before the
     *     connection is closed; with TLS it is closed without a word, which spares the handshake
     */
    Optional<String> refusal(SocketAddress remote, int open);

    /** Serves at most {@code maxConnections} at a time. */
    static RespAdmission atMost(int maxConnections) {
        return (remote, open) ->
                open > maxConnections ? Optional.of("ERR max number of clients reached") : Optional.empty();
    }
}
