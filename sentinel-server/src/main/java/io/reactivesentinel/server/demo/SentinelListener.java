package io.reactivesentinel.server.demo;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Hears every event of one Sentinel until it is closed or the Sentinel ends. */
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
     * @param consumer called on a thread of the network, which it must not block for long
     * @throws DemoException if the Sentinel does not answer
     */
    public static SentinelListener on(SentinelProcess sentinel, Consumer<Heard> consumer) {
        try {
            return new SentinelListener(RedisConnection.subscribed(
                    sentinel.port(),
                    CONNECT_TIMEOUT,
                    message -> consumer.accept(
                            new Heard(sentinel, message.channel(), message.payload(), System.nanoTime()))));
        } catch (IOException e) {
            throw new DemoException("Cannot subscribe to " + sentinel.name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
