package io.reactivesentinel.benchmarks;

import io.reactivesentinel.server.demo.RedisConnection;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that asks one server every two milliseconds until an answer is the right one, and notes when it came. */
final class Poller implements Closeable {

    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(1);
    private static final long END_MS = 3_000;

    private final int port;
    private final Question question;
    private final CompletableFuture<Long> seen = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closed;

    /** Asks once; whether the answer is the one that is waited for. */
    @FunctionalInterface
    interface Question {
        boolean ask(RedisConnection server) throws IOException;
    }

    private Poller(String name, int port, Question question) {
        this.port = port;
        this.question = question;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins; a server that does not answer is asked again. */
    static Poller start(String name, int port, Question question) {
        Poller poller = new Poller(name, port, question);
        poller.thread.start();
        return poller;
    }

    private void run() {
        RedisConnection connection = null;
        while (!closed && !seen.isDone()) {
            try {
                if (connection == null) {
                    connection = RedisConnection.open(port, CALL_LIMIT);
                }
                if (question.ask(connection)) {
                    seen.complete(System.nanoTime());
                }
            } catch (IOException e) {
                // Not there: that is what is waited out.
                close(connection);
                connection = null;
            }
            LockSupport.parkNanos(PERIOD_NS);
        }
        close(connection);
    }

    private static void close(@Nullable RedisConnection connection) {
        if (connection != null) {
            connection.close();
        }
    }

    /** Whether it came. */
    boolean isSeen() {
        return seen.isDone();
    }

    /**
     * Waits for the answer.
     *
     * @return when it came, by {@link System#nanoTime()}
     * @throws MeasurementException if it did not come in time
     */
    long await(Duration limit) {
        try {
            return seen.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new MeasurementException("did not happen within " + limit.toSeconds() + " s: " + thread.getName(), e);
        } catch (ExecutionException e) {
            throw new MeasurementException(thread.getName() + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MeasurementException("interrupted while waiting for: " + thread.getName(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(END_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
