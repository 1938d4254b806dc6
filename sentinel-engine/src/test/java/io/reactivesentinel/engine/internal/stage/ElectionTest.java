package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverState;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ElectionTest {

    private final Bench bench = Bench.threeSentinels();

    @Test
    void noVoteIsAskedForBeforeOdown() {
        bench.settled();
        bench.kill(bench.master);
        bench.run(3_000);
        assertThat(bench.monitored().node.sdown).isTrue();
        assertThat(bench.peerAt(1).voteRequests()).isEmpty();
        assertThat(bench.self().currentEpoch).isZero();
        bench.peerAt(1).saysDown = true;
        bench.runUntil(EventType.ODOWN, 100);
        bench.runUntil(EventType.TRY_FAILOVER, 200);
        assertThat(bench.peerAt(1).voteRequests()).containsExactly(bench.nowMs);
    }

    @Test
    void noVoteIsAskedForBeforeOurOwnIsOnDisk() {
        bench.settled();
        bench.masterDies();
        bench.disk = Bench.Disk.HOLDS;
        bench.runUntil(EventType.ODOWN, 2_000);
        bench.run(400);
        assertThat(bench.monitored().failoverState()).isEqualTo(FailoverState.WAIT_START);
        assertThat(bench.peerAt(1).voteRequests()).isEmpty();
        assertThat(bench.happened(EventType.TRY_FAILOVER)).isFalse();
        assertThat(Bench.last(bench.saves).state().masters().get(0).leaderEpoch())
                .isEqualTo(1);
        assertThat(Bench.last(bench.saves).state().currentEpoch()).isEqualTo(1);
        bench.release(true);
        assertThat(bench.peerAt(1).voteRequests()).containsExactly(bench.nowMs);
    }

    @Test
    void aSelfVoteThatCouldNotBeSavedLeadsNowhere() {
        bench.settled();
        bench.masterDies();
        bench.disk = Bench.Disk.FAILS;
        bench.run(5_000);
        assertThat(bench.monitored().attempt).isNull();
        assertThat(bench.peerAt(1).voteRequests()).isEmpty();
        assertThat(bench.monitored().leaderEpoch).isZero();
        bench.disk = Bench.Disk.WORKS;
        bench.runUntil(EventType.SWITCH_MASTER, 15_000);
        assertThat(bench.monitored().configEpoch).isEqualTo(2);
    }

    @Test
    void aVoteInOurEpochElectsUs() {
        bench.settled().elected();
        assertThat(bench.monitored().attempt.epoch).isEqualTo(1);
        assertThat(Bench.last(bench.peerAt(1).heard).words()).contains("SENTINEL");
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 100})
    void aVoteInALaterEpochIsNeverOursAndEndsTheAttempt(long epoch) {
        bench.peers().forEach(peer -> peer.voteAnswer = asked -> FakePeer.vote(Bench.ME, epoch));
        bench.settled().masterDies();
        bench.runUntil(EventType.ABORT_NOT_ELECTED, 3_000);
        assertThat(bench.happened(EventType.ELECTED_LEADER)).isFalse();
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void aVoteForAnotherIsNotOurs() {
        bench.peers().forEach(peer -> peer.voteAnswer = asked -> FakePeer.vote(Bench.id(1), asked));
        bench.settled().masterDies();
        bench.runUntil(EventType.ABORT_NOT_ELECTED, 3_000);
        bench.run(1_000);
        assertThat(bench.happened(EventType.ELECTED_LEADER)).isFalse();
    }

    @Test
    void theQuorumIsNeededEvenWhereItIsMoreThanAMajority() {
        bench.quorum = 3;
        bench.peerAt(2).voteAnswer = asked -> FakePeer.vote(bench.peerAt(2).id, asked);
        bench.settled().masterDies();
        bench.run(3_000);
        assertThat(bench.happened(EventType.TRY_FAILOVER)).isTrue();
        assertThat(bench.happened(EventType.ELECTED_LEADER)).isFalse();
    }

    @Test
    void anUnconfirmedSentinelHasNoVote() {
        bench.settled();
        bench.peerRecord(bench.peerAt(1)).confirmed = false;
        bench.peerRecord(bench.peerAt(2)).confirmed = false;
        bench.masterDies().run(5_000);
        assertThat(bench.happened(EventType.ELECTED_LEADER)).isFalse();
    }

    @Test
    void anAnswerThatSaysNothingIsAskedForAgain() {
        bench.peers().forEach(peer -> peer.voteAnswer = asked -> FakePeer.vote("*", 0));
        bench.settled().masterDies();
        bench.runUntil(EventType.TRY_FAILOVER, 3_000);
        bench.run(150);
        bench.peers().forEach(peer -> peer.voteAnswer = null);
        bench.runUntil(EventType.ELECTED_LEADER, 200);
        assertThat(bench.peerAt(1).voteRequests()).hasSizeGreaterThan(1);
    }

    @Test
    void whoIsRankedBehindWaitsItsSlots() throws Exception {
        bench.settled();
        bench.masterDies();
        bench.runUntil(EventType.ODOWN, 2_000);
        bench.runUntil(() -> bench.peers().stream().allMatch(peer -> bench.peerRecord(peer).saysDown), 20);
        long odownMs = bench.nowMs;
        long slotMs = bench.self().slotMs(bench.nowMs);
        BigInteger ours = rank(Bench.ME);
        long before = bench.peers().stream()
                .filter(peer -> rank(peer.id).compareTo(ours) < 0)
                .count();
        bench.runUntil(EventType.TRY_FAILOVER, 2_000);
        assertThat(bench.nowMs - odownMs).isBetween(before * slotMs - 2, before * slotMs + slotMs / 2 + 2);
    }

    private static BigInteger rank(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((id + ":m:1").getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aVoteGivenMeanwhilePutsOurOwnStartOff() {
        bench.settled();
        bench.masterDies();
        bench.peerAt(1).act("wait_start");
        bench.runUntil(EventType.SDOWN, 2_000);
        bench.askVote(bench.peerAt(1), 1);
        bench.run(20_000);
        assertThat(bench.happened(EventType.ODOWN)).isTrue();
        assertThat(bench.happened(EventType.TRY_FAILOVER)).isFalse();
        assertThat(bench.delaysAnnounced).hasSize(1);
    }

    @Test
    void thePostponementEndsWhenTheOneWeVotedForDoesNothing() {
        bench.settled();
        bench.masterDies();
        bench.runUntil(EventType.SDOWN, 2_000);
        bench.askVote(bench.peerAt(1), 1);
        long votedMs = bench.nowMs;
        bench.runUntil(EventType.TRY_FAILOVER, 5_000);
        assertThat(bench.nowMs - votedMs).isBetween(1_000L, 2_200L);
        assertThat(bench.monitored().attempt.epoch).isEqualTo(2);
    }

    @Test
    void noEpochIsBurntInAMinority() {
        bench.settled();
        bench.quorum = 1;
        bench.peers().forEach(bench::kill);
        bench.masterDies();
        bench.run(30_000);
        assertThat(bench.self().currentEpoch).isZero();
        assertThat(bench.monitored().attempt).isNull();
    }

    @Test
    void noStartBeforeTheOthersHadTimeToSayHello() {
        Bench alone = new Bench();
        alone.quorum = 1;
        alone.replica(2);
        alone.kill(alone.master);
        alone.master.reachable = false;
        alone.start();
        long startMs = alone.nowMs;
        alone.runUntil(EventType.TRY_FAILOVER, 10_000);
        assertThat(alone.nowMs - startMs).isBetween(5_000L, 5_100L);
    }

    @Test
    void silentVotersAreNotWaitedForLong() {
        bench.settled().masterDies();
        bench.runUntil(EventType.ODOWN, 2_000);
        bench.peers().forEach(FakeProcess::freeze);
        bench.runUntil(EventType.TRY_FAILOVER, 2_000);
        long triedMs = bench.nowMs;
        bench.runUntil(EventType.ABORT_NOT_ELECTED, 12_000);
        assertThat(bench.nowMs - triedMs).isBetween(200L, 1_001L);
    }

    @Test
    void mastersReadyInOneInstantShareAnEpoch() {
        Bench alone = new Bench();
        alone.random = bound -> 0;
        alone.redis(51, null).replicas.add(Bench.node(52));
        alone.redis(52, Bench.node(51));
        alone.replica(2);
        alone.start(List.of(
                MasterRecord.fresh(Bench.monitor("m", Bench.MASTER, 1).build()),
                MasterRecord.fresh(Bench.monitor("n", Bench.node(51), 1).build())));
        alone.run(6_000);
        alone.kill(alone.master);
        alone.kill(alone.processes.get(Bench.node(51)));
        alone.runUntil(() -> alone.count(EventType.FAILOVER_END) == 2, 5_000);
        assertThat(alone.count(EventType.NEW_EPOCH)).isEqualTo(1);
        assertThat(alone.self().masters.values())
                .allSatisfy(master -> assertThat(master.configEpoch).isEqualTo(1));
    }

    @Test
    void anEpochSomebodyElseCreatedIsNotJoined() {
        bench.settled();
        bench.hello(bench.peerAt(1), 9, Bench.MASTER, 0);
        bench.run(5);
        bench.elected();
        assertThat(bench.monitored().attempt.epoch).isEqualTo(10);
    }

    @Test
    void tiltEndsTheElection() {
        bench.settled();
        bench.peers().forEach(peer -> peer.voteAnswer = asked -> FakePeer.vote("*", 0));
        bench.masterDies();
        bench.runUntil(EventType.TRY_FAILOVER, 3_000);
        bench.stall(2_200);
        bench.run(10);
        assertThat(bench.monitored().attempt).isNull();
        bench.run(25_000);
        assertThat(bench.count(EventType.TRY_FAILOVER)).isEqualTo(1);
    }

    @Test
    void anOperatorsFailoverIsElectedWhereAMajorityAnswers() {
        bench.settled();
        Bench.Reply<Command.Done> reply = bench.call(new Command.Failover(Bench.NAME));
        bench.runUntil(EventType.FAILOVER_END, 3_000);
        assertThat(reply.value).isNotNull();
        assertThat(bench.peerAt(1).leader).isEqualTo(Bench.ME);
        assertThat(bench.monitored().configEpoch).isEqualTo(1);
    }

    @Test
    void anOperatorsFailoverGoesOnAloneWhereNobodyAnswers() {
        bench.settled();
        bench.peers().forEach(bench::kill);
        assertThat(bench.call(new Command.Failover(Bench.NAME)).value).isNotNull();
        long startMs = bench.nowMs;
        bench.runUntil(EventType.ELECTED_LEADER, 3_000);
        assertThat(bench.nowMs - startMs).isBetween(1_000L, 1_500L);
        bench.runUntil(EventType.SWITCH_MASTER, 3_000);
    }

    @Test
    void anOperatorsFailoverThatIsOutvotedEnds() {
        bench.peers().forEach(peer -> peer.voteAnswer = asked -> FakePeer.vote(Bench.id(1), asked));
        bench.settled();
        bench.call(new Command.Failover(Bench.NAME));
        bench.runUntil(EventType.ABORT_NOT_ELECTED, 3_000);
        bench.run(3_000);
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void anOperatorsFailoverIsRefusedWhileAnotherSentinelActs() {
        bench.settled();
        bench.peerAt(2).act("reconf_slaves");
        Bench.Reply<Command.Done> reply = bench.call(new Command.Failover(Bench.NAME));
        assertThat(reply.isGiven()).isFalse();
        bench.run(5);
        assertThat(reply.refusal).isEqualTo(Refusal.of(Refusal.Reason.FAILOVER_IN_PROGRESS));
        bench.run(1_000);
        assertThat(bench.self().currentEpoch).isZero();
    }

    @Test
    void anOperatorWaitsHalfASecondForSilentSentinelsAtMost() {
        bench.settled();
        bench.peerAt(2).ignores = words -> words.contains("MASTER");
        Bench.Reply<Command.Done> reply = bench.call(new Command.Failover(Bench.NAME));
        assertThat(bench.call(new Command.Failover(Bench.NAME)).refusal)
                .isEqualTo(Refusal.of(Refusal.Reason.FAILOVER_IN_PROGRESS));
        bench.run(499);
        assertThat(reply.isGiven()).isFalse();
        bench.run(5);
        assertThat(reply.value).isNotNull();
    }

    @Test
    void anOperatorIsAnsweredWhenTheMasterIsRemovedMeanwhile() {
        bench.settled();
        bench.peerAt(2).ignores = words -> words.contains("MASTER");
        Bench.Reply<Command.Done> reply = bench.call(new Command.Failover(Bench.NAME));
        bench.call(new Command.Remove(Bench.NAME));
        bench.run(1_000);
        assertThat(reply.refusal).isEqualTo(Refusal.of(Refusal.Reason.NO_SUCH_MASTER));
    }

    @Test
    void anOperatorsFailoverIsRefusedWhereItCannotBe() {
        bench.settled();
        bench.replicaAt(2).priority = 0;
        bench.replicaAt(3).priority = 0;
        bench.run(11_000);
        assertThat(bench.call(new Command.Failover(Bench.NAME)).refusal)
                .isEqualTo(Refusal.of(Refusal.Reason.NO_GOOD_REPLICA));
        assertThat(bench.call(new Command.Failover("nobody")).refusal)
                .isEqualTo(Refusal.of(Refusal.Reason.NO_SUCH_MASTER));
    }
}
