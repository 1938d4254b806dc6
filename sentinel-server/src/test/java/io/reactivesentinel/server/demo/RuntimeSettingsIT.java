package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SENTINEL CONFIG SET, DEBUG and SIMULATE-FAILURE do to a real process. */
@Timeout(120)
class RuntimeSettingsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final Children children = new Children();

    @AfterEach
    void endProcesses() {
        children.close();
    }

    /** It dies at the point that was named, with C's status, and whoever starts it again finds what was on disk. */
    @ParameterizedTest
    @CsvSource({
        "crash-after-election, +elected-leader master mymaster",
        "crash-after-promotion, +promoted-slave slave",
    })
    void aSimulatedFailureEndsTheProcess(String point, String last) throws IOException {
        try (RealCluster real = RealCluster.start(1, 0, directory)) {
            SentinelProcess ours = real.cluster().sentinels().get(0);
            assertThat(ask(ours, "SENTINEL", "SIMULATE-FAILURE", point)).isEqualTo("+OK");
            assertThat(ask(ours, "SENTINEL", "FAILOVER", Cluster.MASTER_NAME)).isEqualTo("+OK");
            assertThat(ours.awaitEnd()).isEqualTo(99);
            List<String> log = Files.readAllLines(ours.log());
            assertThat(log.get(log.size() - 1)).endsWith(" # Sentinel CRASH because of SENTINEL simulate-failure");
            assertThat(log).anyMatch(line -> line.contains(" # Failure simulation: this Sentinel will crash after "));
            assertThat(log.subList(0, log.size() - 1).stream()
                            .filter(line -> !line.contains("saved on disk"))
                            .reduce((before, line) -> line))
                    .hasValueSatisfying(line -> assertThat(line).contains(" # " + last));
            boolean promoted = point.endsWith("promotion");
            ours.start();
            ours.awaitPong();
            assertThat(ours.masterPort().orElseThrow()
                            == real.cluster().firstMaster().port())
                    .isEqualTo(!promoted);
        }
    }

    @Test
    void settingsHoldAtOnceAndAfterARestart() throws IOException {
        SentinelProcess ours = lone();
        assertThat(ask(ours, "SENTINEL", "CONFIG", "SET", "loglevel", "debug", "announce-port", "17"))
                .isEqualTo("+OK");
        // With nobody on the port it tries again and again, which only the level debug tells.
        Wait.until("lines of level debug", LIMIT, () -> logOf(ours).contains(" . -cmd-link-reconnection "));
        assertThat(Files.readAllLines(ours.configFile()))
                .contains("loglevel debug", "sentinel announce-port 17")
                .doesNotContain("loglevel warning");
        assertThat(ours.terminate()).isZero();
        ours.start();
        ours.awaitPong();
        assertThat(ask(ours, "SENTINEL", "CONFIG", "GET", "loglevel", "announce-port"))
                .isEqualTo("*[$loglevel, $debug, $announce-port, $17]");
    }

    @Test
    void periodsAreForgottenAtTheEnd() throws IOException {
        SentinelProcess ours = lone();
        assertThat(ask(ours, "SENTINEL", "DEBUG", "default-down-after", "5000")).isEqualTo("+OK");
        assertThat(ask(ours, "SENTINEL", "MONITOR", "other", "127.0.0.1", "1", "1"))
                .isEqualTo("+OK");
        assertThat(ask(ours, "SENTINEL", "MASTER", "other")).contains("$down-after-milliseconds, $5000");
        assertThat(ours.terminate()).isZero();
        ours.start();
        ours.awaitPong();
        assertThat(ask(ours, "SENTINEL", "DEBUG")).contains("$DEFAULT-DOWN-AFTER, $30000");
        assertThat(ask(ours, "SENTINEL", "MASTER", "other")).contains("$down-after-milliseconds, $5000");
    }

    /** A Sentinel that watches a port where nobody is. */
    private SentinelProcess lone() throws IOException {
        List<Integer> ports = Ports.free(2);
        SentinelProcess ours = new SentinelProcess(
                children,
                SentinelCommand.launcher(Path.of("..", "sentinel").toAbsolutePath()),
                "ours",
                directory,
                ports.get(0),
                new SentinelProcess.Watch("mymaster", ports.get(1), 1, Duration.ofSeconds(30), Duration.ofSeconds(60)));
        Files.writeString(ours.configFile(), "loglevel warning\n" + ours.initialConfig());
        ours.start();
        ours.awaitPong();
        return ours;
    }

    private static String logOf(SentinelProcess process) {
        try {
            return Files.readString(process.log());
        } catch (IOException e) {
            return "";
        }
    }

    private static String ask(SentinelProcess process, String... words) throws IOException {
        try (WireClient client = new WireClient(process.port(), 2)) {
            return client.ask(List.of(List.of(words))).get(0).shown();
        }
    }
}
