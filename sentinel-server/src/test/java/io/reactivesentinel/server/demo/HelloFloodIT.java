package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.resp.RespValue;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever may publish on a master publishes forged hellos as fast as it takes them. C Sentinel saves its file for each and
 * answers nobody meanwhile: four seconds for a thousand. Here nothing is saved, and a PING is answered as ever.
 */
@Timeout(180)
class HelloFloodIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int HELLOS = 40_000;
    private static final int BATCH = 500;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void nobodyWaitsAndNothingMoves() throws Exception {
        try (RealCluster real = RealCluster.start(Mix.OURS_3, directory)) {
            SentinelProcess target = real.cluster().sentinels().get(0);
            RedisProcess master = real.cluster().firstMaster();
            Set<String> before = new HashSet<>(Files.readAllLines(target.configFile()));
            AtomicBoolean over = new AtomicBoolean();
            List<Long> pingMs = Collections.synchronizedList(new ArrayList<>());
            Thread pinging = new Thread(() -> ping(target.port(), over, pingMs), "pinging");
            pinging.start();

            flood(master.port());
            over.set(true);
            pinging.join();

            List<Long> sorted = pingMs.stream().sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(10);
            assertThat(sorted.get(sorted.size() - 1))
                    .as("slowest PING in ms of %s", sorted.size())
                    .isLessThan(1_000);
            assertThat(new HashSet<>(Files.readAllLines(target.configFile()))).isEqualTo(before);
            assertThat(target.masterPort()).contains(master.port());
            real.awaitHealthy(2);

            master.kill();
            RedisProcess next =
                    real.cluster().awaitSwitch(real.cluster().sentinels(), master, RealCluster.SWITCH_LIMIT);
            assertThat(next).isNotEqualTo(master);
        }
    }

    /** Strangers, real Sentinels and ourselves in turn, with rising epochs and other masters. */
    private static void flood(int port) throws Exception {
        Random random = new Random(20_261_126);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            InputStream in = socket.getInputStream();
            for (int sent = 0; sent < HELLOS; sent += BATCH) {
                StringBuilder batch = new StringBuilder();
                for (int i = 0; i < BATCH; i++) {
                    String hello = "127.0.0." + (1 + random.nextInt(200)) + "," + (1 + random.nextInt(65_535)) + ","
                            + String.format("%040x", random.nextLong()) + "," + (sent + i) + "," + Cluster.MASTER_NAME
                            + ",127.0.0.1," + (1 + random.nextInt(65_535)) + "," + (sent + i);
                    batch.append("PUBLISH ")
                            .append(HelloMessage.CHANNEL)
                            .append(' ')
                            .append(hello)
                            .append("\r\n");
                }
                socket.getOutputStream().write(batch.toString().getBytes(StandardCharsets.US_ASCII));
                for (int lines = 0; lines < BATCH; ) {
                    int c = in.read();
                    assertThat(c).isNotNegative();
                    lines += c == '\n' ? 1 : 0;
                }
            }
        }
    }

    private static void ping(int port, AtomicBoolean over, List<Long> pingMs) {
        try (RedisConnection connection = RedisConnection.open(port, TIMEOUT)) {
            while (!over.get()) {
                long startNanos = System.nanoTime();
                assertThat(connection.call("PING")).isEqualTo(RespValue.SimpleString.PONG);
                pingMs.add(Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
                Thread.sleep(5);
            }
        } catch (Exception e) {
            pingMs.add(Long.MAX_VALUE);
        }
    }
}
