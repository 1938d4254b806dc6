package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.SentinelClock;

/**
 * The clocks of one process: a monotonic one that may run fast or slow and stands still while its host is suspended, and a
 * wall clock that operators and NTP may set.
 */
public final class LocalClock implements SentinelClock {

    private static final long WALL_ORIGIN_MS = 1_790_000_000_000L;
    private static final double MILLION = 1_000_000.0;

    private final EventQueue queue;
    private long baseWorldUs;
    private double baseLocalUs;
    private double rate = 1;
    private boolean frozen;
    private long wallOffsetMs;
    private double wallBaseUs;
    private long wallSinceUs;

    LocalClock(EventQueue queue, long originUs) {
        this.queue = queue;
        this.baseWorldUs = queue.nowUs();
        this.baseLocalUs = originUs;
    }

    private double localUs() {
        return frozen ? baseLocalUs : baseLocalUs + (queue.nowUs() - baseWorldUs) * rate;
    }

    private double wallUs() {
        return wallBaseUs + (queue.nowUs() - wallSinceUs) * rate;
    }

    private void rebase() {
        baseLocalUs = localUs();
        wallBaseUs = wallUs();
        baseWorldUs = queue.nowUs();
        wallSinceUs = queue.nowUs();
    }

    @Override
    public long monotonicMs() {
        return (long) (localUs() / 1_000);
    }

    @Override
    public long wallMs() {
        return WALL_ORIGIN_MS + wallOffsetMs + (long) (wallUs() / 1_000);
    }

    /** Lets it run fast, or slow with a negative number, in millionths. */
    void drift(int partsPerMillion) {
        rebase();
        rate = 1 + partsPerMillion / MILLION;
    }

    /** The wall clock is set, forward or back. */
    void stepWall(long byMs) {
        wallOffsetMs += byMs;
    }

    /** The monotonic clock stands still, as it does while a host is suspended. */
    void freeze() {
        rebase();
        frozen = true;
    }

    void thaw() {
        if (frozen) {
            baseWorldUs = queue.nowUs();
            frozen = false;
        }
    }

    /** How much of the world's time passes in a span of this clock's, both in microseconds. */
    long worldUs(long localUs) {
        return (long) (localUs / rate);
    }
}
