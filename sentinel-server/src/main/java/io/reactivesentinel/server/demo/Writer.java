package io.reactivesentinel.server.demo;

import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An application that writes numbered keys to the master, about one a millisecond, finds the master through the Sentinels
 * as any client does, and remembers which writes were acknowledged.
 */
public final class Writer implements AutoCloseable {
    /** Short, so that a master that is silent rather than gone is noticed as fast as one that is gone. */
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int READ_BACK_BATCH = 500;

    private final List<SentinelProcess> sentinels;
    private final Listener listener;
    private final Thread thread;
    private final BitSet acknowledged = new BitSet();
    private final AtomicLong acknowledgedCount = new AtomicLong();
    private volatile boolean stopped;
    private int firstAsked;

    /** Hears when writing begins to fail and when it works again; called on the writer's thread. */
    public interface Listener {
        /** The first write that failed after one that did not. */
        void failing(long atNanos, String reason);

        /** The first acknowledged write after those that failed, and the port of the master that acknowledged it. */
        void working(long atNanos, int masterPort);
    }

    /**
     * What became of the acknowledged writes.
     *
     * @param acknowledged how many there were
     * @param lost how many of them the master does not have
     */
    public record Report(int acknowledged, int lost) {}

    private Writer(List<SentinelProcess> sentinels, Listener listener) {
        this.sentinels = List.copyOf(sentinels);
        this.listener = listener;
        this.thread = new Thread(this::run, "writer");
        thread.setDaemon(true);
    }

    /** Starts writing. */
    public static Writer start(List<SentinelProcess> sentinels, Listener listener) {
        Writer writer = new Writer(sentinels, listener);
        writer.thread.start();
        return writer;
    }

    /** How many writes were acknowledged so far. */
    public long acknowledgedCount() {
        return acknowledgedCount.get();
    }

    /** Stops writing and waits until the last write has its answer. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Reads every acknowledged write back from the node on that port; only after {@link #close()}.
     *
     * @throws IOException if the node does not answer
     */
    public Report readBack(int port) throws IOException {
        if (thread.isAlive()) {
            throw new IllegalStateException("still writing");
        }
        int lost = 0;
        try (RedisConnection connection = RedisConnection.open(port, Duration.ofSeconds(2))) {
            List<Integer> batch = new ArrayList<>();
            for (int n = acknowledged.nextSetBit(0); n >= 0; n = acknowledged.nextSetBit(n + 1)) {
                batch.add(n);
                if (batch.size() == READ_BACK_BATCH || acknowledged.nextSetBit(n + 1) < 0) {
                    lost += missing(connection, batch);
                    batch.clear();
                }
            }
        }
        return new Report(acknowledged.cardinality(), lost);
    }

    private static int missing(RedisConnection connection, List<Integer> numbers) throws IOException {
        List<String> words = new ArrayList<>(List.of("MGET"));
        numbers.forEach(n -> words.add(key(n)));
        List<RespValue> values = connection.call(words.toArray(String[]::new)).elements();
        if (values.size() != numbers.size()) {
            throw new IOException("MGET of " + numbers.size() + " keys answered " + values.size() + " values");
        }
        int missing = 0;
        for (int i = 0; i < numbers.size(); i++) {
            if (!Objects.equals(values.get(i).asText(), numbers.get(i).toString())) {
                missing++;
            }
        }
        return missing;
    }

    private static String key(int n) {
        return "demo:" + n;
    }

    private void run() {
        boolean failing = false;
        int next = 0;
        RedisConnection connection = null;
        int masterPort = 0;
        try {
            while (!stopped) {
                try {
                    if (connection == null) {
                        masterPort = askSentinels();
                        connection = RedisConnection.open(masterPort, TIMEOUT);
                    }
                    int number = next++;
                    RespValue reply = connection.call("SET", key(number), Integer.toString(number));
                    if (!reply.equals(RespValue.SimpleString.OK)) {
                        throw new IOException(Objects.requireNonNullElse(reply.asError(), "not acknowledged"));
                    }
                    acknowledged.set(number);
                    acknowledgedCount.incrementAndGet();
                    if (failing) {
                        failing = false;
                        listener.working(System.nanoTime(), masterPort);
                    }
                    LockSupport.parkNanos(PAUSE_NS);
                } catch (IOException e) {
                    if (!failing) {
                        failing = true;
                        listener.failing(System.nanoTime(), Objects.requireNonNullElse(e.getMessage(), "no answer"));
                    }
                    closeQuietly(connection);
                    connection = null;
                    LockSupport.parkNanos(RETRY_NS);
                }
            }
        } finally {
            closeQuietly(connection);
        }
    }

    /** Begins with another Sentinel each time, so that one that does not know yet is not asked again and again. */
    private int askSentinels() throws IOException {
        for (int i = 0; i < sentinels.size(); i++) {
            SentinelProcess sentinel = sentinels.get(firstAsked);
            firstAsked = (firstAsked + 1) % sentinels.size();
            try (RedisConnection connection = RedisConnection.open(sentinel.port(), TIMEOUT)) {
                Optional<Integer> port = connection.masterPort(Cluster.MASTER_NAME);
                if (port.isPresent()) {
                    return port.get();
                }
            } catch (IOException e) {
                // The next Sentinel will know.
            }
        }
        throw new IOException("no Sentinel names a master");
    }

    private static void closeQuietly(@Nullable RedisConnection connection) {
        if (connection != null) {
            connection.close();
        }
    }
}
