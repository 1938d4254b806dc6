package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Masters that die, and how soon another one is named. The numbers are those of the list of failure scenarios. */
class FailoverSimulationTest {

    private static final long DOWN_AFTER_MS = 2_000;
    private static final long FAILOVER_TIMEOUT_MS = 60_000;
    private static final ClusterPlan PLAN = ClusterPlan.usual().withTimes(DOWN_AFTER_MS, FAILOVER_TIMEOUT_MS);
    private static final ClusterPlan QUICK = ClusterPlan.usual().withTimes(1_000, 6_000);

    @Test
    void masterAndASentinelDieTogetherAndTheTwoLeftSplitTheirVotes() {
        int ties = 0;
        for (int seed = 0; seed < 40; seed++) {
            Scenario story = new Scenario(seed, PLAN.withSentinelsTogether(true)).settle();
            RedisNode dead = story.node(0);
            story.require(story.host(0) == dead.host(), "the first Sentinel is beside the master");
            BooleanSupplier tied = story.tie(story.sentinel(1), story.sentinel(2));
            story.powerOff(dead.host());
            story.until("another master is named by both", DOWN_AFTER_MS + 2_000, () -> story.nameAnother(dead));
            if (tied.getAsBoolean()) {
                ties++;
                story.require(story.held(1).configEpoch() > 1, "the first election was a tie");
            }
            story.endsWell();
        }
        assertThat(ties).as("ties").isGreaterThan(25);
    }

    @Test
    void aKilledMasterIsReplacedWithinDownAfterAndAMoment() {
        for (int seed = 0; seed < 40; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            RedisNode dead = story.node(0);
            dead.crash();
            story.until("another master is named by all", DOWN_AFTER_MS + 200, () -> story.nameAnother(dead));
            story.require(story.held(0).configEpoch() == 1, "it took one election");
        }
    }

    @Test
    void ofFiveSentinelsTwoMayDieWithTheMaster() {
        for (int seed = 0; seed < 10; seed++) {
            Scenario story = new Scenario(seed, PLAN.withSentinels(5, 0, 3)).settle();
            RedisNode dead = story.node(0);
            dead.crash();
            story.sentinel(seed % 5).process().crash();
            story.sentinel((seed + 1) % 5).process().crash();
            story.until("another master is named by all", DOWN_AFTER_MS + 2_000, () -> story.nameAnother(dead));
            story.endsWell();
        }
    }

    /** 23. */
    @Test
    void aMasterThatStoodStillIsBroughtBackAsAReplicaAtOnce() {
        for (int seed = 0; seed < 10; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            RedisNode old = story.node(0);
            old.pause();
            story.until("another master is named by all", DOWN_AFTER_MS + 1_000, () -> story.nameAnother(old));
            story.run(20_000);
            old.resume();
            story.until(
                    "the old master follows the new one",
                    3_000,
                    () -> !old.isMaster() && story.named(0).address().equals(old.follows()));
            story.endsWellWithin(10_000);
        }
    }

    /** 23: shorter than down-after is nothing. */
    @Test
    void aMasterThatStandsStillForLessThanDownAfterStaysTheMaster() {
        for (int seed = 0; seed < 10; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            story.node(0).pause();
            story.run(DOWN_AFTER_MS * 8 / 10);
            story.node(0).resume();
            story.run(5_000);
            assertThat(story.count(EventType.SDOWN)).isZero();
            story.require(story.allName(story.node(0)), "nobody names another");
        }
    }

    /** 43. */
    @Test
    void aMasterThatRestartsWithinDownAfterStaysTheMaster() {
        Scenario story = new Scenario(1, PLAN).settle();
        story.node(0).crash();
        story.run(500);
        story.node(0).start();
        story.run(10_000);
        assertThat(story.count(EventType.REBOOT)).isEqualTo(3);
        assertThat(story.count(EventType.TRY_FAILOVER)).isZero();
        story.endsWell();
    }

    /** 44: one that lost its data and comes back too late does not take the others' with it. */
    @Test
    void aMasterRebornEmptyAfterItWasReplacedLosesNobodysData() {
        for (int seed = 0; seed < 5; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            RedisNode old = story.node(0);
            old.persistence(Persistence.NOTHING);
            old.crash();
            story.until("another master is named by all", DOWN_AFTER_MS + 200, () -> story.nameAnother(old));
            old.start();
            story.until("the old master follows the new one", 3_000, () -> !old.isMaster());
            story.endsWell();
            story.require(story.named(0).hasData(), "the new master has its data");
            story.require(old.hasData(), "the old one has it again");
        }
    }

    /** 37. */
    @Test
    void withoutAReplicaThatMayBePromotedItIsGivenUpAndTriedAgain() {
        Scenario story = new Scenario(1, QUICK).settle();
        story.node(1).priority(0);
        story.node(2).priority(0);
        story.run(11_000);
        RedisNode dead = story.node(0);
        dead.crash();
        story.run(30_000);
        assertThat(story.count(EventType.ABORT_NO_GOOD_REPLICA)).isPositive();
        assertThat(story.count(EventType.SWITCH_MASTER)).isZero();
        story.require(story.allName(dead), "the dead one is still named");
        story.node(1).priority(100);
        story.until("the one that may is named by all", 2 * 6_000 + 5_000, () -> story.allName(story.node(1)));
        story.endsWell();
    }

    /** 38, and a node that dies when it is told. */
    @Test
    void aReplicaThatDiesWhenItIsChosenIsNotWaitedForLong() {
        for (EventType moment :
                List.of(EventType.SELECTED_REPLICA, EventType.STATE_WAIT_PROMOTION, EventType.PROMOTED_REPLICA)) {
            for (int seed = 0; seed < 4; seed++) {
                Scenario story = new Scenario(seed, QUICK).settle();
                RedisNode[] chosen = new RedisNode[1];
                story.when(EventType.SELECTED_REPLICA, said -> chosen[0] = chosen(story, said));
                story.when(moment, said -> chosen[0].crash());
                story.node(0).crash();
                story.until(moment.channel(), 3_000, () -> chosen[0] != null && !chosen[0].isAlive());
                story.until("the replica that is left is named by all", 5 * 6_000, () -> {
                    RedisNode named = story.named(1);
                    return story.allName(named) && named.isAlive() && named.isMaster();
                });
                story.endsWell();
            }
        }
    }

    private static RedisNode chosen(Scenario story, Scenario.Said said) {
        return story.cluster().groups().get(0).nodes().stream()
                .filter(each -> said.event()
                        .payload()
                        .contains(each.address().host() + " " + each.address().port()))
                .filter(each -> each != story.node(0))
                .findFirst()
                .orElseThrow(
                        () -> story.failure("who is chosen? " + said.event().payload()));
    }

    /** 54. */
    @Test
    void twentyMastersThatDieAtOnceAreAllReplacedAtOnce() {
        Scenario story = new Scenario(20, PLAN.withNodes(20, 2)).settle();
        story.powerOff(story.node(0).host());
        story.until("all have another master", DOWN_AFTER_MS + 2_000, () -> story.cluster().groups().stream()
                .allMatch(group -> Scenario.nameAnother(
                        group.name(), group.nodes().get(0), story.cluster().sentinels())));
        story.run(3_000);
        assertThat(story.count(EventType.ELECTED_LEADER)).isLessThanOrEqualTo(24);
        story.endsWell();
    }

    /** 34. */
    @Test
    void afterAPowerCutEverythingComesBackAsItWasOrMovesOn() {
        for (int seed = 0; seed < 5; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            story.node(0).crash();
            story.until("another master is named by all", DOWN_AFTER_MS + 200, () -> story.nameAnother(story.node(0)));
            long epoch = story.held(0).configEpoch();
            for (SimProcess each : story.cluster().processes()) {
                each.crash();
            }
            story.run(1_000);
            for (SimProcess each : story.cluster().processes()) {
                story.world().queue().in(story.world().chance().between(0, 6_000_000), each::start);
            }
            story.run(7_000);
            story.endsWell();
            story.require(story.held(0).configEpoch() >= epoch, "nobody has forgotten the epoch");
        }
    }

    /** 24. */
    @Test
    void aHostWithAllSentinelsThatWasSuspendedDoesNotFailOverWhenItGoesOn() {
        for (int seed = 0; seed < 10; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            for (SentinelNode each : story.cluster().sentinels()) {
                each.process().pause();
                each.process().clock().freeze();
            }
            story.run(30_000);
            story.cluster().sentinels().forEach(each -> each.process().resume());
            story.run(5_000);
            assertThat(story.count(EventType.TRY_FAILOVER)).isZero();
            story.endsWell();
        }
    }
}
