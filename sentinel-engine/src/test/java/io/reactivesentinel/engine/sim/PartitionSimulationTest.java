package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Networks that come apart. The numbers are those of the list of failure scenarios. */
class PartitionSimulationTest {

    private static final long DOWN_AFTER_MS = 2_000;
    private static final ClusterPlan PLAN = ClusterPlan.usual().withTimes(DOWN_AFTER_MS, 20_000);

    /** 1. */
    @Test
    void aMasterAloneIsReplacedAndBroughtBack() {
        for (int seed = 0; seed < 8; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            RedisNode old = story.node(0);
            Runnable heal = story.isolate(old.host());
            story.until("another master is named by all", DOWN_AFTER_MS + 1_000, () -> story.nameAnother(old));
            story.run(20_000);
            story.require(old.isMaster(), "nobody has told the old one");
            heal.run();
            story.until("the old master follows", 20_000, () -> !old.isMaster());
            story.endsWell();
            assertThat(story.held(0).configEpoch()).isEqualTo(1);
        }
    }

    /** 2. */
    @Test
    void aMasterWithAMinorityAndClientsIsReplacedByTheMajority() {
        for (int seed = 0; seed < 8; seed++) {
            Scenario story = new Scenario(seed, PLAN.withSentinelsTogether(true)).settle();
            RedisNode old = story.node(0);
            SentinelNode minority = story.sentinel(0);
            Runnable heal = story.isolate(old.host());
            story.until(
                    "the majority names another",
                    DOWN_AFTER_MS + 1_000,
                    () -> Scenario.nameAnother(
                            "m0", old, story.cluster().sentinels().subList(1, 3)));
            story.run(30_000);
            story.require(story.held(0).address().equals(old.address()), "the minority names what it named");
            assertThat(story.count(EventType.TRY_FAILOVER, minority)).isZero();
            heal.run();
            story.until("the old master follows", 20_000, () -> !old.isMaster() && story.nameAnother(old));
            story.endsWell();
            assertThat(story.held(0).configEpoch()).isEqualTo(1);
        }
    }

    /** 2, with a node that refuses writes when no replica has been heard of for ten seconds. */
    @Test
    void aMasterWithAMinorityAcknowledgesNothingWhenItMayNot() {
        Scenario story = new Scenario(1, PLAN.withSentinelsTogether(true)).settle();
        RedisNode old = story.node(0);
        old.minReplicas = 1;
        story.run(1_000);
        story.require(old.acceptsWrites(), "it takes writes");
        Runnable heal = story.isolate(old.host());
        story.run(12_000);
        story.require(!old.acceptsWrites(), "it takes no writes any more");
        heal.run();
        story.endsWell();
    }

    /** 3. */
    @Test
    void aMasterThatOnlyTheSentinelsDoNotReachIsReplaced() {
        Scenario story = new Scenario(3, PLAN).settle();
        RedisNode old = story.node(0);
        for (int i = 0; i < 3; i++) {
            story.cut(story.host(i), old.host());
        }
        story.until("another master is named by all", DOWN_AFTER_MS + 1_000, () -> story.nameAnother(old));
        story.run(10_000);
        story.endsWell();
        assertThat(story.held(0).configEpoch()).isEqualTo(1);
    }

    /** 4. */
    @Test
    void aQuorumWithoutAMajorityHoldsItForDownAndDoesNothing() {
        for (int seed = 0; seed < 5; seed++) {
            Scenario story = new Scenario(seed, PLAN.withSentinels(5, 0, 2)).settle();
            Runnable heal = story.isolate(story.host(0), story.host(1));
            story.until(
                    "both agree that it is down",
                    DOWN_AFTER_MS + 2_000,
                    () -> story.held(0).isOdown() && story.held(1).isOdown());
            story.run(60_000);
            assertThat(story.count(EventType.TRY_FAILOVER)).isZero();
            assertThat(story.count(EventType.SWITCH_MASTER)).isZero();
            heal.run();
            story.until(
                    "it is up again",
                    15_000,
                    () -> !story.held(0).isSdown() && !story.held(1).isSdown());
            story.endsWell();
            assertThat(story.count(EventType.SWITCH_MASTER)).isZero();
        }
    }

    /** 5. */
    @Test
    void aMajorityBelowTheQuorumHoldsItForDownEachForItself() {
        Scenario story = new Scenario(5, PLAN.withSentinels(5, 0, 4)).settle();
        RedisNode dead = story.node(0);
        story.sentinel(3).process().crash();
        story.sentinel(4).process().crash();
        dead.crash();
        story.run(60_000);
        for (int i = 0; i < 3; i++) {
            story.require(story.held(i).isSdown() && !story.held(i).isOdown(), "s" + i + " holds it for down alone");
        }
        assertThat(story.count(EventType.TRY_FAILOVER)).isZero();
        story.sentinel(3).process().start();
        story.until("another master is named by all", 10_000, () -> story.nameAnother(dead));
        story.endsWell();
    }

    /** 6. */
    @Test
    void halvesDoNothing() {
        for (int half = 2; half <= 3; half++) {
            Scenario story = new Scenario(half, PLAN.withSentinels(2 * half, 0, 2)).settle();
            RedisNode dead = story.node(0);
            SimHost[] side = new SimHost[half];
            for (int i = 0; i < half; i++) {
                side[i] = story.host(i);
            }
            // Each half has a replica that it could promote.
            SimHost[] one = Arrays.copyOf(side, half + 1);
            one[half] = story.node(1).host();
            Runnable heal = story.isolate(one);
            dead.crash();
            story.run(60_000);
            story.require(story.held(0).isOdown(), "a quorum holds it for down");
            assertThat(story.count(EventType.ELECTED_LEADER)).isZero();
            assertThat(story.count(EventType.SWITCH_MASTER)).isZero();
            heal.run();
            story.until("another master is named by all", 2 * 20_000 + 5_000, () -> story.nameAnother(dead));
            story.endsWell();
        }
    }

    /** 7. */
    @Test
    void acrossABridgeOneIsElected() {
        for (int seed = 0; seed < 10; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            RedisNode dead = story.node(0);
            story.cut(story.host(0), story.host(2));
            story.run(seed % 2 == 0 ? 10_000 : 10);
            dead.crash();
            story.until("another master is named by all", DOWN_AFTER_MS + 5_000, () -> story.nameAnother(dead));
            story.endsWell();
        }
    }

    /** 8. */
    @Test
    void oneWayToOrFromTheMasterIsADownForOneAlone() {
        for (boolean there : new boolean[] {true, false}) {
            Scenario story = new Scenario(8, PLAN).settle();
            SimHost sentinel = story.host(0);
            SimHost master = story.node(0).host();
            Runnable heal = there ? story.cutOneWay(sentinel, master) : story.cutOneWay(master, sentinel);
            story.until("it is down for the one", DOWN_AFTER_MS + 200, () -> story.held(0)
                    .isSdown());
            story.run(30_000);
            story.require(!story.held(1).isSdown() && !story.held(2).isSdown(), "it is up for the others");
            assertThat(story.count(EventType.ODOWN)).isZero();
            assertThat(story.count(EventType.TRY_FAILOVER)).isZero();
            heal.run();
            story.until("it is up for all", 12_000, () -> !story.held(0).isSdown());
            story.endsWell();
        }
    }

    /** 8. */
    @Test
    void oneWayBetweenSentinelsOneIsElected() {
        for (int seed = 0; seed < 12; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            RedisNode dead = story.node(0);
            story.cutOneWay(story.host(seed % 3), story.host((seed + 1) % 3));
            if (seed % 2 == 0) {
                story.run(10_000);
            }
            dead.crash();
            story.until("another master is named by all", DOWN_AFTER_MS + 5_000, () -> story.nameAnother(dead));
            story.endsWell();
        }
    }

    /** 9. */
    @Test
    void aRingOfFiveElectsOneAtMostAndComesTogether() {
        for (int seed = 0; seed < 4; seed++) {
            Scenario story = new Scenario(seed, PLAN.withSentinels(5, 0, 3)).settle();
            for (int i = 0; i < 5; i++) {
                story.cut(story.host(i), story.host((i + 2) % 5));
            }
            story.node(0).crash();
            story.run(20_000);
            story.endsWell();
            story.require(story.nameAnother(story.node(0)), "another master is named by all");
        }
    }

    /** 10. */
    @Test
    void aFlappingLinkDoesNotMakeAStorm() {
        Scenario story = new Scenario(10, PLAN).settle();
        for (int i = 0; i < 40; i++) {
            Runnable heal = story.isolate(story.node(0).host());
            story.run(DOWN_AFTER_MS * (i % 3 == 0 ? 6 : 4) / 5);
            heal.run();
            story.run(DOWN_AFTER_MS);
        }
        // At most one for each outage, and never two of one master within the failover timeout by one Sentinel.
        assertThat(story.count(EventType.ELECTED_LEADER)).isLessThanOrEqualTo(14);
        story.endsWell();
    }

    /** 11, 12. From half of down-after on a PING counts as lost on a link that is old, as with C. */
    @Test
    void aSlowPathIsNoOutageAndOneSlowerThanDownAfterIs() {
        Scenario story = new Scenario(11, PLAN).settle();
        slow(story, DOWN_AFTER_MS * 45 / 100);
        story.run(60_000);
        assertThat(story.count(EventType.SDOWN)).isZero();
        slow(story, DOWN_AFTER_MS * 16 / 10);
        story.until("it is down for one", 30_000, () -> story.count(EventType.SDOWN) > 0);
        story.endsWell();
    }

    private static void slow(Scenario story, long roundTripMs) {
        for (int i = 0; i < 3; i++) {
            Network.Path there =
                    story.world().network().path(story.host(i), story.node(0).host());
            Network.Path back = story.world().network().path(story.node(0).host(), story.host(i));
            for (Network.Path each : new Network.Path[] {there, back}) {
                each.leastUs = roundTripMs * 450;
                each.mostUs = roundTripMs * 500;
            }
        }
    }
}
