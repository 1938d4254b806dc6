package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Coordinated failovers of a real Redis, while an application writes about a thousand times a second. */
@Timeout(180)
class SwitchoverIT {
    private static final int ROUNDS = 6;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"OURS_3", "OURS_2_REDIS_1"})
    void noAcknowledgedWriteIsLost(Mix mix) throws Exception {
        try (RealCluster real = RealCluster.start(mix, directory)) {
            Cluster cluster = real.cluster();
            RedisProcess master = cluster.firstMaster();
            Writer writer = Writer.start(cluster.sentinels(), silent());
            try (writer) {
                for (int round = 0; round < ROUNDS; round++) {
                    long before = writer.acknowledgedCount();
                    Wait.until(
                            "writes were acknowledged",
                            RealCluster.SWITCH_LIMIT,
                            () -> writer.acknowledgedCount() > before + 100);
                    assertThat(handOver(cluster.sentinels().get(0))).isEqualTo("OK");
                    RedisProcess next = cluster.awaitSwitch(cluster.sentinels(), master, RealCluster.SWITCH_LIMIT);
                    for (RedisProcess node : cluster.nodes()) {
                        if (node != next) {
                            real.awaitFollows(node, next);
                        }
                    }
                    master = next;
                }
            }
            Writer.Report report = writer.readBack(master.port());
            assertThat(report.acknowledged()).isGreaterThan(ROUNDS * 100);
            assertThat(report.lost()).isZero();
        }
    }

    /** The one that was told dies right after it has agreed: another one ends what it began, or nothing has happened. */
    @Test
    void aLeaderThatDiesHalfWayLosesNothing() throws Exception {
        try (RealCluster real = RealCluster.start(Mix.OURS_3, directory)) {
            Cluster cluster = real.cluster();
            SentinelProcess leader = cluster.sentinels().get(0);
            List<SentinelProcess> others = cluster.sentinels().subList(1, 3);
            Writer writer = Writer.start(cluster.sentinels(), silent());
            try (writer) {
                Wait.until(
                        "writes were acknowledged", RealCluster.SWITCH_LIMIT, () -> writer.acknowledgedCount() > 100);
                assertThat(handOver(leader)).isEqualTo("OK");
                leader.kill();
                long before = writer.acknowledgedCount();
                Wait.until(
                        "writes are acknowledged again",
                        RealCluster.SWITCH_LIMIT,
                        () -> writer.acknowledgedCount() > before + 100);
            }
            int port = others.get(0).masterPort().orElseThrow();
            assertThat(others.get(1).masterPort()).contains(port);
            assertThat(writer.readBack(port).lost()).isZero();
        }
    }

    private static String handOver(SentinelProcess sentinel) throws IOException {
        try (RedisConnection connection = RedisConnection.open(sentinel.port(), CALL_TIMEOUT)) {
            return connection.text("SENTINEL", "FAILOVER", Cluster.MASTER_NAME, "COORDINATED");
        }
    }

    private static Writer.Listener silent() {
        return new Writer.Listener() {
            @Override
            public void failing(long atNanos, String reason) {
                // What counts is what is there in the end.
            }

            @Override
            public void working(long atNanos, int masterPort) {
                // As above.
            }
        };
    }
}
