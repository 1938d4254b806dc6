package io.reactivesentinel.resp.netty;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one line a minute through to the log, where whoever can connect decides how many there would be. Any thread. */
final class Seldom {
    private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong next;

    Seldom(long nowNanos) {
        next = new AtomicLong(nowNanos);
    }

    /** Whether it is time for the next line. */
    boolean mayBeSaid(long nowNanos) {
        long due = next.get();
        return nowNanos - due >= 0 && next.compareAndSet(due, nowNanos + PERIOD_NANOS);
    }
}
