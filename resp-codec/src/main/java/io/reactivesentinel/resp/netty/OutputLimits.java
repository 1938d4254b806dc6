package io.reactivesentinel.resp.netty;

import java.time.Duration;

/**
 * What may wait for a client that does not read, behind the reply in progress, before it is cut off.
 *
 * @param hard most bytes at any moment
 * @param soft most bytes for longer than {@code softFor}; 0 for no such limit
 * @param softFor how long more than {@code soft} may wait
 */
public record OutputLimits(long hard, long soft, Duration softFor) {

    /** Checks that there is a hard limit. */
    public OutputLimits {
        if (hard < 1 || soft < 0 || softFor.isNegative()) {
            throw new IllegalArgumentException("no output limits: " + hard + " " + soft + " " + softFor);
        }
    }

    /** A hard limit alone. */
    public static OutputLimits hard(long bytes) {
        return new OutputLimits(bytes, 0, Duration.ZERO);
    }
}
