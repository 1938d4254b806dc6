package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client of the partition test, a process on a host of its own: asks its Sentinel for the master, adds one unique number
 * after the other to a set there, and writes down every acknowledgement. It ends when its input ends, and so with the test.
 *
 * <p>Arguments: the Sentinel's address, the name of the master, the file for the acknowledgements, the first number.
 */
final class PartitionClient {
    static final String KEY = "numbers";
    static final int REDIS_PORT = 6379;
    static final int SENTINEL_PORT = 26379;

    private static final int TIMEOUT_MS = 500;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String sentinel;
    private final String masterName;
    private volatile boolean stopped;

    private PartitionClient(String sentinel, String masterName) {
        this.sentinel = sentinel;
        this.masterName = masterName;
    }

    /**
     * A write that was acknowledged.
     *
     * @param number what was written
     * @param atNanos when the answer was read, by {@link System#nanoTime()}, which all processes of a Linux machine share
     * @param host the address of the node that acknowledged it
     */
    record Acknowledged(long number, long atNanos, String host) {
        static Acknowledged parse(String line) {
            List<String> words = List.of(line.split(" ", -1));
            return new Acknowledged(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)), words.get(2));
        }

        String line() {
            return number + " " + atNanos + " " + host + "\n";
        }
    }

    /** Runs until the standard input ends. */
    public static void main(String[] arguments) throws IOException {
        PartitionClient client = new PartitionClient(arguments[0], arguments[1]);
        Thread writing = new Thread(() -> client.write(Path.of(arguments[2]), Long.parseLong(arguments[3])), "writing");
        writing.setDaemon(true);
        writing.start();
        while (System.in.read() >= 0) {
            // Only its end says something.
        }
        client.stopped = true;
        try {
            writing.join(4L * TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Path file, long first) {
        long number = first;
        RespSocket master = null;
        String host = "";
        try (Writer out = Files.newBufferedWriter(file)) {
            while (!stopped) {
                try {
                    if (master == null) {
                        host = askSentinel();
                        master = new RespSocket(host, REDIS_PORT, TIMEOUT_MS);
                    }
                    long written = number++;
                    Object reply = master.call("SADD", KEY, Long.toString(written));
                    if (Long.valueOf(1).equals(reply)) {
                        out.write(new Acknowledged(written, System.nanoTime(), host).line());
                        out.flush();
                    }
                    LockSupport.parkNanos(PAUSE_NS);
                } catch (IOException e) {
                    // Refused, silent, or a replica by now: the Sentinel will know where to go on. Whether the write
                    // was
                    // done is unknown, and nobody was promised that it was.
                    close(master);
                    master = null;
                    LockSupport.parkNanos(RETRY_NS);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + file, e);
        } finally {
            close(master);
        }
    }

    private String askSentinel() throws IOException {
        try (RespSocket asked = new RespSocket(sentinel, SENTINEL_PORT, TIMEOUT_MS)) {
            List<String> address = asked.texts("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName);
            if (address.size() != 2) {
                throw new IOException("no master");
            }
            return address.get(0);
        }
    }

    private static void close(@Nullable RespSocket socket) {
        if (socket != null) {
            socket.close();
        }
    }
}
