package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leaders that die, or stand still, in each phase of a failover. The numbers are those of the list of failure scenarios. */
class LeaderSimulationTest {

    private static final long DOWN_AFTER_MS = 1_000;
    private static final long FAILOVER_TIMEOUT_MS = 8_000;
    private static final ClusterPlan PLAN = ClusterPlan.usual().withTimes(DOWN_AFTER_MS, FAILOVER_TIMEOUT_MS);
    /**
     * Who voted for a leader that is gone waits twice the failover timeout, and once more when what it sees looks as if
     * somebody were at work.
     */
    private static final long LIMIT_MS = DOWN_AFTER_MS + 3 * FAILOVER_TIMEOUT_MS + 3_000;

    private static final long TILT_MS = 30_000;

    /** In the order in which a leader gets there. */
    private static final List<EventType> PHASES = List.of(
            EventType.TRY_FAILOVER,
            EventType.VOTE_FOR_LEADER,
            EventType.ELECTED_LEADER,
            EventType.STATE_SEND_NO_ONE,
            EventType.STATE_WAIT_PROMOTION,
            EventType.PROMOTED_REPLICA,
            EventType.STATE_RECONF_REPLICAS,
            EventType.REPLICA_RECONF_SENT);

    /** The master dies, and so does whoever leads the failover, when that event is told; answers who. */
    private static SimProcess[] kill(Scenario story, EventType phase) {
        SimProcess[] leader = new SimProcess[1];
        story.when(phase, said -> {
            leader[0] = said.by().process();
            leader[0].crash();
        });
        story.node(0).crash();
        story.until("somebody gets as far as " + phase.channel(), 5_000, () -> leader[0] != null);
        return leader;
    }

    /** 28, 29: and does not come back. */
    @Test
    void aLeaderThatDiesInAnyPhaseIsReplaced() {
        for (EventType phase : PHASES) {
            for (int seed = 0; seed < 4; seed++) {
                Scenario story = new Scenario(seed, PLAN).settle();
                kill(story, phase);
                story.until("the two left name another master", LIMIT_MS, () -> story.nameAnother(story.node(0)));
                story.endsWell();
            }
        }
    }

    /** 29: it comes back with what it had saved. */
    @Test
    void aLeaderThatDiesInAnyPhaseAndComesBackKeepsWhatItHadPromised() {
        for (EventType phase : PHASES) {
            for (int seed = 0; seed < 4; seed++) {
                Scenario story = new Scenario(seed, PLAN).settle();
                SimProcess leader = kill(story, phase)[0];
                boolean promoted = PHASES.indexOf(phase) >= PHASES.indexOf(EventType.PROMOTED_REPLICA);
                long epoch = ((SentinelNode) leader).durableConfigEpoch("m0");
                story.require(!promoted || epoch == 1, "what is told is on disk");
                story.run(500);
                leader.start();
                story.until("all name another master", LIMIT_MS, () -> story.nameAnother(story.node(0)));
                story.endsWell();
            }
        }
    }

    /** 23: it goes on long after others may have finished its work, in TILT, and does nothing stale. */
    @Test
    void aLeaderThatStandsStillInAnyPhaseDoesNothingStaleWhenItGoesOn() {
        for (EventType phase : PHASES) {
            for (long pauseMs : new long[] {1_500, 12_000, 45_000}) {
                Scenario story = new Scenario(pauseMs, PLAN).settle();
                SimProcess[] leader = new SimProcess[1];
                story.when(phase, said -> {
                    leader[0] = said.by().process();
                    leader[0].pause();
                });
                story.node(0).crash();
                story.until("somebody gets as far as " + phase.channel(), 5_000, () -> leader[0] != null);
                story.run(pauseMs);
                leader[0].resume();
                story.until("all name another master", TILT_MS + LIMIT_MS, () -> story.nameAnother(story.node(0)));
                story.endsWell();
            }
        }
    }

    /** 23, 26: it stands still between any two of its effects. */
    @Test
    void aLeaderThatStandsStillBetweenAnyTwoEffectsDoesNothingStale() {
        for (int effects = 0; effects < 60; effects += 2) {
            Scenario story = new Scenario(effects, PLAN).settle();
            int after = effects;
            SimProcess[] leader = new SimProcess[1];
            story.when(EventType.ODOWN, said -> {
                leader[0] = said.by().process();
                leader[0].pauseAfterEffects(after, () -> {});
            });
            story.node(0).crash();
            story.run(DOWN_AFTER_MS + 12_000);
            leader[0].resume();
            story.until("all name another master", TILT_MS + LIMIT_MS, () -> story.nameAnother(story.node(0)));
            story.endsWell();
        }
    }

    /**
     * 50: the node that was promoted dies before the others follow it, and the old master is back. That nobody can ask the
     * node any more must not keep the others from taking over what the leader they voted for has decided.
     */
    @Test
    void aNewMasterThatDiesBeforeTheOthersFollowIsReplacedToo() {
        for (int seed = 0; seed < 6; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            RedisNode[] promoted = new RedisNode[1];
            story.when(EventType.STATE_RECONF_REPLICAS, said -> {
                promoted[0] = story.node(1).isMaster() ? story.node(1) : story.node(2);
                promoted[0].crash();
            });
            story.node(0).crash();
            story.until("one is promoted", 3_000, () -> promoted[0] != null);
            story.node(0).start();
            story.until("all take over what the leader decided", 5_000, () -> story.cluster().sentinels().stream()
                    .allMatch(each -> each.held("m0").configEpoch() >= 1));
            story.until(
                    "one that lives is named by all",
                    3 * FAILOVER_TIMEOUT_MS,
                    () -> story.nameAnother(promoted[0]) && story.named(0).isAlive());
            story.endsWell();
        }
    }

    /** 30: a leader whose disk fills up does not lead. */
    @Test
    void aSentinelWithAFullDiskDoesNotLead() {
        for (int seed = 0; seed < 6; seed++) {
            Scenario story = new Scenario(seed, PLAN).settle();
            story.ours(seed % 3).disk().mood(SimDisk.Mood.FULL);
            story.node(0).crash();
            List<SentinelNode> others = List.of(story.sentinel((seed + 1) % 3), story.sentinel((seed + 2) % 3));
            story.until(
                    "another master is named by the others",
                    DOWN_AFTER_MS + 2_000,
                    () -> Scenario.nameAnother("m0", story.node(0), others));
            assertThat(story.count(EventType.ELECTED_LEADER, story.sentinel(seed % 3)))
                    .isZero();
            story.ours(seed % 3).disk().mood(SimDisk.Mood.WELL);
            story.endsWell();
        }
    }
}
