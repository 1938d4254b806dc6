package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import org.junit.jupiter.api.Test;

/** What follows an attempt that came to nothing: how soon the next one may be. */
final class RetryTest {

    private static final long TWO_TIMEOUTS_MS = 40_000;

    private final Bench bench = Bench.threeSentinels();

    private void everybodyVotesForHimself() {
        bench.peers().forEach(peer -> peer.voteAnswer = asked -> FakePeer.vote(peer.id, asked));
    }

    private long firstLoss() {
        bench.masterDies();
        bench.runUntil(EventType.ABORT_NOT_ELECTED, 5_000);
        return bench.nowMs;
    }

    @Test
    void aProvenSplitIsTriedAgainAtOnceInTheNextEpoch() {
        everybodyVotesForHimself();
        bench.settled();
        firstLoss();
        bench.peers().forEach(peer -> {
            peer.voteAnswer = null;
            peer.votedFor(peer.id, 1);
        });
        assertThat(bench.runUntil(EventType.ELECTED_LEADER, 1_000)).isLessThan(150);
        assertThat(bench.monitored().attempt.epoch).isEqualTo(2);
    }

    @Test
    void fiveEpochsInOneEpisodeAreEnough() {
        everybodyVotesForHimself();
        bench.settled();
        firstLoss();
        bench.run(20_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(5);
        bench.run(TWO_TIMEOUTS_MS);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(6);
    }

    @Test
    void aPossibleWinnerThatIsIdleHasLost() {
        bench.peerAt(1).voteAnswer = asked -> FakePeer.vote(bench.peerAt(1).id, asked);
        bench.settled();
        bench.kill(bench.peerAt(2));
        firstLoss();
        assertThat(bench.runUntil(EventType.TRY_FAILOVER, 1_000)).isLessThan(200);
    }

    @Test
    void aPossibleWinnerThatActsIsLeftAlone() {
        bench.peerAt(1).voteAnswer = asked -> FakePeer.vote(bench.peerAt(1).id, asked);
        bench.settled();
        bench.kill(bench.peerAt(2));
        bench.peerAt(1).act("wait_promotion");
        firstLoss();
        bench.run(TWO_TIMEOUTS_MS - 5_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(1);
    }

    @Test
    void aPossibleWinnerWithANewerConfigurationHasWon() {
        bench.peerAt(1).voteAnswer = asked -> FakePeer.vote(bench.peerAt(1).id, asked);
        bench.settled();
        bench.kill(bench.peerAt(2));
        bench.peerAt(1).configEpoch = 1;
        firstLoss();
        bench.run(20_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(1);
    }

    @Test
    void aPossibleWinnerThatWaitsForVotesIsFencedAndWatched() {
        bench.peerAt(1).voteAnswer = asked -> FakePeer.vote(bench.peerAt(1).id, asked);
        bench.settled();
        bench.kill(bench.peerAt(2));
        bench.peerAt(1).act("wait_start");
        firstLoss();
        long pauseMs = bench.runUntil(EventType.TRY_FAILOVER, 3_000);
        assertThat(pauseMs).isBetween(200L, 1_400L);
        assertThat(bench.monitored().attempt.suspects).containsExactly(bench.peerAt(1).id);
    }

    @Test
    void anUnreachablePossibleWinnerCostsTheLongPause() {
        bench.peerAt(1).voteAnswer = asked -> FakePeer.vote(bench.peerAt(1).id, asked);
        bench.settled();
        bench.kill(bench.peerAt(2));
        bench.peerAt(1).ignores = words -> words.contains("MASTER");
        firstLoss();
        bench.run(TWO_TIMEOUTS_MS - 5_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(1);
        bench.run(8_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(2);
    }

    @Test
    void anUnseenWinnerCostsTheLongPause() {
        bench.peers().forEach(peer -> peer.voteAnswer = asked -> FakePeer.vote("*", asked));
        bench.settled();
        firstLoss();
        bench.run(TWO_TIMEOUTS_MS - 5_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(1);
    }

    @Test
    void refusalsOfVotersThatAreAheadMakeTheEpochJump() {
        bench.peers()
                .forEach(peer -> peer.voteAnswer = asked -> asked < 8
                        ? FakePeer.vote(Bench.id(77), Math.max(1, asked - 1))
                        : FakePeer.vote(Bench.ME, asked));
        bench.currentEpoch = 1;
        bench.settled().masterDies();
        bench.runUntil(EventType.ELECTED_LEADER, 5_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isLessThanOrEqualTo(4);
    }

    @Test
    void anAttemptWithoutAGoodReplicaIsRepeatedAfterOneElectionTimeout() {
        bench.replicaAt(2).priority = 0;
        bench.replicaAt(3).priority = 0;
        bench.settled().masterDies();
        bench.runUntil(EventType.ABORT_NO_GOOD_REPLICA, 5_000);
        long abortedMs = bench.nowMs;
        bench.replicaAt(3).priority = 1;
        bench.runUntil(EventType.TRY_FAILOVER, 30_000);
        assertThat(bench.nowMs - abortedMs).isBetween(10_000L, 10_200L);
        bench.runUntil(EventType.FAILOVER_END, 5_000);
    }

    @Test
    void afterThreeQuickRepeatsTheOthersGetTheirTurn() {
        bench.replicaAt(2).priority = 0;
        bench.replicaAt(3).priority = 0;
        bench.settled().masterDies();
        bench.run(70_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(4);
    }

    /** Two that find nobody to promote must not take turns, each attempt ending the other's pause. */
    @Test
    void aVoteForOneThatDoesNothingEndsNoPauseOfOurOwn() {
        bench.replicaAt(2).priority = 0;
        bench.replicaAt(3).priority = 0;
        bench.settled();
        bench.masterDies();
        bench.runUntil(EventType.ABORT_NO_GOOD_REPLICA, 5_000);
        long abortedMs = bench.nowMs;
        FakePeer other = bench.peerAt(1);
        bench.askVote(other, bench.self().currentEpoch + 1);
        bench.run(5_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(1);
        bench.runUntil(() -> bench.count(EventType.TRY_FAILOVER) == 2, 20_000);
        assertThat(bench.nowMs - abortedMs).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void aNewConfigurationEndsEveryWait() {
        everybodyVotesForHimself();
        bench.settled();
        firstLoss();
        bench.run(20_000);
        bench.replicaAt(2).promote();
        bench.peers().forEach(peer -> {
            peer.voteAnswer = null;
            peer.master = Bench.node(2);
            peer.configEpoch = 50;
            peer.saysDown = false;
        });
        bench.hello(bench.peerAt(1), 50, Bench.node(2), 50);
        bench.runUntil(EventType.SWITCH_MASTER, 2_000);
        bench.replicaAt(3).follow(Bench.node(2));
        bench.run(2_000);
        bench.peers().forEach(peer -> peer.saysDown = true);
        bench.kill(bench.replicaAt(2));
        bench.runUntil(EventType.TRY_FAILOVER, 3_000);
    }

    @Test
    void afterARestartInTheMiddleOfAnElectionItWaitsForOne() {
        bench.leaderEpoch = 3;
        bench.master.reachable = false;
        bench.peers().forEach(peer -> peer.saysDown = true);
        bench.start();
        long startMs = bench.nowMs;
        bench.replicaAt(2).runId = Bench.id(5);
        bench.runUntil(EventType.TRY_FAILOVER, 20_000);
        assertThat(bench.nowMs - startMs).isBetween(10_000L, 10_400L);
    }
}
