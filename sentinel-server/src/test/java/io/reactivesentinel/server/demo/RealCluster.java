package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A master, two replicas and Sentinels of some mix, all healthy when it is there, all gone when it is closed. */
final class RealCluster implements AutoCloseable {
    static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(10);

    /** Long enough for two split votes among Redis's own, which wait for twice the failover timeout. */
    static final Duration SWITCH_LIMIT = Duration.ofSeconds(60);

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    private static final int NODE_COUNT = 3;

    private final Children children = new Children();
    private final Cluster cluster;

    private RealCluster(int ourCount, int redisCount, Path directory, Duration failoverTimeout) {
        RedisBinary binary = RedisBinary.bundled(directory);
        List<SentinelCommand> sentinels = Mix.commands(ourCount, redisCount, binary);
        List<Integer> ports = Ports.free(NODE_COUNT + sentinels.size());
        this.cluster = new Cluster(
                children,
                binary,
                directory,
                new Cluster.Plan(
                        ports.subList(0, NODE_COUNT),
                        sentinels,
                        ports.subList(NODE_COUNT, ports.size()),
                        2,
                        Mix.downAfterBeside(redisCount),
                        failoverTimeout));
    }

    static RealCluster start(Mix mix, Path directory) {
        return start(mix.ourCount(), mix.redisCount(), directory);
    }

    static RealCluster start(Mix mix, Path directory, Duration failoverTimeout) {
        return start(new RealCluster(mix.ourCount(), mix.redisCount(), directory, failoverTimeout));
    }

    /** With fewer Sentinel processes than a cluster should have, so that the test can add its own. */
    static RealCluster start(int ourCount, int redisCount, Path directory) {
        return start(new RealCluster(ourCount, redisCount, directory, FAILOVER_TIMEOUT));
    }

    private static RealCluster start(RealCluster started) {
        try {
            started.cluster.startNodes();
            started.cluster.startSentinels();
            started.cluster.awaitHealthy(Duration.ofSeconds(40));
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    Cluster cluster() {
        return cluster;
    }

    /** Waits until every Sentinel process sees both replicas and so many other Sentinels, all of them well. */
    void awaitHealthy(int otherSentinelCount) {
        for (SentinelProcess sentinel : cluster.sentinels()) {
            Wait.until(
                    sentinel.name() + " saw both replicas and " + otherSentinelCount + " other Sentinels, all well",
                    SWITCH_LIMIT,
                    () -> sentinel.seesHealthy(NODE_COUNT - 1, otherSentinelCount));
        }
    }

    /** The three data nodes but one. */
    List<RedisProcess> nodesBut(RedisProcess one) {
        return cluster.nodes().stream().filter(node -> node != one).toList();
    }

    /** Writes a key to the master and waits until both replicas have it. */
    void writeReplicated(String key, String value) throws IOException {
        try (RedisConnection master = RedisConnection.open(cluster.firstMaster().port(), CALL_TIMEOUT)) {
            assertThat(master.call("SET", key, value)).isEqualTo(RespValue.SimpleString.OK);
            assertThat(master.call("WAIT", "2", "2000")).isEqualTo(RespValue.Int.of(2));
        }
    }

    String read(RedisProcess node, String key) throws IOException {
        try (RedisConnection connection = RedisConnection.open(node.port(), CALL_TIMEOUT)) {
            return connection.text("GET", key);
        }
    }

    void awaitFollows(RedisProcess node, RedisProcess master) {
        Wait.until(
                node.name() + " was in sync with " + master.name(),
                SWITCH_LIMIT,
                () -> node.isInSyncWith(master.port()));
    }

    @Override
    public void close() {
        children.close();
    }
}
