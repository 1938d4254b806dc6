package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import org.junit.jupiter.api.Test;

/** Stray nodes are brought back: a returning old master at once, everybody else by C Sentinel's rules. */
final class RoleCorrectionTest {

    private final Bench bench = Bench.threeSentinels();

    /** Node 2 is the master now, everybody agrees, and the old one is still away. */
    private void switchedToTwo() {
        bench.replicaAt(2).priority = 1;
        bench.settled().elected();
        bench.await(EventType.FAILOVER_END, 3_000);
        bench.replicaAt(2).replicas.add(Bench.node(3));
        bench.peers().forEach(peer -> {
            peer.master = Bench.node(2);
            peer.configEpoch = 1;
            peer.leaderEpoch = 1;
            peer.saysDown = false;
        });
        bench.run(2_500);
    }

    private long oldMasterReturns() {
        bench.master.reachable = true;
        return bench.nowMs;
    }

    private void slowly() {
        oldMasterReturns();
        bench.run(7_000);
        assertThat(bench.master.timesOf("SLAVEOF")).isEmpty();
    }

    @Test
    void aReturningOldMasterIsDemotedAtOnce() {
        switchedToTwo();
        long backMs = oldMasterReturns();
        bench.await(EventType.CONVERT_TO_REPLICA, 3_000);
        assertThat(bench.nowMs - backMs).isLessThan(1_500);
        bench.run(10);
        assertThat(bench.master.follows).isEqualTo(Bench.node(2));
        bench.run(20_000);
        assertThat(bench.master.timesOf("SLAVEOF")).hasSize(1);
    }

    @Test
    void theLeaderDemotesItWhileAnotherReplicaIsStillSyncing() {
        bench.replicaAt(2).priority = 1;
        bench.replicaAt(3).linkUp = false;
        bench.settled().elected();
        bench.await(EventType.REPLICA_RECONF_INPROG, 3_000);
        bench.peers().forEach(peer -> {
            peer.master = Bench.node(2);
            peer.configEpoch = 1;
            peer.leaderEpoch = 1;
            peer.saysDown = false;
        });
        bench.run(2_500);
        assertThat(bench.happened(EventType.FAILOVER_END)).isFalse();
        long backMs = oldMasterReturns();
        bench.await(EventType.CONVERT_TO_REPLICA, 3_000);
        assertThat(bench.nowMs - backMs).isLessThan(1_500);
        assertThat(bench.happened(EventType.FAILOVER_END)).isFalse();
        bench.run(15_000);
        assertThat(bench.master.timesOf("SLAVEOF")).hasSize(1);
    }

    @Test
    void aPeerThatActsForbidsIt() {
        switchedToTwo();
        bench.peerAt(1).act("wait_promotion");
        slowly();
        bench.run(4_000);
        assertThat(bench.master.timesOf("SLAVEOF")).hasSize(1);
    }

    @Test
    void aCandidateForbidsIt() {
        switchedToTwo();
        bench.peerAt(1).act("wait_start");
        slowly();
    }

    @Test
    void aPeerThatDoesNotAnswerForbidsIt() {
        switchedToTwo();
        bench.peerAt(1).ignores = words -> words.contains("GET-MASTER-ADDR-BY-NAME");
        slowly();
    }

    @Test
    void aRegisterBeyondTheConfigurationForbidsIt() {
        switchedToTwo();
        bench.peerAt(1).votedFor(Bench.id(2), 2);
        slowly();
    }

    @Test
    void ourOwnLaterVoteForbidsIt() {
        switchedToTwo();
        // Sooner it would not be given: the new master has just been switched to and answers.
        bench.run(4_000);
        bench.call(new Command.AskDown("10.0.0.2", 6379, 2, Bench.id(1)));
        slowly();
    }

    @Test
    void aVoteAgainstANewMasterThatAnswersIsRefusedWithoutAPromiseForFiveSeconds() {
        switchedToTwo();
        Bench.Reply<Command.DownAnswer> refused = bench.call(new Command.AskDown("10.0.0.2", 6379, 2, Bench.id(1)));
        assertThat(refused.value).isEqualTo(new Command.DownAnswer(false, "*", 0));

        bench.run(4_000);
        Bench.Reply<Command.DownAnswer> given = bench.call(new Command.AskDown("10.0.0.2", 6379, 2, Bench.id(1)));
        bench.run(10);
        assertThat(given.value).isEqualTo(new Command.DownAnswer(false, Bench.id(1), 2));
    }

    @Test
    void aVoteAgainstANewMasterThatFallsSilentIsGiven() {
        switchedToTwo();
        bench.kill(bench.replicaAt(2));
        bench.run(1_000);
        Bench.Reply<Command.DownAnswer> given = bench.call(new Command.AskDown("10.0.0.2", 6379, 2, Bench.id(1)));
        bench.run(10);
        assertThat(given.value.leader()).isEqualTo(Bench.id(1));
        assertThat(given.value.leaderEpoch()).isEqualTo(2);
    }

    @Test
    void aMajorityThatHoldsSomethingElseForbidsIt() {
        switchedToTwo();
        bench.peers().forEach(peer -> peer.configEpoch = 0);
        slowly();
    }

    @Test
    void aSuccessorThatIsNotWellForbidsIt() {
        switchedToTwo();
        bench.replicaAt(2).infoLatencyMs = 5_000;
        slowly();
    }

    @Test
    void theLastThingToArriveMayBeThePongOfTheSuccessor() {
        switchedToTwo();
        bench.run(50);
        bench.replicaAt(2).latencyMs = 330;
        long backMs = oldMasterReturns();
        bench.await(EventType.CONVERT_TO_REPLICA, 5_000);
        assertThat(bench.nowMs - backMs).isLessThan(2_500);
    }

    @Test
    void aStandstillForbidsIt() {
        switchedToTwo();
        bench.peers().forEach(peer -> peer.latencyMs = 200);
        oldMasterReturns();
        bench.runUntil(() -> bench.peerAt(1).countOf("SENTINEL", "GET-MASTER-ADDR-BY-NAME") > 0, 3_000);
        bench.stall(600);
        long awakeMs = bench.nowMs;
        bench.await(EventType.CONVERT_TO_REPLICA, 3_000);
        assertThat(bench.peerAt(1).timesOf("SENTINEL", "GET-MASTER-ADDR-BY-NAME"))
                .anyMatch(each -> each >= awakeMs);
    }

    @Test
    void aFormerReplicaThatClaimsToBeMasterWaitsEightSeconds() {
        bench.settled();
        bench.run(500);
        bench.replicaAt(3).promote();
        bench.await(EventType.ROLE_MISMATCH, 11_000);
        long seenMs = bench.nowMs;
        bench.await(EventType.CONVERT_TO_REPLICA, 12_000);
        assertThat(bench.nowMs - seenMs).isBetween(8_000L, 9_100L);
        bench.run(10);
        assertThat(bench.replicaAt(3).follows).isEqualTo(Bench.MASTER);
    }

    @Test
    void whatWasSeenOfAnAbsentNodeIsLookedAtAgain() {
        bench.settled();
        bench.run(500);
        bench.replicaAt(3).promote();
        bench.await(EventType.ROLE_MISMATCH, 11_000);
        bench.replicaAt(3).freeze();
        bench.run(500);
        bench.replicaAt(3).follow(Bench.MASTER);
        bench.run(9_000);
        assertThat(bench.replicaAt(3).timesOf("SLAVEOF")).isEmpty();
        bench.replicaAt(3).thaw();
        bench.run(12_000);
        assertThat(bench.replicaAt(3).timesOf("SLAVEOF")).isEmpty();
    }

    @Test
    void whileTheMasterIsWaitedForTheStrayNodeIsAskedAgainInTime() {
        bench.settled();
        bench.replicaAt(3).follow(Bench.node(2));
        bench.run(25_000);
        bench.master.ignores = words -> words.contains("INFO");
        bench.run(10_000);
        assertThat(bench.replicaAt(3).timesOf("SLAVEOF")).isEmpty();
        bench.master.thaw();
        bench.cut(bench.master);
        bench.await(EventType.FIX_REPLICA_CONFIG, 3_000);
    }

    @Test
    void aReplicaOfTheWrongMasterWaitsFailoverTimeout() {
        bench.settled();
        bench.replicaAt(3).follow(Bench.node(2));
        bench.await(EventType.FIX_REPLICA_CONFIG, 40_000);
        assertThat(bench.nowMs - 1_003_000).isBetween(20_000L, 31_000L);
        bench.run(10);
        assertThat(bench.replicaAt(3).follows).isEqualTo(Bench.MASTER);
    }

    @Test
    void theReplicasOfANewMasterAreItsLeadersToTurn() {
        bench.settled();
        // They have followed the old one for longer than failover-timeout.
        bench.run(40_000);
        bench.replicaAt(2).promote();
        bench.peers().forEach(peer -> {
            peer.master = Bench.node(2);
            peer.configEpoch = 1;
        });
        bench.hello(bench.peerAt(1), 1, Bench.node(2), 1);
        bench.await(EventType.SWITCH_MASTER, 3_000);
        long switchedMs = bench.nowMs;
        bench.await(EventType.FIX_REPLICA_CONFIG, 40_000);
        assertThat(bench.nowMs - switchedMs).isBetween(20_000L, 31_000L);
        bench.run(10);
        assertThat(bench.replicaAt(3).follows).isEqualTo(Bench.node(2));
    }

    @Test
    void aReplicaThatFollowsAnotherWhenItIsFirstHeardWaitsFailoverTimeout() {
        bench.replicaAt(3).reachable = false;
        bench.settled();
        bench.run(40_000);
        bench.replicaAt(3).follow(Bench.node(2));
        bench.replicaAt(3).reachable = true;
        long reachableMs = bench.nowMs;
        bench.await(EventType.FIX_REPLICA_CONFIG, 40_000);
        assertThat(bench.nowMs - reachableMs).isBetween(20_000L, 32_000L);
    }

    @Test
    void nobodyIsBroughtBackToAMasterThatIsDown() {
        bench.settled();
        bench.replicaAt(3).promote();
        bench.await(EventType.ROLE_MISMATCH, 11_000);
        bench.kill(bench.master);
        bench.run(20_000);
        assertThat(bench.replicaAt(3).timesOf("SLAVEOF")).isEmpty();
    }

    @Test
    void tiltSuppressesCorrections() {
        bench.settled();
        bench.replicaAt(3).promote();
        bench.await(EventType.ROLE_MISMATCH, 11_000);
        bench.stall(2_500);
        bench.run(29_000);
        assertThat(bench.replicaAt(3).timesOf("SLAVEOF")).isEmpty();
    }
}
