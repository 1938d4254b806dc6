package io.reactivesentinel.engine.internal.port;

import java.util.function.LongSupplier;

/** How fast a counter grows: on the average between two looks that are a second or more apart. Any thread. */
final class Rate {
    private static final long MIN_SPAN_MS = 1000;

    private final LongSupplier nowMs;
    private long lastMs;
    private long lastCount;
    private double perSecond;

    Rate(LongSupplier nowMs) {
        this.nowMs = nowMs;
        this.lastMs = nowMs.getAsLong();
    }

    /** The rate per second, now that the counter has reached this. */
    synchronized double at(long count) {
        long spanMs = nowMs.getAsLong() - lastMs;
        if (spanMs >= MIN_SPAN_MS) {
            perSecond = (count - lastCount) * 1000.0 / spanMs;
            lastCount = count;
            lastMs += spanMs;
        }
        return perSecond;
    }
}
