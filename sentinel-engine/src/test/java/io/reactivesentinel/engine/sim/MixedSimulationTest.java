package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import org.junit.jupiter.api.Test;

/** Sentinels of ours beside some that behave as C's (35): whoever leads, all come to name one master. */
class MixedSimulationTest {

    private static final long DOWN_AFTER_MS = 1_000;
    private static final long FAILOVER_TIMEOUT_MS = 10_000;
    private static final long LIMIT_MS = DOWN_AFTER_MS + 2 * FAILOVER_TIMEOUT_MS + 12_000;

    private static ClusterPlan plan(int ours, int cs, int quorum) {
        return ClusterPlan.usual().withTimes(DOWN_AFTER_MS, FAILOVER_TIMEOUT_MS).withSentinels(ours, cs, quorum);
    }

    private static void fails(Scenario story) {
        story.node(0).crash();
        story.until("another master is named by all", LIMIT_MS, () -> story.nameAnother(story.node(0)));
        story.endsWell();
    }

    private static boolean led(Scenario story, boolean ours) {
        return story.said(EventType.PROMOTED_REPLICA).stream()
                .anyMatch(each -> each.by().isOurs() == ours);
    }

    @Test
    void twoOfOursAndOneOfC() {
        int ours = 0;
        for (int seed = 0; seed < 10; seed++) {
            Scenario story = new Scenario(seed, plan(2, 1, 2)).settle();
            fails(story);
            ours += led(story, true) ? 1 : 0;
        }
        assertThat(ours).isPositive();
    }

    @Test
    void oneOfOursAndTwoOfC() {
        int ours = 0;
        for (int seed = 0; seed < 10; seed++) {
            Scenario story = new Scenario(seed, plan(1, 2, 2)).settle();
            fails(story);
            ours += led(story, true) ? 1 : 0;
        }
        assertThat(ours).isPositive();
    }

    /** Ours is patient, so one of C leads, elected by ours as well. */
    @Test
    void oneOfCLeadsBesideTwoOfOurs() {
        for (int seed = 0; seed < 6; seed++) {
            Scenario story = new Scenario(seed, plan(2, 1, 1)).settle();
            for (int i = 0; i < 2; i++) {
                story.ask(story.sentinel(i).process(), "SENTINEL", "SET", "m0", "down-after-milliseconds", "6000");
            }
            story.node(0).crash();
            story.until("another master is named by all", 6_000, () -> story.nameAnother(story.node(0)));
            story.require(led(story, false) && !led(story, true), "one of C has led");
            story.require(story.count(EventType.VOTE_FOR_LEADER) >= 2, "one of ours has voted for it");
            for (int i = 0; i < 2; i++) {
                story.ask(story.sentinel(i).process(), "SENTINEL", "SET", "m0", "down-after-milliseconds", "1000");
            }
            story.endsWell();
        }
    }

    /** Ours cannot save, so it neither votes nor leads; the two of C do without it, and it follows. */
    @Test
    void twoOfCReplaceItWhileOursCannotSave() {
        for (int seed = 0; seed < 6; seed++) {
            Scenario story = new Scenario(seed, plan(1, 2, 2)).settle();
            story.ours(0).disk().mood(SimDisk.Mood.FULL);
            story.node(0).crash();
            story.until(
                    "both of C name another master",
                    LIMIT_MS,
                    () -> Scenario.nameAnother(
                            "m0", story.node(0), story.cluster().sentinels().subList(1, 3)));
            story.require(led(story, false) && !led(story, true), "one of C has led");
            story.ours(0).disk().mood(SimDisk.Mood.WELL);
            story.until("ours names it too", 15_000, () -> story.nameAnother(story.node(0)));
            story.endsWell();
        }
    }

    /** An operator asks one of C for a failover, which asks nobody. */
    @Test
    void aFailoverThatOneOfCIsAskedForIsTakenOver() {
        for (int seed = 0; seed < 6; seed++) {
            Scenario story = new Scenario(seed, plan(2, 1, 2)).settle();
            story.ask(story.sentinel(2).process(), "SENTINEL", "FAILOVER", "m0");
            story.until("another master is named by all", 10_000, () -> story.nameAnother(story.node(0)));
            story.require(led(story, false), "the one of C has led");
            story.endsWell();
        }
    }

    /** And one of ours at the same time: it asks the others first. */
    @Test
    void failoversThatBothKindsAreAskedForAtOnceComeToOneEnd() {
        for (int seed = 0; seed < 6; seed++) {
            Scenario story = new Scenario(seed, plan(2, 1, 2)).settle();
            story.give(story.sentinel(2).process(), "SENTINEL", "FAILOVER", "m0");
            story.give(story.sentinel(0).process(), "SENTINEL", "FAILOVER", "m0");
            story.run(1_000);
            story.endsWell();
        }
    }

    /** The leader dies before anything is told of it, whichever kind it is; the other kind takes over. */
    @Test
    void aLeaderOfEitherKindThatDiesIsReplacedByTheOther() {
        for (int seed = 0; seed < 6; seed++) {
            Scenario story = new Scenario(seed, seed % 2 == 0 ? plan(1, 2, 2) : plan(2, 1, 2)).settle();
            SimProcess[] leader = new SimProcess[1];
            story.when(EventType.ELECTED_LEADER, said -> {
                leader[0] = said.by().process();
                leader[0].crash();
            });
            story.node(0).crash();
            story.until("one is elected", 5_000, () -> leader[0] != null);
            story.until("another master is named by the others", LIMIT_MS, () -> story.nameAnother(story.node(0)));
            story.endsWell();
        }
    }
}
