package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespValue;

/**
 * Takes the outcome of one request: exactly one of the two methods is called, exactly once.
 *
 * <p><b>Threading</b>: called on the event loop of the connection, so it must return quickly and never block; only a
 * request that is refused at once (too many pending, connection already lost) may be answered on the calling thread.
 */
public interface ReplyHandler {
    /** The server answered; an error reply is a reply too. */
    void onReply(RespValue reply);

    /**
     * No answer will come.
     *
     * @param cause {@link ConnectionLostException} (the request may or may not have been executed),
     *     {@link RequestExpiredException} or {@link PendingLimitException} (it was never sent)
     */
    void onLost(Throwable cause);
}
