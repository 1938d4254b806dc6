package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Sentinel that is killed at any moment and started again on its file is the same one and knows what it knew. */
@Timeout(180)
class SentinelRestartInteropIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aKilledSentinelComesBackAsItself(Mix mix) {
        try (RealCluster real = RealCluster.start(mix, directory)) {
            SentinelProcess victim = real.cluster().sentinels().get(0);
            String id = victim.id();

            victim.kill();
            victim.start();
            victim.awaitPong();

            assertThat(victim.id()).isEqualTo(id);
            real.cluster().awaitHealthy(RealCluster.SWITCH_LIMIT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSentinelThatMissedAFailoverCatchesUp(Mix mix) throws Exception {
        try (RealCluster real = RealCluster.start(mix, directory)) {
            SentinelProcess victim = real.cluster().sentinels().get(0);
            List<SentinelProcess> others = real.cluster().sentinels().subList(1, mix.size());
            RedisProcess oldMaster = real.cluster().firstMaster();
            String id = victim.id();

            victim.kill();
            oldMaster.kill();
            RedisProcess newMaster = real.cluster().awaitSwitch(others, oldMaster, RealCluster.SWITCH_LIMIT);
            victim.start();
            victim.awaitPong();

            Wait.until(victim.name() + " named " + newMaster.name(), RealCluster.SWITCH_LIMIT, () -> victim.masterPort()
                    .equals(others.get(0).masterPort()));
            assertThat(victim.id()).isEqualTo(id);
            assertThat(Files.readString(victim.configFile()))
                    .contains("sentinel monitor mymaster 127.0.0.1 " + newMaster.port() + " 2");
        }
    }

    /** Restarted in the middle of an election it may not vote twice in an epoch: the others would elect two leaders. */
    @ParameterizedTest
    @EnumSource
    void aSentinelKilledDuringAFailoverDoesNotPreventIt(Mix mix) {
        try (RealCluster real = RealCluster.start(mix, directory)) {
            SentinelProcess victim = real.cluster().sentinels().get(0);
            RedisProcess oldMaster = real.cluster().firstMaster();
            VoteRecord votes = new VoteRecord();
            List<SentinelListener> listeners = new ArrayList<>();
            real.cluster().sentinels().forEach(sentinel -> listeners.add(SentinelListener.on(sentinel, votes)));

            oldMaster.kill();
            Wait.until("a Sentinel voted", RealCluster.SWITCH_LIMIT, votes::anybodyVoted);
            victim.kill();
            victim.start();
            victim.awaitPong();
            listeners.add(SentinelListener.on(victim, votes));
            real.cluster().awaitSwitch(real.cluster().sentinels(), oldMaster, RealCluster.SWITCH_LIMIT);

            listeners.forEach(SentinelListener::close);
            assertThat(votes.secondVotes()).isEmpty();
        }
    }
}
