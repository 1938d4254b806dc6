package io.reactivesentinel.resp;

/**
 * The peer sent bytes that are not RESP, or more than the {@link RespLimits} allow; the connection they came from cannot
 * be read any further and must be closed. Never retry on the same connection.
 *
 * <p>The message is the text that Redis writes after {@code Protocol error: }, so that a server can send it as it is. It
 * never contains what the peer sent beyond a single byte.
 */
public final class RespProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error with the text that follows {@code Protocol error: }. */
    public RespProtocolException(String message) {
        // No stack trace: where in the decoder it was noticed tells nothing, and a flood of bad input must stay cheap.
        super(message, null, false, false);
    }
}
