package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.resp.RespValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever can reach the port of a Sentinel, or publish on a master it watches, may send anything. Afterwards it answers, knows
 * what it knew before and fails over as ever.
 */
@Timeout(180)
class AttackIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String STRANGER = "0123456789abcdef0123456789abcdef01234567";
    private static final int LONGER_THAN_A_LINE_MAY_BE = 70_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private RealCluster real;
    private SentinelProcess target;
    private Map<String, Known> before;

    /** What a Sentinel knows and no stranger may change. */
    private record Known(String masterPort, String configEpoch, Set<String> fileLines) {
        static Known by(SentinelProcess sentinel) {
            try {
                Map<String, String> master = sentinel.master();
                return new Known(
                        String.valueOf(master.get("port")),
                        String.valueOf(master.get("config-epoch")),
                        // Among them the current epoch, the vote, the replicas and the other Sentinels.
                        new HashSet<>(Files.readAllLines(sentinel.configFile())));
            } catch (IOException e) {
                throw new DemoException("cannot read the file of " + sentinel.name(), e);
            }
        }
    }

    @BeforeEach
    void startCluster() {
        real = RealCluster.start(Mix.OURS_3, directory);
        target = real.cluster().sentinels().get(0);
        // Who was found is written a moment after it is told.
        for (SentinelProcess sentinel : real.cluster().sentinels()) {
            Wait.until(
                    "the file of " + sentinel.name() + " names everybody",
                    RealCluster.SWITCH_LIMIT,
                    () -> lines(sentinel, "sentinel known-sentinel ") == 2
                            && lines(sentinel, "sentinel known-replica ") == 2);
        }
        before = known();
    }

    private static long lines(SentinelProcess sentinel, String start) {
        try (Stream<String> lines = Files.lines(sentinel.configFile())) {
            return lines.filter(line -> line.startsWith(start)).count();
        } catch (IOException e) {
            throw new DemoException("cannot read the file of " + sentinel.name(), e);
        }
    }

    @AfterEach
    void endProcesses() {
        real.close();
    }

    private Map<String, Known> known() {
        Map<String, Known> known = new HashMap<>();
        real.cluster().sentinels().forEach(sentinel -> known.put(sentinel.name(), Known.by(sentinel)));
        return known;
    }

    @Test
    void nonsenseEndsOneConnection() throws Exception {
        assertThat(answerTo("*2147483647\r\n")).isEqualTo("-ERR Protocol error: invalid multibulk length\r\n");
        assertThat(answerTo("*1\r\n$-5\r\n")).isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
        assertThat(answerTo("*1\r\n$2147483647\r\n")).isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
        assertThat(answerTo("*1\r\n".repeat(100_000))).isEqualTo("-ERR Protocol error: expected '$', got '*'\r\n");
        assertThat(answerTo("PING \"unbalanced\r\n"))
                .isEqualTo("-ERR Protocol error: unbalanced quotes in request\r\n");
        assertThat(answerTo("x".repeat(LONGER_THAN_A_LINE_MAY_BE)))
                .isEqualTo("-ERR Protocol error: too big inline request\r\n");
        assertThat(answerTo("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).isEmpty();
        // A page in a browser can make it say this; what follows the header must never run.
        assertThat(answerTo("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nPING\r\n")).doesNotContain("PONG");
        // Half a command, and then nobody is there any more.
        assertThat(answerTo("*2\r\n$4\r\nPING\r\n$1")).isEmpty();
        assertThat(answerTo("*0\r\n*-1\r\n\r\nPING\r\n")).isEqualTo("+PONG\r\n");
        Random random = new Random(20_240_501);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[4_096];
            random.nextBytes(garbage);
            exchange(garbage);
        }

        assertUnmoved();
    }

    @Test
    void aCrowdThatComesAndGoesLeavesTheDoorOpen() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Socket socket = new Socket();
            crowd.add(socket);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()), millis());
            if (i % 2 == 0) {
                socket.getOutputStream().write(ascii("*2\r\n$8\r\nSENTINEL\r\n$7\r\nMAST"));
            }
            // Closed by a reset, not by a farewell.
            socket.setSoLinger(true, 0);
        }
        assertPong();
        for (Socket socket : crowd) {
            socket.close();
        }
        Wait.until("the connections were gone", RealCluster.SWITCH_LIMIT, () -> connectedClients() < 50);

        assertUnmoved();
    }

    @Test
    void whoeverNeverReadsHarmsNobodyElse() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (Socket deaf = new Socket();
                SocketChannel greedy =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()));
                SentinelListener listener = SentinelListener.on(target, event -> heard.add(event.payload()));
                RedisConnection operator = RedisConnection.open(target.port(), TIMEOUT)) {
            assertThat(listener).isNotNull();
            deaf.setReceiveBufferSize(1_024);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()), millis());
            deaf.getOutputStream().write(ascii("PSUBSCRIBE *\r\n"));

            askWithoutReading(greedy);
            int events = 200;
            for (int i = 1; i <= events; i++) {
                assertThat(operator.call("SENTINEL", "SET", Cluster.MASTER_NAME, "parallel-syncs", "" + i))
                        .isEqualTo(RespValue.SimpleString.OK);
            }
            assertThat(operator.call("SENTINEL", "SET", Cluster.MASTER_NAME, "parallel-syncs", "1"))
                    .isEqualTo(RespValue.SimpleString.OK);

            Wait.until(
                    "the other subscriber heard every event",
                    RealCluster.SWITCH_LIMIT,
                    () -> heard.stream()
                                    .filter(payload -> payload.contains(" parallel-syncs "))
                                    .count()
                            == events + 1);
            assertPong();
        }

        assertUnmoved();
    }

    /** Asks for gigabytes of answers and takes none, until the server stops listening or closes. */
    private static void askWithoutReading(SocketChannel greedy) throws IOException {
        greedy.configureBlocking(false);
        ByteBuffer questions = ByteBuffer.wrap(ascii("INFO\r\n".repeat(100_000)));
        long[] progress = {System.nanoTime(), 0};
        Wait.until("the server listened to the greedy client no longer", RealCluster.SWITCH_LIMIT, () -> {
            try {
                if (!questions.hasRemaining()) {
                    questions.rewind();
                }
                int written = greedy.write(questions);
                progress[1] += written;
                if (written > 0) {
                    progress[0] = System.nanoTime();
                }
                assertThat(progress[1]).as("bytes of questions that were taken").isLessThan(100L << 20);
                return System.nanoTime() - progress[0] > Duration.ofSeconds(1).toNanos();
            } catch (IOException e) {
                return true;
            }
        });
    }

    @Test
    void forgedHellosMoveNothing() throws Exception {
        String id = target.id();
        String peerId = real.cluster().sentinels().get(1).id();
        int peerPort = real.cluster().sentinels().get(1).port();
        int master = real.cluster().firstMaster().port();
        int replica = real.cluster().nodes().get(1).port();
        try (Listener stranger = new Listener()) {
            int evil = stranger.port();
            List<String> forged = new ArrayList<>();
            for (long epoch : List.of(1L, 1_000L, 999_999_999_999_999_999L)) {
                // A new master, by an unknown Sentinel and in the name of a real one.
                forged.add(hello(evil, STRANGER, 0, evil, epoch));
                forged.add(hello(peerPort, peerId, 0, evil, epoch));
                forged.add(hello(peerPort, peerId, 0, replica, epoch));
                forged.add(hello(peerPort, peerId, 0, master, epoch));
                // A real Sentinel somewhere else, a stranger where a real one is, and ourselves.
                forged.add(hello(evil, peerId, 0, evil, epoch));
                forged.add(hello(peerPort, STRANGER, 0, evil, epoch));
                forged.add(hello(evil, id, epoch, evil, epoch));
            }
            String plain = hello(evil, STRANGER, 0, evil, 5);
            forged.add(hello(peerPort, peerId, 999_999_999_999_999_999L, master, 0));
            forged.add(plain.replace(",5", ",18446744073709551615"));
            forged.add(plain.replace(",5", ",-1"));
            forged.add(plain.replace(",5", ",0x10"));
            forged.add(plain + ",6");
            forged.add(plain.substring(0, plain.lastIndexOf(',')));
            forged.add(plain.replace(STRANGER, "0123456789abcdef0123456789abcdef0123456\n"));
            forged.add(plain.replace(STRANGER, STRANGER.substring(1) + "%"));
            forged.add(plain.replace(STRANGER, "%s%n%d"));
            forged.add(plain.replace(STRANGER, STRANGER.toUpperCase(Locale.ROOT)));
            forged.add(plain.replace(STRANGER, "\nsentinel monitor evil 127.0.0.1 1 1\n"));
            forged.add(plain.replace("127.0.0.1," + evil, "evil.example.com," + evil));
            forged.add(plain.replace("127.0.0.1," + evil, "127.0.0.1\nsentinel monitor evil 127.0.0.1 1 1," + evil));
            forged.add(plain.replace("," + evil, ",0"));
            forged.add(plain.replace("," + evil, ",65536"));
            forged.add(plain.replace(Cluster.MASTER_NAME, "nosuch"));
            forged.add(
                    plain.replace(Cluster.MASTER_NAME, Cluster.MASTER_NAME + "\nsentinel monitor evil 127.0.0.1 1 1"));
            forged.add("");
            forged.add(",,,,,,,");
            forged.add("\0\r\n%s");
            forged.add("x".repeat(1 << 20));

            publish(master, forged);
            publish(replica, forged);
            forged.stream()
                    .filter(each -> each.length() < 1_000)
                    .forEach(each -> publish(target.port(), List.of(each)));
            // One they will look into, behind all others: who knocks there has read those before it.
            String marker = hello(stranger.port(), "f".repeat(40), 0, master, 0);
            Wait.until("every Sentinel looked into the last hello", RealCluster.SWITCH_LIMIT, () -> {
                publish(master, List.of(marker));
                return stranger.visitors().size() == before.size();
            });

            assertUnmoved();
        }
    }

    /** A vote for an epoch out of this world would use up all numbers up to there. */
    @Test
    void absurdVotesAreNotGiven() throws Exception {
        String master = String.valueOf(real.cluster().firstMaster().port());
        try (RedisConnection stranger = RedisConnection.open(target.port(), TIMEOUT)) {
            for (String epoch : List.of("999999999999", "9223372036854775807", "-1", "-9223372036854775808")) {
                assertThat(stranger.call("SENTINEL", "IS-MASTER-DOWN-BY-ADDR", "127.0.0.1", master, epoch, STRANGER)
                                .elements())
                        .extracting(RespValue::asText)
                        .doesNotContain(STRANGER);
            }
            for (String id : List.of("", "%s", "x\nsentinel monitor evil 127.0.0.1 1 1", STRANGER + "0")) {
                assertThat(stranger.call("SENTINEL", "IS-MASTER-DOWN-BY-ADDR", "127.0.0.1", master, "1", id)
                                .elements())
                        .extracting(RespValue::asText)
                        .doesNotContain(id);
            }
        }

        assertUnmoved();
    }

    /** Nothing is different, and a master that really dies is replaced. */
    private void assertUnmoved() throws Exception {
        assertPong();
        assertThat(known()).isEqualTo(before);
        real.awaitHealthy(2);

        RedisProcess oldMaster = real.cluster().firstMaster();
        oldMaster.kill();
        RedisProcess newMaster =
                real.cluster().awaitSwitch(real.cluster().sentinels(), oldMaster, RealCluster.SWITCH_LIMIT);

        for (RedisProcess node : real.nodesBut(oldMaster)) {
            if (node != newMaster) {
                real.awaitFollows(node, newMaster);
            }
        }
        for (SentinelProcess sentinel : real.cluster().sentinels()) {
            assertThat(Files.readString(sentinel.configFile()))
                    .contains("sentinel monitor mymaster 127.0.0.1 " + newMaster.port() + " 2\n")
                    .doesNotContain(STRANGER, "f".repeat(40), "evil")
                    .containsPattern("sentinel current-epoch \\d{1,2}\n");
        }
    }

    private static String hello(int sentinelPort, String id, long epoch, int masterPort, long configEpoch) {
        return "127.0.0.1," + sentinelPort + "," + id + "," + epoch + "," + Cluster.MASTER_NAME + ",127.0.0.1,"
                + masterPort + "," + configEpoch;
    }

    private static void publish(int port, List<String> payloads) {
        try (RedisConnection anybody = RedisConnection.open(port, TIMEOUT)) {
            for (String payload : payloads) {
                assertThat(anybody.call("PUBLISH", HelloMessage.CHANNEL, payload))
                        .isInstanceOf(RespValue.Int.class);
            }
        } catch (IOException e) {
            throw new DemoException("cannot publish on " + port + ": " + e.getMessage(), e);
        }
    }

    private void assertPong() throws IOException {
        try (RedisConnection connection = RedisConnection.open(target.port(), TIMEOUT)) {
            assertThat(connection.call("PING")).isEqualTo(RespValue.SimpleString.PONG);
        }
    }

    private int connectedClients() {
        try (RedisConnection connection = RedisConnection.open(target.port(), TIMEOUT)) {
            Matcher count = Pattern.compile("connected_clients:(\\d+)").matcher(connection.text("INFO", "clients"));
            assertThat(count.find()).isTrue();
            return Integer.parseInt(count.group(1));
        } catch (IOException e) {
            throw new DemoException("no INFO: " + e.getMessage(), e);
        }
    }

    private String answerTo(String text) throws IOException {
        return new String(exchange(ascii(text)), StandardCharsets.ISO_8859_1);
    }

    /** Sends that on a connection of its own, says that no more will come, and takes what is answered until the end. */
    private byte[] exchange(byte[] bytes) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()), millis());
            socket.setSoTimeout(millis());
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (IOException e) {
                // It has seen enough and closed already; what it said is there all the same.
            }
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                // A reset instead of a farewell: it closed before it had read everything.
            }
            return answer.toByteArray();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int millis() {
        return (int) TIMEOUT.toMillis();
    }

    /** Where a forged hello leads: accepts everybody, answers nobody, and keeps the names that visitors give themselves. */
    private static final class Listener implements AutoCloseable {
        private static final Pattern NAME = Pattern.compile("sentinel-([0-9a-f]{8})-");

        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Set<String> visitors = ConcurrentHashMap.newKeySet();
        private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();

        Listener() throws IOException {
            start(this::acceptAll);
        }

        int port() {
            return socket.getLocalPort();
        }

        Set<String> visitors() {
            return visitors;
        }

        private static void start(Runnable work) {
            Thread thread = new Thread(work, "stranger");
            thread.setDaemon(true);
            thread.start();
        }

        private void acceptAll() {
            try {
                while (true) {
                    Socket visitor = socket.accept();
                    accepted.add(visitor);
                    start(() -> listen(visitor));
                }
            } catch (IOException e) {
                // Closed: the test is over.
            }
        }

        private void listen(Socket visitor) {
            StringBuilder said = new StringBuilder();
            try {
                InputStream in = visitor.getInputStream();
                for (int c = in.read(); c >= 0; c = in.read()) {
                    said.append((char) c);
                    Matcher name = NAME.matcher(said);
                    if (name.find()) {
                        visitors.add(name.group(1));
                    }
                }
            } catch (IOException e) {
                // It has left.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket visitor : accepted) {
                visitor.close();
            }
        }
    }
}
