package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Sentinel that cannot save: it says so, promises nothing, is no hindrance to the others, and recovers by itself. */
@Timeout(180)
class SaveFailureIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String NOT_SAVED = "ERR Failed to save config file. Check server logs.";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** Why saving fails. */
    enum Trouble {
        /** A small file system of its own that is filled to the last byte; takes the right to mount one. */
        FULL_DISK {
            @Override
            void prepare(Path place) throws Exception {
                Assumptions.assumeTrue(
                        run("mount", "-t", "tmpfs", "-o", "size=256k", "sentinel-test", place.toString()),
                        "cannot mount a small file system here, so no disk can be filled");
            }

            @Override
            void begin(Path place) throws IOException {
                try (OutputStream filler = Files.newOutputStream(place.resolve("filler"), StandardOpenOption.CREATE)) {
                    byte[] page = new byte[4_096];
                    for (int i = 0; i < 1_000; i++) {
                        filler.write(page);
                    }
                    throw new IllegalStateException("the file system is larger than it was asked to be");
                } catch (IOException e) {
                    // Full, which is what was wanted.
                }
            }

            @Override
            void end(Path place) throws IOException {
                Files.delete(place.resolve("filler"));
            }

            @Override
            void cleanUp(Path place) throws Exception {
                assertThat(run("umount", place.toString())).as("unmounted").isTrue();
            }
        },
        /** As when a network share is gone. */
        LOST_DIRECTORY {
            @Override
            void begin(Path place) throws IOException {
                Files.move(place, place.resolveSibling("elsewhere"));
            }

            @Override
            void end(Path place) throws IOException {
                Files.move(place.resolveSibling("elsewhere"), place);
            }
        };

        void prepare(Path place) throws Exception {}

        abstract void begin(Path place) throws IOException;

        abstract void end(Path place) throws IOException;

        void cleanUp(Path place) throws Exception {}

        private static boolean run(String... command) throws Exception {
            Process process;
            try {
                process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                return false;
            }
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoCannotSavePromisesNothing(Trouble trouble) throws Exception {
        Path place = Files.createDirectory(directory.resolve("place"));
        trouble.prepare(place);
        try {
            // The first Sentinel's file leads there, and is made there by its first start.
            Files.createSymbolicLink(directory.resolve("sentinel-1.conf"), place.resolve("sentinel.conf"));
            try (RealCluster real = RealCluster.start(Mix.OURS_3, directory)) {
                check(real, trouble, place);
            }
        } finally {
            trouble.cleanUp(place);
        }
    }

    private static void check(RealCluster real, Trouble trouble, Path place) throws Exception {
        SentinelProcess troubled = real.cluster().sentinels().get(0);
        List<SentinelProcess> others = real.cluster().sentinels().subList(1, 3);
        RedisProcess first = real.cluster().firstMaster();
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (RedisConnection operator = RedisConnection.open(troubled.port(), TIMEOUT);
                SentinelListener listener = SentinelListener.on(troubled, event -> heard.add(event.channel()))) {
            assertThat(listener).isNotNull();
            // So that it has voted before, and an old vote could be taken for an answer.
            first.kill();
            RedisProcess second =
                    real.cluster().awaitSwitch(real.cluster().sentinels(), first, RealCluster.SWITCH_LIMIT);
            first.start();
            real.awaitHealthy(2);
            List<String> saved = Files.readAllLines(troubled.configFile());
            long epoch = epochIn(saved);
            assertThat(epoch).isPositive();
            assertThat(operator.text("INFO", "sentinel")).contains("\r\ncan_vote:1\r\n");

            trouble.begin(place);

            assertNothingChanges(operator, troubled.port());
            assertThat(heard).contains("-state-save");
            assertThat(operator.text("INFO", "sentinel")).contains("\r\ncan_vote:0\r\n");
            // Neither the vote nor the epoch of an older one: that would say that it will never vote in this one.
            assertThat(askForVote(operator, second, epoch + 1, others.get(0).id()))
                    .containsExactly("0", "*", "0");
            second.kill();
            RedisProcess third = real.cluster().awaitSwitch(others, second, RealCluster.SWITCH_LIMIT);
            assertThat(operator.text("INFO", "sentinel")).contains("\r\ncan_vote:0\r\n");

            trouble.end(place);

            Wait.until("it could vote again", RealCluster.SWITCH_LIMIT, () -> info(operator)
                    .contains("\r\ncan_vote:1\r\n"));
            Wait.until("it told so", RealCluster.SWITCH_LIMIT, () -> heard.contains("+state-save"));
            Wait.until("it had caught up", RealCluster.SWITCH_LIMIT, () -> troubled.masterPort()
                    .filter(port -> port == third.port())
                    .isPresent());
            second.start();
            real.awaitHealthy(2);
            assertThat(operator.call("SENTINEL", "SET", Cluster.MASTER_NAME, "quorum", "3"))
                    .isEqualTo(RespValue.SimpleString.OK);
            List<String> now = Files.readAllLines(troubled.configFile());
            assertThat(now).contains("sentinel monitor mymaster 127.0.0.1 " + third.port() + " 3");
            long later = epochIn(now) + 1;
            Wait.until("it voted", RealCluster.SWITCH_LIMIT, () -> askForVote(
                            operator, third, later, others.get(0).id())
                    .equals(List.of("0", others.get(0).id(), String.valueOf(later))));
            assertThat(Files.readAllLines(troubled.configFile()))
                    .contains("sentinel leader-epoch mymaster " + later, "sentinel current-epoch " + later);
        }
    }

    private static void assertNothingChanges(RedisConnection operator, int port) throws IOException {
        List<RespValue> before = comparable(operator.call("SENTINEL", "MASTER", Cluster.MASTER_NAME));
        assertThat(operator.call("SENTINEL", "SET", Cluster.MASTER_NAME, "quorum", "3")
                        .asError())
                .isEqualTo(NOT_SAVED);
        assertThat(operator.call("SENTINEL", "MONITOR", "other", "127.0.0.1", "1", "1")
                        .asError())
                .isEqualTo(NOT_SAVED);
        assertThat(operator.call("SENTINEL", "REMOVE", Cluster.MASTER_NAME).asError())
                .isEqualTo(NOT_SAVED);
        assertThat(operator.call("SENTINEL", "FLUSHCONFIG").asError()).isEqualTo(NOT_SAVED);
        // Several at once, so that one fails while the next is already waiting.
        try (Socket hasty = new Socket(InetAddress.getLoopbackAddress(), port)) {
            hasty.setSoTimeout((int) TIMEOUT.toMillis());
            String commands = "";
            for (int quorum = 3; quorum < 8; quorum++) {
                commands += "SENTINEL SET " + Cluster.MASTER_NAME + " quorum " + quorum + "\r\n";
            }
            hasty.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
            String refusals = ("-" + NOT_SAVED + "\r\n").repeat(5);
            assertThat(new String(hasty.getInputStream().readNBytes(refusals.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(refusals);
        }
        assertThat(comparable(operator.call("SENTINEL", "MASTER", Cluster.MASTER_NAME)))
                .isEqualTo(before);
        assertThat(operator.call("SENTINEL", "MASTERS").elements()).hasSize(1);
    }

    /** The settings at the end of the table, behind everything that is measured. */
    private static List<RespValue> comparable(RespValue table) {
        List<RespValue> items = table.elements();
        return List.copyOf(items.subList(items.size() - 12, items.size()));
    }

    private static List<String> askForVote(RedisConnection connection, RedisProcess master, long epoch, String id) {
        try {
            return connection
                    .call(
                            "SENTINEL",
                            "IS-MASTER-DOWN-BY-ADDR",
                            "127.0.0.1",
                            String.valueOf(master.port()),
                            String.valueOf(epoch),
                            id)
                    .elements()
                    .stream()
                    .map(each -> each instanceof RespValue.Int number
                            ? String.valueOf(number.value())
                            : String.valueOf(each.asText()))
                    .toList();
        } catch (IOException e) {
            throw new DemoException("no answer about a vote: " + e.getMessage(), e);
        }
    }

    private static String info(RedisConnection connection) {
        try {
            return connection.text("INFO", "sentinel");
        } catch (IOException e) {
            throw new DemoException("no INFO: " + e.getMessage(), e);
        }
    }

    private static long epochIn(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("sentinel current-epoch "))
                .mapToLong(line -> Long.parseLong(line.substring("sentinel current-epoch ".length())))
                .findFirst()
                .orElse(-1);
    }
}
