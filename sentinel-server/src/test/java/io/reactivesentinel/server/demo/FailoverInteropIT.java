package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job, with real Redis and every mix of Sentinels, after either way in which a master falls silent. */
@Timeout(180)
class FailoverInteropIT {
    private static final String KEY = "written-before";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** The connections of a killed master are reset: everybody knows at once that something is wrong. */
    @ParameterizedTest
    @EnumSource
    void aKilledMasterIsReplacedAndComesBackAsAReplica(Mix mix) throws Exception {
        try (RealCluster real = RealCluster.start(mix, directory)) {
            RedisProcess oldMaster = real.cluster().firstMaster();
            real.writeReplicated(KEY, "1");

            oldMaster.kill();
            RedisProcess newMaster = assertFailover(real, oldMaster);
            oldMaster.start();

            assertReturned(real, oldMaster, newMaster);
        }
    }

    /** The connections of a stopped master stay open and new ones are accepted: only its silence tells. */
    @ParameterizedTest
    @EnumSource
    void aStoppedMasterIsReplacedAndComesBackAsAReplica(Mix mix) throws Exception {
        try (RealCluster real = RealCluster.start(mix, directory)) {
            RedisProcess oldMaster = real.cluster().firstMaster();
            real.writeReplicated(KEY, "1");

            oldMaster.pause();
            RedisProcess newMaster = assertFailover(real, oldMaster);
            oldMaster.resume();

            assertReturned(real, oldMaster, newMaster);
        }
    }

    private static RedisProcess assertFailover(RealCluster real, RedisProcess oldMaster) throws Exception {
        RedisProcess newMaster =
                real.cluster().awaitSwitch(real.cluster().sentinels(), oldMaster, RealCluster.SWITCH_LIMIT);
        for (RedisProcess node : real.cluster().nodes()) {
            if (node != newMaster && node != oldMaster) {
                real.awaitFollows(node, newMaster);
            }
        }
        assertThat(real.read(newMaster, KEY)).isEqualTo("1");
        return newMaster;
    }

    private static void assertReturned(RealCluster real, RedisProcess oldMaster, RedisProcess newMaster)
            throws Exception {
        real.awaitFollows(oldMaster, newMaster);
        assertThat(real.read(oldMaster, KEY)).isEqualTo("1");
        assertThat(real.cluster().sentinels())
                .allSatisfy(sentinel -> assertThat(sentinel.masterPort()).contains(newMaster.port()));
    }
}
