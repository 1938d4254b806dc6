package io.reactivesentinel.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.server.demo.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients may make the real process hold: it stays, it answers others, and its memory stays what it was. */
@Timeout(120)
class LimitsIT {
    private static final Path LAUNCHER = Path.of("..", "sentinel").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int READ_LIMIT_MS = 10_000;
    private static final int CROWD = 3_000;
    private static final long MB = 1 << 20;

    @TempDir
    Path directory;

    private final List<Socket> sockets = new ArrayList<>();
    private int port;
    private Process process;

    private void start(String... more) throws Exception {
        port = Ports.free(1).get(0);
        Path file = directory.resolve("s.conf");
        Files.writeString(
                file,
                "port " + port + "\nbind 127.0.0.1\nlogfile \"" + directory.resolve("log")
                        + "\"\nsentinel monitor m 127.0.0.1 " + Ports.free(1).get(0) + " 1\n" + String.join("\n", more)
                        + "\n");
        process = new ProcessBuilder(LAUNCHER.toString(), file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            try (Socket socket = open()) {
                return ask(socket, "PING", "+PONG").endsWith("+PONG\r\n");
            }
        });
    }

    @AfterEach
    void end() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        if (process != null) {
            process.destroy();
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    private Socket open() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(READ_LIMIT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_LIMIT_MS);
        return socket;
    }

    private Socket keep(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private static String ask(Socket socket, String line, String until) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
        return read(socket, until);
    }

    /** Up to the end of a line that has this in it, or of everything. */
    private static String read(Socket socket, String until) throws IOException {
        StringBuilder text = new StringBuilder();
        int lineStart = 0;
        for (int c = socket.getInputStream().read();
                c >= 0;
                c = socket.getInputStream().read()) {
            text.append((char) c);
            if (c == '\n') {
                if (text.indexOf(until, lineStart) >= 0) {
                    break;
                }
                lineStart = text.length();
            }
        }
        return text.toString();
    }

    private long info(String section, String field) throws IOException {
        try (Socket socket = open()) {
            String text = ask(socket, "INFO " + section, field + ":");
            Matcher value = Pattern.compile(field + ":(\\d+)").matcher(text);
            assertThat(value.find()).as(text).isTrue();
            return Long.parseLong(value.group(1));
        }
    }

    private long residentBytes() throws IOException {
        Matcher kilobytes = Pattern.compile("VmRSS:\\s+(\\d+) kB")
                .matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
        return kilobytes.find() ? Long.parseLong(kilobytes.group(1)) << 10 : 0;
    }

    private static boolean onLinux() {
        return Files.exists(Path.of("/proc/self/status"));
    }

    private void assertAnswersAtOnce() throws IOException {
        long startNanos = System.nanoTime();
        try (Socket socket = open()) {
            assertThat(ask(socket, "PING", "+PONG")).isEqualTo("+PONG\r\n");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(2));
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : 0;
    }

    @Test
    void thousandsConnectAndOneMoreIsToldSo() throws Exception {
        Assumptions.assumeTrue(
                descriptors() > CROWD + 1_000, () -> "ulimit -n is " + descriptors() + ", too low for " + CROWD);
        start("maxclients " + CROWD);
        long before = onLinux() ? residentBytes() : 0;
        // One in three says nothing at all, one asks, one stops in the middle of it.
        for (int i = 0; i < CROWD; i++) {
            Socket socket = keep(open());
            if (i % 3 == 1) {
                assertThat(ask(socket, "PING", "+PONG")).isEqualTo("+PONG\r\n");
            } else if (i % 3 == 2) {
                socket.getOutputStream().write("*2\r\n$8\r\nSENTINEL\r\n$7\r\nMAST".getBytes(US_ASCII));
            }
        }
        try (Socket late = open()) {
            assertThat(read(late, "reached")).isEqualTo("-ERR max number of clients reached\r\n");
            assertThat(late.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(ask(sockets.get(1), "PING", "+PONG")).isEqualTo("+PONG\r\n");
        if (onLinux()) {
            assertThat(residentBytes() - before).as("memory of " + CROWD).isLessThan(150 * MB);
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> info("clients", "connected_clients") == 1);
        assertThat(info("stats", "rejected_connections")).isPositive();
        assertAnswersAtOnce();
    }

    /** Twenty megabytes of one word each from twenty connections: C Sentinel takes 400 MB. */
    @Test
    void halvesOfLargeWordsAreRefused() throws Exception {
        start();
        long before = onLinux() ? residentBytes() : 0;
        byte[] half = ("*1\r\n$50000000\r\n" + "x".repeat(1 << 20)).getBytes(US_ASCII);
        for (int i = 0; i < 20; i++) {
            Socket socket = keep(open());
            try {
                for (int n = 0; n < 20; n++) {
                    socket.getOutputStream().write(half);
                }
            } catch (IOException e) {
                continue; // It has been hung up on.
            }
            throw new AssertionError("it took all of it");
        }
        if (onLinux()) {
            assertThat(residentBytes() - before).isLessThan(60 * MB);
        }
        assertAnswersAtOnce();
    }

    /** Each within what one may send, and too much together. */
    @Test
    void halvesOfSmallCommandsFromManyAreHeldToALimit() throws Exception {
        start("maxmemory-clients 8mb");
        byte[] half =
                ("*4\r\n" + ("$60000\r\n" + "x".repeat(60_000) + "\r\n").repeat(3) + "$60000\r\n").getBytes(US_ASCII);
        try (Socket spared = open()) {
            assertThat(ask(spared, "CLIENT NO-EVICT ON", "OK")).isEqualTo("+OK\r\n");
            int count = 300;
            for (int i = 0; i < count; i++) {
                try {
                    keep(open()).getOutputStream().write(half);
                } catch (IOException e) {
                    // Hung up on while it wrote.
                }
            }
            int fit = (int) (8 * MB / 180_000);
            Awaitility.await().atMost(LIMIT).until(() -> info("stats", "evicted_clients") >= count - fit - 1);
            if (onLinux()) {
                assertThat(residentBytes()).isLessThan(300 * MB);
            }
            assertThat(ask(spared, "PING", "+PONG")).isEqualTo("+PONG\r\n");
        }
        assertAnswersAtOnce();
    }

    /** What it says of itself and listens to is kept for as long as it is there. */
    @Test
    void namesAndPatternsOfManyAreHeldToALimit() throws Exception {
        start("maxmemory-clients 8mb");
        int listeners = 40;
        for (int i = 0; i < listeners; i++) {
            StringBuilder patterns = new StringBuilder("CLIENT REPLY OFF\r\n*1001\r\n$10\r\nPSUBSCRIBE\r\n");
            for (int n = 0; n < 1_000; n++) {
                patterns.append("$200\r\n")
                        .append(String.format("%06d-%06d", i, n))
                        .append("x".repeat(187))
                        .append("\r\n");
            }
            say(patterns.toString());
        }
        // Half a megabyte each; the latest are there, and what had to go for them went.
        Awaitility.await().atMost(LIMIT).until(() -> info("stats", "evicted_clients") >= listeners / 2);
        int named = 200;
        for (int i = 0; i < named; i++) {
            say("*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$60000\r\n" + "n".repeat(60_000) + "\r\n");
        }
        Awaitility.await().atMost(LIMIT).until(() -> info("stats", "evicted_clients") >= listeners + named / 2);
        assertAnswersAtOnce();
    }

    /** On a connection that stays open, unless it is hung up on. */
    private void say(String text) throws IOException {
        Socket socket = keep(open());
        try {
            socket.getOutputStream().write(text.getBytes(US_ASCII));
        } catch (IOException e) {
            // It is.
        }
    }

    /** Every event reaches it under a thousand long patterns, so that it need not wait for many. */
    @Test
    void aSubscriberThatDoesNotReadIsCutOff() throws Exception {
        start("client-output-buffer-limit pubsub 4mb 0 0");
        try (Socket deaf = new Socket();
                Socket operator = open()) {
            deaf.setReceiveBufferSize(1_024);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_LIMIT_MS);
            deaf.setSoTimeout(READ_LIMIT_MS);
            StringBuilder patterns = new StringBuilder("PSUBSCRIBE");
            for (int n = 1; n <= 250; n++) {
                patterns.append(' ').append("*".repeat(n)).append("+set");
            }
            deaf.getOutputStream().write((patterns + "\r\n").getBytes(US_ASCII));
            read(deaf, ":250\r\n");
            long before = onLinux() ? residentBytes() : 0;
            int events = 0;
            while (info("stats", "client_output_buffer_limit_disconnections") == 0 && events < 1_000) {
                assertThat(ask(operator, "SENTINEL SET m parallel-syncs " + (1 + events % 9), "OK"))
                        .isEqualTo("+OK\r\n");
                events++;
            }
            assertThat(info("stats", "client_output_buffer_limit_disconnections"))
                    .isEqualTo(1);
            assertThat(info("clients", "pubsub_clients")).isZero();
            if (onLinux()) {
                assertThat(residentBytes() - before).isLessThan(100 * MB);
            }
        }
        assertAnswersAtOnce();
    }

    @Test
    void whoIsSilentForLongerThanTheTimeoutIsDisconnected() throws Exception {
        start("timeout 1");
        try (Socket silent = open();
                Socket listener = open()) {
            assertThat(ask(listener, "SUBSCRIBE +tilt", ":1")).contains(":1");
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(ask(listener, "PING", "pong")).contains("pong");
        }
    }

    @Test
    void maxclientsGivesWayToTheDescriptorsOfTheProcess() throws Exception {
        Path file = directory.resolve("s.conf");
        port = Ports.free(1).get(0);
        Files.writeString(file, "port " + port + "\nbind 127.0.0.1\nsentinel monitor m 127.0.0.1 1 1\n");
        process = new ProcessBuilder(
                        "sh", "-c", "ulimit -n 256; exec \"$0\" \"$1\"", LAUNCHER.toString(), file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> info("clients", "maxclients") == 128);
        assertThat(Files.readString(directory.resolve("out")))
                .contains("You requested maxclients of 10000 requiring at least 10512 max file descriptors.")
                .contains("Current maximum open files is 256. maxclients has been reduced to 128 to compensate for low"
                        + " ulimit. If you need higher maxclients increase 'ulimit -n'.");
        for (int i = 0; i < 300; i++) {
            keep(open());
        }
        // There is still room for what the Sentinel itself needs: a save takes a file.
        assertThat(ask(sockets.get(0), "SENTINEL SET m parallel-syncs 3", "OK")).isEqualTo("+OK\r\n");
    }
}
