package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespCommand;

/**
 * Answers the commands of one connection.
 *
 * <p><b>Threading</b>: called on the event loop of the connection, one call at a time; it must not block. An exception
 * closes the connection.
 */
public interface RespServerHandler {
    /**
     * A command has arrived.
     *
     * @param command with at least one word
     * @param responder takes the answer, now or later
     */
    void command(RespCommand command, Responder responder);

    /** The connection has ended, for whatever reason; the last call. */
    default void closed() {}

    /** Makes the handler of a new connection, on its event loop. */
    @FunctionalInterface
    interface Factory {
        /** The handler of {@code connection}; called when it can be used, with TLS after the TLS handshake. */
        RespServerHandler open(RespServerConnection connection);
    }
}
