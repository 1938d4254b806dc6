package io.reactivesentinel.server.demo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for another process, which cannot call back: look every few milliseconds, never longer than promised. */
final class Wait {
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private Wait() {}

    /**
     * Returns once the condition holds.
     *
     * @param what the condition as a sentence in the past tense without a full stop, such as {@code redis-1 answered PING}
     * @throws DemoException if it does not hold in time, or the thread is interrupted
     */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new DemoException("Interrupted before this happened: " + what);
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new DemoException("Did not happen within " + limit.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(STEP_NS);
        }
    }
}
