package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespValue;
import java.util.List;

/**
 * Takes the answer to one command. Exactly one call is expected, at any time, from any thread; the answers leave in the
 * order of the commands however late they are given. After the connection has ended an answer goes nowhere.
 *
 * <p>Every method throws {@link IllegalStateException} when the command has been answered before.
 */
public interface Responder {
    /** Answers with one value; a {@link RespValue.Push} is written as a push, or in RESP2 as an array. */
    default void reply(RespValue value) {
        replyAll(List.of(value));
    }

    /**
     * Answers with several values in a row, as SUBSCRIBE does with one confirmation per channel, or with none at all.
     *
     * <p>A push handed to {@link RespServerConnection#push} after this call leaves after these values.
     */
    void replyAll(List<? extends RespValue> values);
}
