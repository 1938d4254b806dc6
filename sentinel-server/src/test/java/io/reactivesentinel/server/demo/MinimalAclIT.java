package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data nodes that know the Sentinels by an ACL user with no more than the rights that Redis documents for Sentinel, and
 * everybody else not at all.
 */
@Timeout(120)
class MinimalAclIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(2);

    private static final String[] SENTINEL_RIGHTS = {
        "allchannels",
        "+multi",
        "+slaveof",
        "+ping",
        "+exec",
        "+subscribe",
        "+config|rewrite",
        "+role",
        "+publish",
        "+info",
        "+client|setname",
        "+client|kill",
        "+script|kill"
    };

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void aFailoverNeedsNoMoreThanRedisDocuments() throws Exception {
        try (RealCluster real = RealCluster.start(Mix.OURS_3, directory)) {
            Cluster cluster = real.cluster();
            for (RedisProcess node : cluster.nodes()) {
                addUsers(node);
            }
            setPassword(cluster, "guess me not");
            for (RedisProcess node : cluster.nodes()) {
                lock(node);
            }
            real.awaitHealthy(2);

            RedisProcess old = cluster.firstMaster();
            old.kill();
            RedisProcess fresh = awaitSuccessor(cluster, old);
            old.start();
            awaitReplica(old, fresh);
            assertNothingWasForbidden(cluster, "guess me not");
        }
    }

    @Test
    void aPasswordIsChangedWithoutARestart() throws Exception {
        try (RealCluster real = RealCluster.start(Mix.OURS_3, directory)) {
            Cluster cluster = real.cluster();
            for (RedisProcess node : cluster.nodes()) {
                addUsers(node);
            }
            setPassword(cluster, "guess me not");
            for (RedisProcess node : cluster.nodes()) {
                lock(node);
            }
            real.awaitHealthy(2);

            // As Redis recommends: the new one beside the old one, then the Sentinels, then the old one goes.
            for (RedisProcess node : cluster.nodes()) {
                asApplication(node, "ACL", "SETUSER", "sentinel", ">another one");
            }
            setPassword(cluster, "another one");
            for (RedisProcess node : cluster.nodes()) {
                asApplication(node, "ACL", "SETUSER", "sentinel", "<guess me not");
                asApplication(node, "CONFIG", "REWRITE");
                asApplication(node, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            }
            real.awaitHealthy(2);

            RedisProcess old = cluster.firstMaster();
            old.kill();
            awaitSuccessor(cluster, old);
            assertNothingWasForbidden(cluster, "another one");
            for (SentinelProcess sentinel : cluster.sentinels()) {
                assertThat(Files.readString(sentinel.log())).doesNotContain("guess me not", "another one");
                assertThat(Files.readString(sentinel.configFile())).contains("another one");
            }
        }
    }

    private static void addUsers(RedisProcess node) throws IOException {
        try (RedisConnection connection = RedisConnection.open(node.port(), CALL_LIMIT)) {
            List<String> sentinel =
                    new ArrayList<>(List.of("ACL", "SETUSER", "sentinel", "reset", "on", ">guess me not"));
            sentinel.addAll(List.of(SENTINEL_RIGHTS));
            ok(connection, sentinel.toArray(String[]::new));
            ok(connection, "ACL", "SETUSER", "replica", "reset", "on", ">r", "+psync", "+replconf", "+ping");
            ok(connection, "ACL", "SETUSER", "application", "reset", "on", ">a", "~*", "&*", "+@all");
            ok(connection, "CONFIG", "SET", "masteruser", "replica", "masterauth", "r");
        }
    }

    /** Nobody gets in without a name any more, and who is in must come anew. */
    private static void lock(RedisProcess node) throws IOException {
        try (RedisConnection connection = RedisConnection.open(node.port(), CALL_LIMIT)) {
            ok(connection, "ACL", "SETUSER", "default", "off");
            ok(connection, "CONFIG", "REWRITE");
            connection.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            connection.call("CLIENT", "KILL", "TYPE", "pubsub");
        }
    }

    private static void setPassword(Cluster cluster, String password) throws IOException {
        for (SentinelProcess sentinel : cluster.sentinels()) {
            try (RedisConnection connection = RedisConnection.open(sentinel.port(), CALL_LIMIT)) {
                ok(connection, "SENTINEL", "SET", Cluster.MASTER_NAME, "auth-user", "sentinel", "auth-pass", password);
            }
        }
    }

    private static void ok(RedisConnection connection, String... words) throws IOException {
        assertThat(connection.call(words)).as(String.join(" ", words)).isEqualTo(RespValue.SimpleString.OK);
    }

    private static RespValue asApplication(RedisProcess node, String... words) throws IOException {
        try (RedisConnection connection = RedisConnection.open(node.port(), CALL_LIMIT)) {
            ok(connection, "AUTH", "application", "a");
            return connection.call(words);
        }
    }

    private static String replication(RedisProcess node) {
        try {
            return String.valueOf(asApplication(node, "INFO", "replication").asText());
        } catch (IOException e) {
            return "";
        }
    }

    private static RedisProcess awaitSuccessor(Cluster cluster, RedisProcess old) {
        RedisProcess[] found = new RedisProcess[1];
        Wait.until("all Sentinels named one new master", LIMIT, () -> {
            List<Integer> named = cluster.sentinels().stream()
                    .map(sentinel -> sentinel.masterPort().orElse(0))
                    .distinct()
                    .toList();
            if (named.size() != 1 || named.get(0) == 0 || named.get(0) == old.port()) {
                return false;
            }
            found[0] = cluster.nodeOn(named.get(0));
            return replication(found[0]).contains("role:master");
        });
        return found[0];
    }

    private static void awaitReplica(RedisProcess node, RedisProcess master) {
        Wait.until(node.name() + " was a replica of " + master.name() + " in sync", LIMIT, () -> {
            String info = replication(node);
            return info.contains("role:slave")
                    && info.contains("master_port:" + master.port() + "\r")
                    && info.contains("master_link_status:up");
        });
    }

    /** Every command that was denied stands in the log of the node; that it would is tried at the end. */
    private static void assertNothingWasForbidden(Cluster cluster, String password) throws IOException {
        for (RedisProcess node : cluster.nodes()) {
            if (node.isAlive()) {
                assertThat(denied(node)).as("denied on %s", node.name()).isEmpty();
                try (RedisConnection connection = RedisConnection.open(node.port(), CALL_LIMIT)) {
                    ok(connection, "AUTH", "sentinel", password);
                    assertThat(connection.call("GET", "x").asError()).startsWith("NOPERM");
                }
                assertThat(denied(node)).hasSize(1);
            }
        }
    }

    private static List<String> denied(RedisProcess node) throws IOException {
        return asApplication(node, "ACL", "LOG").elements().stream()
                .map(RespValue::toString)
                .filter(entry -> entry.contains("command") && entry.contains("sentinel"))
                .toList();
    }
}
