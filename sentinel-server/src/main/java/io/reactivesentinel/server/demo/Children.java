package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The processes one run has started, so that none outlives it: {@link #close()} kills them all, and from then on none can
 * be started, also when a shutdown hook closes while another thread is about to start one.
 *
 * <p>Safe for any thread.
 */
public final class Children implements AutoCloseable {
    private static final long KILL_TIMEOUT_MS = 5_000;

    private final List<Process> processes = new ArrayList<>();
    private boolean closed;

    /**
     * Starts a process that {@link #close()} will end.
     *
     * @throws IOException if it cannot be started, or this is closed
     */
    public synchronized Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new IOException("shutting down");
        }
        processes.removeIf(process -> !process.isAlive());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Kills every process that still runs and waits, for at most five seconds in all, until they are gone. */
    @Override
    public synchronized void close() {
        closed = true;
        processes.forEach(Process::destroyForcibly);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(KILL_TIMEOUT_MS);
        boolean interrupted = false;
        for (Process process : processes) {
            try {
                // False only for a process the kernel itself holds, which then ends when that is over.
                process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        processes.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
