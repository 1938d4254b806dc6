package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.server.demo.FaultProxy.Direction;
import io.reactivesentinel.server.demo.FaultProxy.Door;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Links that are slow, stalled, half-open, blocked one way or reset, between real Redis and real Sentinels: what must not
 * lead to a failover does not, and what must does. Where a fault should change nothing it lasts for some times
 * {@code down-after}, and the events of all Sentinels are read afterwards.
 *
 * <p>{@code -Dreal.all=true} runs every test with both mixes instead of one.
 */
@Timeout(300)
class LinkFaultsIT {
    private static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(6);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    private static final int MASTER = 0;
    private static final int ALONE = 0;

    /** Long enough that a machine with other work is not taken for a fault. */
    private static final Duration DOWN_AFTER = Duration.ofMillis(1_200);

    static List<Mix> ours() {
        return Boolean.getBoolean("real.all") ? List.of(Mix.OURS_3, Mix.OURS_2_REDIS_1) : List.of(Mix.OURS_3);
    }

    static List<Mix> mixed() {
        return Boolean.getBoolean("real.all") ? ours() : List.of(Mix.OURS_2_REDIS_1);
    }

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** One cluster for all of these, because after each of them it is as it was before. */
    @ParameterizedTest
    @MethodSource("mixed")
    void whatIsNoFailureLeadsToNoFailover(Mix mix) throws Exception {
        try (ProxiedCluster cluster = ProxiedCluster.start(mix, directory, DOWN_AFTER, FAILOVER_TIMEOUT);
                Standstill standstill = Standstill.watch()) {
            try {
                aStallShorterThanDownAfterIsNothing(cluster);
                aResetOfEveryLinkIsNothing(cluster);
                aSlowLinkIsNothing(cluster);
                oneWayBlockedIsDownForThatSentinelAlone(cluster, Direction.TO_SERVER);
                oneWayBlockedIsDownForThatSentinelAlone(cluster, Direction.TO_CLIENT);
                halfOpenLinksToAHealthyMasterAreNoFailover(cluster, mix);
                aMajorityBelowTheQuorumIsNoFailover(cluster);
                aQuorumWithoutAMajorityIsNoFailover(cluster);
            } catch (AssertionError | DemoException e) {
                // A stalled or slow link leaves half of down-after.
                standstill.skipIfLongerThan(DOWN_AFTER.dividedBy(3));
                throw e;
            }
        }
    }

    private static void aStallShorterThanDownAfterIsNothing(ProxiedCluster cluster) {
        int before = cluster.heardCount();

        for (Direction direction : Direction.values()) {
            cluster.nodeProxy(MASTER).set("sentinel-", direction, Fault.STALL);
        }
        pass(0.5);
        cluster.heal();
        pass(0.5);

        assertThat(cluster.heardSince(before, aboutMaster("+sdown"))).isEmpty();
        assertStillMaster(cluster, before);
    }

    private static void aResetOfEveryLinkIsNothing(ProxiedCluster cluster) {
        int before = cluster.heardCount();

        cluster.nodeProxy(MASTER).reset();
        pass(0.5);
        cluster.nodeProxy(MASTER).cut();
        pass(1.2);

        assertThat(cluster.heardSince(before, aboutMaster("+sdown"))).isEmpty();
        assertStillMaster(cluster, before);
    }

    /** A round trip takes half of down-after. */
    private static void aSlowLinkIsNothing(ProxiedCluster cluster) {
        int before = cluster.heardCount();

        for (Direction direction : Direction.values()) {
            cluster.nodeProxy(MASTER).set("sentinel-", direction, Fault.delay(DOWN_AFTER.dividedBy(4)));
        }
        pass(2);
        cluster.heal();

        assertThat(cluster.heardSince(before, aboutMaster("+sdown"))).isEmpty();
        assertStillMaster(cluster, before);
    }

    private static void oneWayBlockedIsDownForThatSentinelAlone(ProxiedCluster cluster, Direction blocked) {
        int before = cluster.heardCount();

        cluster.faultToNode(ALONE, MASTER, blocked, Fault.STALL);
        awaitHeard(cluster, before, ALONE, "+sdown");
        pass(1.2);
        assertThat(cluster.linkCount(1, MASTER)).as("another's links").isPositive();
        cluster.heal();
        awaitHeard(cluster, before, ALONE, "-sdown");

        assertThat(cluster.heardSince(before, aboutMaster("+sdown")))
                .allSatisfy(event -> assertThat(event).startsWith("sentinel-1 "));
        assertStillMaster(cluster, before);
    }

    /** Redis's own needs a link that is 15 s old to replace it before it is too late, but is alone with its opinion. */
    private static void halfOpenLinksToAHealthyMasterAreNoFailover(ProxiedCluster cluster, Mix mix) {
        int before = cluster.heardCount();

        cluster.nodeProxy(MASTER).halfOpen();
        pass(2);

        assertThat(cluster.heardSince(before, aboutMaster("+sdown")))
                .allSatisfy(event -> assertThat(event).startsWith("sentinel-3 "))
                .hasSizeLessThanOrEqualTo(mix.redisCount());
        cluster.heal();
        cluster.awaitHealthy(RealCluster.SWITCH_LIMIT);
        assertStillMaster(cluster, before);
    }

    /** Two of three see no master, and three would have to agree. */
    private static void aMajorityBelowTheQuorumIsNoFailover(ProxiedCluster cluster) throws IOException {
        setQuorum(cluster, 3);
        int before = cluster.heardCount();

        for (int sentinel : List.of(0, 1)) {
            for (Direction direction : Direction.values()) {
                cluster.faultToNode(sentinel, MASTER, direction, Fault.STALL);
            }
        }
        awaitHeard(cluster, before, 0, "+sdown");
        awaitHeard(cluster, before, 1, "+sdown");
        pass(1.2);
        cluster.heal();
        awaitHeard(cluster, before, 0, "-sdown");
        awaitHeard(cluster, before, 1, "-sdown");

        assertStillMaster(cluster, before);
    }

    /** One of three sees no master, which is enough for its quorum, and reaches neither of the others. */
    private static void aQuorumWithoutAMajorityIsNoFailover(ProxiedCluster cluster) throws IOException {
        setQuorum(cluster, 1);
        int before = cluster.heardCount();

        cluster.separate(0, 1);
        cluster.separate(0, 2);
        for (Direction direction : Direction.values()) {
            cluster.faultToNode(ALONE, MASTER, direction, Fault.STALL);
        }
        awaitHeard(cluster, before, ALONE, "+odown");
        pass(1.5);
        cluster.heal();
        awaitHeard(cluster, before, ALONE, "-odown");

        assertThat(cluster.heardSince(
                        before,
                        event -> event.channel().equals("+elected-leader")
                                || event.channel().equals("+switch-master")))
                .isEmpty();
        assertThat(cluster.node(MASTER).isMaster()).isTrue();
    }

    /** Its clients and replicas reach the master as ever, but no Sentinel does. */
    @ParameterizedTest
    @MethodSource("ours")
    void aMasterThatNoSentinelReachesIsReplacedAndFollowsOnceTheyDo(Mix mix) throws Exception {
        try (ProxiedCluster cluster = ProxiedCluster.start(mix, directory, mix.downAfter(), FAILOVER_TIMEOUT)) {
            for (Direction direction : Direction.values()) {
                cluster.nodeProxy(MASTER).set("sentinel-", direction, Fault.SWALLOW);
            }
            int newMaster = cluster.awaitSwitch(MASTER, RealCluster.SWITCH_LIMIT);
            assertThat(cluster.node(MASTER).isMaster())
                    .as("nobody could tell it")
                    .isTrue();

            cluster.heal();

            cluster.awaitFollowers(newMaster, RealCluster.SWITCH_LIMIT);
            cluster.awaitHealthy(RealCluster.SWITCH_LIMIT);
            assertThat(cluster.namedBy(0)).isEqualTo(newMaster);
        }
    }

    /** The first and the last Sentinel know each other only through what the one between them says. */
    @ParameterizedTest
    @MethodSource("mixed")
    void acrossABridgeOfSentinelsThereIsOneLeaderPerEpoch(Mix mix) throws Exception {
        try (ProxiedCluster cluster = ProxiedCluster.start(mix, directory, mix.downAfter(), FAILOVER_TIMEOUT);
                StateFiles files = StateFiles.watch(cluster.sentinels())) {
            int before = cluster.heardCount();
            cluster.separate(0, 2);
            // The node refuses, as one does whose process has died.
            cluster.nodeProxy(MASTER).door(Door.REFUSES);
            cluster.nodeProxy(MASTER).reset();

            int newMaster = cluster.awaitSwitch(MASTER, RealCluster.SWITCH_LIMIT);
            cluster.heal();
            cluster.awaitFollowers(newMaster, RealCluster.SWITCH_LIMIT);
            cluster.awaitHealthy(RealCluster.SWITCH_LIMIT);

            assertThat(files.complaints(mix == Mix.OURS_3)).isEmpty();
            List<String> promotions =
                    cluster.heardSince(before, event -> event.channel().equals("+promoted-slave"));
            assertThat(promotions).as("promotions").hasSize(1);
            String epoch = cluster.sentinels().get(0).master().get("config-epoch");
            assertThat(cluster.sentinels())
                    .allSatisfy(sentinel -> assertThat(sentinel.master()).containsEntry("config-epoch", epoch));
        }
    }

    private static void assertStillMaster(ProxiedCluster cluster, int before) {
        assertThat(cluster.heardSince(
                        before,
                        event -> event.channel().equals("+odown")
                                || event.channel().equals("+try-failover")
                                || event.channel().equals("+switch-master")))
                .isEmpty();
        assertThat(cluster.node(MASTER).isMaster()).isTrue();
        for (int i = 0; i < ProxiedCluster.COUNT; i++) {
            assertThat(cluster.namedBy(i)).isEqualTo(MASTER);
        }
    }

    private static void setQuorum(ProxiedCluster cluster, int quorum) throws IOException {
        for (SentinelProcess sentinel : cluster.sentinels()) {
            try (RedisConnection operator = RedisConnection.open(sentinel.port(), CALL_TIMEOUT)) {
                assertThat(operator.call("SENTINEL", "SET", Cluster.MASTER_NAME, "quorum", String.valueOf(quorum)))
                        .isEqualTo(RespValue.SimpleString.OK);
            }
        }
    }

    private static void awaitHeard(ProxiedCluster cluster, int before, int sentinel, String channel) {
        String name = cluster.sentinels().get(sentinel).name();
        Wait.until(name + " said " + channel, RealCluster.SWITCH_LIMIT, () -> !cluster.heardSince(
                        before,
                        aboutMaster(channel)
                                .and(event -> event.sentinel().name().equals(name)))
                .isEmpty());
    }

    private static Predicate<SentinelListener.Heard> aboutMaster(String channel) {
        return event -> event.channel().equals(channel) && event.payload().startsWith("master ");
    }

    /** A fault has a length, in times down-after: nothing is waited for. */
    private static void pass(double share) {
        long end = System.nanoTime() + (long) (share * DOWN_AFTER.toNanos());
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
    }
}
