package io.reactivesentinel.server.demo;

import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespClient;
import io.reactivesentinel.resp.netty.RespConnection;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * A connection to a server on the loopback address for a program that is one thread doing one thing after the other: every
 * method blocks, for the timeout at most, and a failure is an {@link IOException} with a short message.
 */
public final class RedisConnection implements Closeable {
    private final RespConnection connection;
    private final Duration timeout;

    private RedisConnection(RespConnection connection, Duration timeout) {
        this.connection = connection;
        this.timeout = timeout;
    }

    /**
     * Connects.
     *
     * @param timeout for the connection and for every later answer
     */
    public static RedisConnection open(int port, Duration timeout) throws IOException {
        return open(client(port, timeout), timeout);
    }

    /**
     * Connects and subscribes to every channel.
     *
     * @param consumer called on a thread that it must not block
     */
    public static RedisConnection subscribed(int port, Duration timeout, Consumer<Message> consumer)
            throws IOException {
        RedisConnection opened =
                open(client(port, timeout).onPush(push -> message(push).ifPresent(consumer)), timeout);
        opened.call("PSUBSCRIBE", "*");
        return opened;
    }

    private static RespClient client(int port, Duration timeout) {
        return RespClient.to("127.0.0.1", port).connectTimeout(timeout);
    }

    private static RedisConnection open(RespClient client, Duration timeout) throws IOException {
        return new RedisConnection(blocking(client.connect()), timeout);
    }

    /** Sends a command and returns the answer, which may be an error value. */
    public RespValue call(String... words) throws IOException {
        return blocking(connection.request(RespCommand.of(words), timeout));
    }

    /** Sends a command and returns the text of the answer; any other answer is an exception. */
    public String text(String... words) throws IOException {
        RespValue reply = call(words);
        String text = reply.asText();
        if (text == null) {
            throw new IOException("unexpected answer to " + words[0] + ": " + reply);
        }
        return text;
    }

    /** Asks a Sentinel for the port of a master. */
    public Optional<Integer> masterPort(String masterName) throws IOException {
        List<RespValue> address =
                call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName).elements();
        return address.size() == 2
                ? Optional.of(Integer.valueOf(String.valueOf(address.get(1).asText())))
                : Optional.empty();
    }

    /** A published message. */
    public record Message(String channel, String payload) {}

    private static Optional<Message> message(RespValue push) {
        List<RespValue> parts = push.elements();
        return parts.size() == 4 && "pmessage".equals(parts.get(0).asText())
                ? Optional.of(new Message(
                        String.valueOf(parts.get(2).asText()),
                        String.valueOf(parts.get(3).asText())))
                : Optional.empty();
    }

    @Override
    public void close() {
        connection.close();
    }

    /** The value of a mono that has a timeout of its own. */
    private static <T> T blocking(Mono<T> mono) throws IOException {
        try {
            T value = mono.block();
            if (value == null) {
                throw new IOException("no answer");
            }
            return value;
        } catch (RuntimeException e) {
            Throwable failure = Exceptions.unwrap(e);
            throw new IOException(Objects.requireNonNullElse(failure.getMessage(), failure.toString()), failure);
        }
    }
}
