package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.server.demo.Application.Library;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clients that most applications use follow failovers through our Sentinels, with no setting changed. */
@Timeout(180)
class ClientLibrariesIT {
    private static final String CHANNEL = "news";

    /** Redisson looks for a changed topology once a second, and tries a command three times. */
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void followsAFailoverAndAHandOver(Library library) throws Exception {
        try (RealCluster real = RealCluster.start(Mix.OURS_3, directory)) {
            Cluster cluster = real.cluster();
            List<Integer> ports =
                    cluster.sentinels().stream().map(SentinelProcess::port).toList();
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            try (Application application = library.connect(ports)) {
                application.listen(CHANNEL, heard::add);
                application.write("key", "before");
                assertThat(application.read("key")).isEqualTo("before");
                hears(cluster.firstMaster(), heard, "first");

                RedisProcess killed = cluster.firstMaster();
                killed.kill();
                RedisProcess next = cluster.awaitSwitch(cluster.sentinels(), killed, RealCluster.SWITCH_LIMIT);
                writes(application, real, next, "after the kill");
                hears(next, heard, "second");

                killed.start();
                for (RedisProcess node : cluster.nodes()) {
                    if (node != next) {
                        real.awaitFollows(node, next);
                    }
                }
                // For five questions after a switch a Sentinel gives no vote; the command waits for that.
                SentinelProcess sentinel = cluster.sentinels().get(0);
                try (RedisConnection connection = RedisConnection.open(sentinel.port(), Duration.ofSeconds(5))) {
                    assertThat(connection.text("SENTINEL", "FAILOVER", Cluster.MASTER_NAME, "COORDINATED"))
                            .isEqualTo("OK");
                }
                RedisProcess last = cluster.awaitSwitch(cluster.sentinels(), next, RealCluster.SWITCH_LIMIT);
                writes(application, real, last, "after the hand-over");
                hears(last, heard, "third");
            }
        }
    }

    private static void writes(Application application, RealCluster real, RedisProcess master, String value) {
        Wait.until("the application wrote to " + master.name(), LIMIT, () -> {
            try {
                application.write("key", value);
                return real.read(master, "key").equals(value);
            } catch (IOException | RuntimeException e) {
                return false;
            }
        });
        assertThat(application.read("key")).isEqualTo(value);
    }

    /** Says it until it is heard: whoever was cut off subscribes anew in his own time. */
    private static void hears(RedisProcess master, Queue<String> heard, String message) {
        Wait.until("the application heard what was said on " + master.name(), LIMIT, () -> {
            try (RedisConnection connection = RedisConnection.open(master.port(), Duration.ofSeconds(2))) {
                RespValue receivers = connection.call("PUBLISH", CHANNEL, message);
                assertThat(receivers).isInstanceOf(RespValue.Int.class);
            } catch (IOException e) {
                return false;
            }
            return heard.contains(message);
        });
    }
}
