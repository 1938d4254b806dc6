package io.reactivesentinel.server.demo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Notes for how long this process got no processor. A machine that stands still makes healthy servers silent, and a test of
 * what must <em>not</em> be taken for a failure says nothing then.
 */
final class Standstill implements AutoCloseable {
    private static final long BEAT_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Thread thread = new Thread(this::run, "standstill");
    private volatile boolean stopped;
    private volatile long longestNs;

    private Standstill() {
        thread.setDaemon(true);
    }

    static Standstill watch() {
        Standstill watching = new Standstill();
        watching.thread.start();
        return watching;
    }

    /** Skips the test if the machine stood still for that long since. */
    void skipIfLongerThan(Duration tooLong) {
        long longest = longestNs;
        assumeTrue(
                longest < tooLong.toNanos(),
                () -> "the machine stood still for " + TimeUnit.NANOSECONDS.toMillis(longest)
                        + " ms, so that this says nothing");
    }

    private void run() {
        long last = System.nanoTime();
        while (!stopped) {
            LockSupport.parkNanos(BEAT_NS);
            long now = System.nanoTime();
            longestNs = Math.max(longestNs, now - last);
            last = now;
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
