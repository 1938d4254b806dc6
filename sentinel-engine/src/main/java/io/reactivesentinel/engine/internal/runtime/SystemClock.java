package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.spi.SentinelClock;
import java.util.concurrent.TimeUnit;

/** The clocks of the machine. */
public final class SystemClock implements SentinelClock {

    private final long originNanos = System.nanoTime();

    @Override
    public long monotonicMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - originNanos);
    }

    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }
}
