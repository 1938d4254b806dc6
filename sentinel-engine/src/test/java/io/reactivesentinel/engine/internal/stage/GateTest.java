package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every attempt passes before it does anything that cannot be undone. */
final class GateTest {

    private final Bench bench = Bench.threeSentinels();

    /** Elected, and kept from choosing because the replicas take their time with INFO. */
    private void electedAndChoosing() {
        bench.settled();
        for (int n = 2; n <= 3; n++) {
            bench.replicaAt(n).infoLatencyMs = 800;
        }
        bench.elected();
        assertThat(bench.promotions()).isEmpty();
    }

    private void everybodyVotesAgainAfterwards(long sinceMs) {
        long promotedMs = bench.promotions().get(0);
        List<Long> asked = bench.peerAt(1).voteRequests().stream()
                .filter(each -> each >= sinceMs)
                .toList();
        assertThat(asked).isNotEmpty();
        assertThat(asked.get(0)).isLessThan(promotedMs);
    }

    @Test
    void withNothingInTheWayItCostsNoRoundTrip() {
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 5);
        assertThat(bench.peerAt(1).voteRequests()).hasSize(1);
    }

    @Test
    void aSaveUnderWayIsWaitedFor() {
        electedAndChoosing();
        bench.disk = Bench.Disk.HOLDS;
        bench.hello(bench.peerAt(1), 5, Bench.MASTER, 0);
        bench.run(1_500);
        assertThat(bench.promotions()).isEmpty();
        bench.release(true);
        bench.run(300);
        assertThat(bench.promotions()).hasSize(1);
    }

    @Test
    void aFailedSaveEndsTheAttempt() {
        electedAndChoosing();
        bench.disk = Bench.Disk.FAILS;
        bench.hello(bench.peerAt(1), 5, Bench.MASTER, 0);
        bench.run(1_500);
        assertThat(bench.promotions()).isEmpty();
        assertThat(bench.happened(EventType.ABORT_NOT_ELECTED)).isTrue();
    }

    @Test
    void aMasterThatIsBackIsKept() {
        electedAndChoosing();
        bench.master.reachable = true;
        bench.run(2_500);
        assertThat(bench.happened(EventType.ABORT_NOT_ELECTED)).isTrue();
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void tiltEndsTheAttempt() {
        electedAndChoosing();
        bench.stall(2_100);
        bench.run(3_000);
        assertThat(bench.happened(EventType.ABORT_NOT_ELECTED)).isTrue();
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void votesFromBeforeAStandstillAreAskedForAgain() {
        electedAndChoosing();
        bench.stall(600);
        long awakeMs = bench.nowMs;
        bench.runUntil(() -> !bench.promotions().isEmpty(), 3_000);
        everybodyVotesAgainAfterwards(awakeMs);
    }

    @Test
    void aStandstillThatOnlyTheWallClockShowsCountsToo() {
        electedAndChoosing();
        bench.wallMs += 12_000;
        long awakeMs = bench.nowMs;
        bench.handle(Input.Wake.WAKE);
        bench.runUntil(() -> !bench.promotions().isEmpty(), 3_000);
        assertThat(bench.happened(EventType.TILT)).isFalse();
        everybodyVotesAgainAfterwards(awakeMs);
    }

    @Test
    void whoHasVotedForALaterEpochMeanwhileDoesNotCount() {
        electedAndChoosing();
        bench.peers().forEach(peer -> peer.votedFor(Bench.id(77), 8));
        bench.stall(600);
        bench.run(3_000);
        assertThat(bench.promotions()).isEmpty();
        assertThat(bench.happened(EventType.ABORT_NOT_ELECTED)).isTrue();
    }

    @Test
    void ourOwnLaterVoteEndsIt() {
        electedAndChoosing();
        bench.askVote(bench.peerAt(2), 9);
        bench.run(900);
        assertThat(bench.happened(EventType.ABORT_NOT_ELECTED)).isTrue();
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void aHigherCurrentEpochInAHelloIsNoEvidence() {
        electedAndChoosing();
        bench.hello(bench.peerAt(1), 50, Bench.MASTER, 0);
        bench.run(3_000);
        assertThat(bench.promotions()).hasSize(1);
        assertThat(bench.monitored().configEpoch).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"select_slave", "send_slaveof_noone", "wait_promotion", "reconf_slaves"})
    void whoeverActsIsGivenWayToForTenSeconds(String state) {
        bench.settled();
        bench.peerAt(2).act(state);
        bench.elected();
        long electedMs = bench.nowMs;
        bench.run(8_000);
        assertThat(bench.promotions()).isEmpty();
        int asked = bench.peerAt(2).voteRequests().size();
        assertThat(asked).isBetween(30, 85);
        bench.runUntil(() -> !bench.promotions().isEmpty(), 3_000);
        assertThat(bench.nowMs - electedMs).isBetween(9_900L, 10_300L);
    }

    @Test
    void whoeverActsIsGivenWayToAlthoughItSaysNothingOfItsVote() {
        bench.settled();
        bench.peerAt(2).act("wait_promotion");
        bench.peerAt(2).votes = false;
        bench.elected();
        bench.run(8_000);
        assertThat(bench.promotions()).isEmpty();
        bench.peerAt(2).idle();
        assertThat(bench.runUntil(() -> !bench.promotions().isEmpty(), 1_000)).isLessThan(250);
    }

    @Test
    void whoeverStopsActingIsNoLongerInTheWay() {
        bench.settled();
        bench.peerAt(2).act("wait_promotion");
        bench.elected();
        bench.run(3_000);
        bench.peerAt(2).idle();
        assertThat(bench.runUntil(() -> !bench.promotions().isEmpty(), 1_000)).isLessThan(250);
    }

    @Test
    void aCandidateIsNotActing() {
        bench.settled();
        bench.peerAt(2).act("wait_start");
        bench.elected();
        bench.run(20);
        assertThat(bench.promotions()).hasSize(1);
    }

    @Test
    void aForcedCandidateIs() {
        bench.settled();
        bench.peerAt(2).flags = "master,failover_in_progress,force_failover";
        bench.peerAt(2).failoverState = "wait_start";
        bench.elected();
        bench.run(2_000);
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void aPeerThatRefusesToShowItsViewCountsAsIdle() {
        bench.settled();
        bench.peerAt(2).refusesMaster = true;
        bench.elected();
        bench.run(20);
        assertThat(bench.promotions()).hasSize(1);
    }

    @Test
    void aSuspectMustHaveAnswered() {
        bench.peerAt(1).voteAnswer = asked -> FakePeer.vote(bench.peerAt(1).id, asked);
        bench.peer(3);
        bench.peer(4);
        bench.peerAt(3).voteAnswer = asked -> FakePeer.vote(bench.peerAt(1).id, asked);
        bench.settled();
        bench.kill(bench.peerAt(2));
        bench.peerAt(1).act("wait_start");
        bench.masterDies();
        bench.runUntil(() -> bench.count(EventType.TRY_FAILOVER) == 2, 5_000);
        assertThat(bench.monitored().attempt.suspects).containsExactly(bench.peerAt(1).id);
        bench.peers().forEach(peer -> peer.voteAnswer = null);
        bench.kill(bench.peerAt(1));
        bench.peerAt(2).reachable = true;
        bench.runUntil(EventType.ELECTED_LEADER, 3_000);
        bench.run(9_000);
        assertThat(bench.promotions()).isEmpty();
        bench.run(3_000);
        assertThat(bench.promotions()).isEmpty();
        assertThat(bench.count(EventType.ABORT_NOT_ELECTED)).isEqualTo(2);
    }

    @Test
    void anotherThatIsStuckDoesNotSpeakForASuspectThatIsSilent() {
        bench.peer(3);
        bench.peer(4);
        for (int n = 1; n <= 3; n += 2) {
            bench.peerAt(n).voteAnswer = asked -> FakePeer.vote(bench.peerAt(1).id, asked);
        }
        bench.settled();
        bench.kill(bench.peerAt(2));
        bench.peerAt(1).act("wait_start");
        bench.masterDies();
        bench.runUntil(() -> bench.count(EventType.TRY_FAILOVER) == 2, 5_000);
        bench.peers().forEach(peer -> peer.voteAnswer = null);
        bench.kill(bench.peerAt(1));
        bench.peerAt(4).act("wait_promotion");
        bench.peerAt(2).reachable = true;
        bench.runUntil(EventType.ELECTED_LEADER, 3_000);
        bench.run(12_000);
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void anOpenClaimIsWaitedForHalfASecondAtMost() {
        electedAndChoosing();
        bench.peerAt(1).ignores = words -> words.contains("GET-MASTER-ADDR-BY-NAME");
        bench.peerAt(2).ignores = words -> words.contains("GET-MASTER-ADDR-BY-NAME");
        bench.hello(bench.peerAt(1), 5, Bench.node(9), 5);
        long sinceMs = bench.nowMs;
        bench.runUntil(() -> !bench.promotions().isEmpty(), 2_500);
        assertThat(bench.nowMs - sinceMs).isBetween(1_250L, 1_400L);
    }

    /** Elected, and a replica was turned round to another one meanwhile. */
    private void electedWhileSomebodyActs() {
        bench.settled();
        bench.masterDies();
        bench.runUntil(EventType.ODOWN, 2_000);
        bench.replicaAt(2).promote();
        bench.replicaAt(3).follow(Bench.node(2));
        bench.runUntil(EventType.ELECTED_LEADER, 2_000);
    }

    @Test
    void aReplicaThatFollowsAnotherShowsThatSomebodyActs() {
        electedWhileSomebodyActs();
        bench.run(9_000);
        assertThat(bench.promotions()).isEmpty();
        bench.runUntil(() -> !bench.promotions().isEmpty(), 1_500);
    }

    @Test
    void havingGivenWayReplacesNoVotes() {
        electedWhileSomebodyActs();
        bench.peers().forEach(peer -> peer.voteAnswer = asked -> FakePeer.vote("*", 0));
        bench.run(15_000);
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void whoActsMeanwhileIsGivenWayToOnlyAsLongAsWeHoldTheVotes() {
        electedWhileSomebodyActs();
        bench.peers().forEach(peer -> peer.votedFor(Bench.id(77), 8));
        bench.run(2_000);
        assertThat(bench.happened(EventType.ABORT_NOT_ELECTED)).isTrue();
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void noNetworkIsSoSlowThatAnAnswerIsTakenForFreshAfterFiveSeconds() {
        bench.settled();
        Step step = new Step(bench.self(), bench);
        step.at(bench.nowMs, bench.wallMs);
        assertThat(new GateRules().maxAgeMs(step)).isEqualTo(1_000);
        for (int i = 0; i < 100; i++) {
            bench.self().roundTrips.add(bench.nowMs, 700);
        }
        assertThat(new GateRules().maxAgeMs(step)).isEqualTo(2_800);
        for (int i = 0; i < 100; i++) {
            bench.self().roundTrips.add(bench.nowMs, 20_000);
        }
        assertThat(new GateRules().maxAgeMs(step)).isEqualTo(5_000);
    }

    @Test
    void ourOwnStandstillIsNoRoundTrip() {
        bench.settled();
        bench.peers().forEach(peer -> peer.latencyMs = 5);
        bench.runUntil(() -> bench.sent.stream().anyMatch(each -> each.isPending()), 2_000);
        bench.stall(9_000);
        bench.run(100);
        assertThat(bench.self().roundTrips.p99Ms(bench.nowMs)).isLessThan(50);
    }

    @Test
    void nothingDecidedBeforeAStandstillIsWrittenAfterIt() {
        bench.settled().elected();
        bench.runUntil(() -> !bench.promotions().isEmpty(), 100);
        assertThat(bench.sent.stream()
                        .filter(each -> each.words().contains("SLAVEOF") || each.kind == Request.Kind.EXEC))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.notAfterMs()).isBetween(each.sentMs, each.sentMs + 250));
    }
}
