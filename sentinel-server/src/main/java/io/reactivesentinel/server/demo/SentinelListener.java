package io.reactivesentinel.server.demo;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Hears every event of one Sentinel, on a thread of its own, until it is closed or the Sentinel ends. */
public final class SentinelListener implements Closeable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final RedisConnection connection;

    private SentinelListener(RedisConnection connection) {
        this.connection = connection;
    }

    /** An event and when it arrived, by {@link System#nanoTime()}. */
    public record Heard(SentinelProcess sentinel, String channel, String payload, long atNanos) {}

    /**
     * Subscribes to everything a Sentinel publishes.
     *
     * @param consumer called on the listening thread
     * @throws DemoException if the Sentinel does not answer
     */
    public static SentinelListener on(SentinelProcess sentinel, Consumer<Heard> consumer) {
        try {
            RedisConnection connection = RedisConnection.open(sentinel.port(), CONNECT_TIMEOUT);
            connection.subscribeToAll();
            Thread thread = new Thread(() -> listen(sentinel, connection, consumer), sentinel.name() + "-listener");
            thread.setDaemon(true);
            thread.start();
            return new SentinelListener(connection);
        } catch (IOException e) {
            throw new DemoException("Cannot subscribe to " + sentinel.name() + ": " + e.getMessage(), e);
        }
    }

    private static void listen(SentinelProcess sentinel, RedisConnection connection, Consumer<Heard> consumer) {
        try {
            while (true) {
                RedisConnection.Message message = connection.nextMessage();
                consumer.accept(new Heard(sentinel, message.channel(), message.payload(), System.nanoTime()));
            }
        } catch (IOException e) {
            // Closed, by us or with the Sentinel. What the run needed from it shows elsewhere.
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
