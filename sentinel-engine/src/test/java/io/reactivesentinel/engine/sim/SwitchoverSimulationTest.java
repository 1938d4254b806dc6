package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.resp.RespValue;
import org.junit.jupiter.api.Test;

/** Coordinated failovers: what they lose (nothing), how they break off, and who ends one whose leader has died. */
class SwitchoverSimulationTest {

    private static final long DOWN_AFTER_MS = 2_000;
    private static final int SEEDS = 30;
    private static final ClusterPlan PLAN = ClusterPlan.usual().withTimes(DOWN_AFTER_MS, 20_000);

    private static Scenario begun(int seed) {
        Scenario story = new Scenario(seed, PLAN).settle();
        RespValue answer = story.ask(story.sentinel(seed % 3).process(), "SENTINEL", "FAILOVER", "m0", "COORDINATED");
        story.require("OK".equals(answer.asText()), "it begins: " + answer);
        return story;
    }

    /** By a Sentinel that was not the leader, which may be dead. */
    private static int lost(Scenario story, int seed) {
        RedisNode master = story.named((seed + 1) % 3);
        return story.cluster().groups().get(0).writes().census(master).lost();
    }

    @Test
    void everythingAcknowledgedIsOnTheNewMaster() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Scenario story = begun(seed);
            RedisNode old = story.node(0);
            long tookMs = story.until("another master is named by all", 2_000, () -> story.nameAnother(old));
            story.require(!old.isMaster(), "the old master follows already");
            story.endsWell();
            assertThat(lost(story, seed)).as("lost").isZero();
            assertThat(tookMs).isLessThan(1_500);
            assertThat(story.count(EventType.SDOWN)).isZero();
            assertThat(story.said(EventType.TRY_FAILOVER)).hasSize(1);
        }
    }

    @Test
    void aSuccessorThatStandsStillEndsItAndTheMasterGoesOn() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Scenario story = begun(seed);
            RedisNode master = story.node(0);
            story.when(EventType.SELECTED_REPLICA, said -> {
                story.node(1).pause();
                story.node(2).pause();
            });
            story.until("it is given up", 10_000, () -> story.count(EventType.ABORT_REPLICA_TIMEOUT) == 1);
            story.require(master.isMaster() && !master.isHandingOver(), "the master takes writes");
            story.require(story.held(0).configEpoch() == 0, "no configuration epoch is spent");
            story.node(1).resume();
            story.node(2).resume();
            story.endsWell();
            story.require(story.allName(master), "the master is the same");
        }
    }

    @Test
    void aMasterThatDiesMeanwhileIsReplacedAsUsual() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Scenario story = begun(seed);
            RedisNode old = story.node(0);
            story.when(EventType.STATE_WAIT_PROMOTION, said -> old.crash());
            story.until("another master is named by all", DOWN_AFTER_MS + 4_000, () -> story.nameAnother(old));
            story.endsWell();
        }
    }

    @Test
    void whatALeaderLeavesHalfDoneIsEndedByAnother() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Scenario story = begun(seed);
            RedisNode old = story.node(0);
            SentinelNode leader = story.sentinel(seed % 3);
            story.when(EventType.STATE_WAIT_PROMOTION, said -> leader.process().crash());
            story.until("another master is named by the others", 30_000, () -> story.nameAnother(old));
            story.require(story.count(EventType.SDOWN) <= 2, "nobody takes the master for dead");
            assertThat(lost(story, seed)).as("lost").isZero();
            story.endsWell();
        }
    }

    @Test
    void aLinkThatIsCutInTheMiddleLosesNothing() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Scenario story = begun(seed);
            RedisNode old = story.node(0);
            int afterUs = seed * 700;
            story.when(EventType.STATE_WAIT_PROMOTION, said -> story.world()
                    .queue()
                    .in(afterUs, () -> story.cut(old.host(), story.node(1).host())));
            story.run(15_000);
            story.endsWell();
        }
    }

    @Test
    void whatItNeedsIsAskedBefore() {
        Scenario story = new Scenario(1, PLAN).settle();
        SimProcess sentinel = story.sentinel(0).process();
        story.node(1).pause();
        story.node(2).pause();
        story.run(DOWN_AFTER_MS + 500);
        assertThat(story.ask(sentinel, "SENTINEL", "FAILOVER", "m0", "COORDINATED")
                        .asError())
                .startsWith("NOGOODSLAVE");
        story.node(1).resume();
        story.node(2).resume();
        story.run(15_000);
        story.sentinel(1).process().crash();
        story.sentinel(2).process().crash();
        assertThat(story.ask(sentinel, "SENTINEL", "FAILOVER", "m0", "COORDINATED")
                        .asError())
                .startsWith("NOQUORUM");
        story.node(0).crash();
        story.run(DOWN_AFTER_MS + 500);
        assertThat(story.ask(sentinel, "SENTINEL", "FAILOVER", "m0", "COORDINATED")
                        .asError())
                .startsWith("NOGOODPRIMARY");
        assertThat(story.count(EventType.NEW_EPOCH)).isZero();
    }
}
