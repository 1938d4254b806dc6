package io.reactivesentinel.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets Ctrl-C end the runs of the thread that made it, and holds the JVM back until what they came to is reported. */
final class Interruption {

    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch reported = new CountDownLatch(1);
    private final Thread hook;

    Interruption() {
        Thread running = Thread.currentThread();
        hook = new Thread(() -> end(running), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end(Thread running) {
        running.interrupt();
        try {
            if (!reported.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("benchmarks: a run did not end within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is printed. */
    void reported() {
        reported.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is what ends the JVM just now.
        }
    }
}
