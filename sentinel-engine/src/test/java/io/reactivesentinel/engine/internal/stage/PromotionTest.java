package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which replica is promoted, and when that is believed and told. */
final class PromotionTest {

    private final Bench bench = Bench.threeSentinels();

    private FakeRedis promoted() {
        bench.elected();
        bench.await(EventType.SELECTED_REPLICA, 3_000);
        FailoverEvent event = (FailoverEvent) bench.only(EventType.SELECTED_REPLICA);
        return (FakeRedis) bench.processes.get(event.instance().address());
    }

    private FakeRedis two() {
        return bench.replicaAt(2);
    }

    private FakeRedis three() {
        return bench.replicaAt(3);
    }

    @Test
    void theLowerPriorityWins() {
        two().offset = 9_000;
        three().priority = 10;
        bench.settled();
        assertThat(promoted()).isSameAs(three());
    }

    @Test
    void thenTheHigherOffset() {
        bench.settled();
        three().offset = 1_001;
        assertThat(promoted()).isSameAs(three());
    }

    @Test
    void thenTheSmallerRunId() {
        two().runId = "f".repeat(40);
        three().runId = "e".repeat(40);
        bench.settled();
        assertThat(promoted()).isSameAs(three());
    }

    @Test
    void theOffsetIsReadAfterTheElectionBegan() {
        bench.settled();
        bench.run(500);
        three().offset = 5_000_000;
        assertThat(promoted()).isSameAs(three());
    }

    @Test
    void priorityZeroIsNeverPromoted() {
        two().priority = 0;
        two().offset = 9_000;
        bench.settled();
        assertThat(promoted()).isSameAs(three());
    }

    @Test
    void aNodeThatIsBeingFilledIsNot() {
        bench.settled();
        two().syncing = true;
        two().priority = 1;
        assertThat(promoted()).isSameAs(three());
    }

    @Test
    void anEmptyNodeThatWasNeverLinkedIsNot() {
        bench.settled();
        two().linkUp = false;
        two().linkDownSeconds = -1;
        two().keys = false;
        two().priority = 1;
        three().syncing = true;
        bench.elected();
        bench.await(EventType.ABORT_NO_GOOD_REPLICA, 3_000);
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void anEmptyNodeThatSaysItIsAMasterIsNotEither() {
        bench.settled();
        two().follows = null;
        two().replid = "c".repeat(40);
        two().keys = false;
        three().syncing = true;
        bench.elected();
        bench.await(EventType.ABORT_NO_GOOD_REPLICA, 3_000);
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void aChoiceThatGrowsOldWhileWeGiveWayIsLookedAtAgainInTime() {
        bench.settled();
        bench.peerAt(2).act("wait_promotion");
        bench.elected();
        bench.peers().forEach(peer -> peer.latencyMs = 5);
        bench.run(400);
        two().syncing = true;
        three().syncing = true;
        // A claim makes us ask the nodes, as anything might.
        bench.hello(bench.peerAt(1), 7, Bench.node(9), 7);
        bench.run(2_000);
        assertThat(bench.happened(EventType.ABORT_NO_GOOD_REPLICA)).isTrue();
    }

    @Test
    void theReplicasOfAMasterThatBecameAReplicaAreGoodEnough() {
        bench.settled();
        bench.peers().forEach(peer -> peer.saysDown = true);
        bench.master.follow(Bench.node(9));
        for (int second = 0; second < 45; second++) {
            for (FakeRedis each : List.of(two(), three())) {
                each.linkUp = false;
                each.linkDownSeconds = second;
            }
            bench.run(1_000);
        }
        assertThat(bench.happened(EventType.SWITCH_MASTER)).isTrue();
    }

    @Test
    void anEmptyReplicaOfOurLineageIsTaken() {
        bench.settled();
        two().keys = false;
        three().syncing = true;
        assertThat(promoted()).isSameAs(two());
    }

    @Test
    void aRestartedNodeWithDataComesLastButItComes() {
        bench.settled();
        two().linkUp = false;
        two().linkDownSeconds = -1;
        two().priority = 1;
        assertThat(promoted()).isSameAs(three());

        Bench second = Bench.threeSentinels();
        second.settled();
        for (int n = 2; n <= 3; n++) {
            second.replicaAt(n).linkUp = false;
            second.replicaAt(n).linkDownSeconds = -1;
        }
        second.elected();
        second.await(EventType.SWITCH_MASTER, 3_000);
    }

    @Test
    void anotherLineageComesLast() {
        bench.settled();
        two().replid = "c".repeat(40);
        two().priority = 1;
        assertThat(promoted()).isSameAs(three());
    }

    @Test
    void aReplicaOfSomebodyElseComesLast() {
        bench.settled();
        two().follow(Bench.node(77));
        two().priority = 1;
        assertThat(promoted()).isSameAs(three());
    }

    @Test
    void oneThatALeaderBeforeUsPromotedIsTakenAgain() {
        bench.settled();
        bench.masterDies();
        bench.await(EventType.SDOWN, 2_000);
        three().promote();
        three().priority = 200;
        assertThat(promoted()).isSameAs(three());
    }

    @Test
    void aStaleMasterIsNotTakenForOne() {
        bench.settled();
        three().follows = null;
        three().priority = 1;
        bench.run(1_500);
        assertThat(promoted()).isSameAs(two());
    }

    @Test
    void aBetterReplicaThatIsSilentIsWaitedForOneSecond() {
        three().priority = 1;
        bench.settled();
        three().ignores = words -> words.contains("INFO");
        bench.elected();
        long electedMs = bench.nowMs;
        bench.await(EventType.SELECTED_REPLICA, 2_000);
        assertThat(bench.nowMs - electedMs).isBetween(900L, 1_000L);
        assertThat(((FailoverEvent) bench.only(EventType.SELECTED_REPLICA))
                        .instance()
                        .address())
                .isEqualTo(two().address);
    }

    @Test
    void aWorseOneIsWaitedForATenthAtMost() {
        three().priority = 200;
        bench.settled();
        three().ignores = words -> words.contains("INFO");
        bench.elected();
        long electedMs = bench.nowMs;
        bench.await(EventType.SELECTED_REPLICA, 2_000);
        assertThat(bench.nowMs - electedMs).isBetween(50L, 100L);
    }

    @Test
    void whereNobodyAnswersOldNumbersDecide() {
        three().offset = 5_000;
        bench.settled();
        bench.masterDies();
        bench.await(EventType.SDOWN, 2_000);
        bench.run(1);
        two().ignores = words -> words.contains("INFO");
        three().ignores = words -> words.contains("INFO");
        bench.await(EventType.SELECTED_REPLICA, 3_000);
        assertThat(((FailoverEvent) bench.only(EventType.SELECTED_REPLICA))
                        .instance()
                        .address())
                .isEqualTo(three().address);
    }

    @Test
    void onlyAnInfoWrittenAfterThePromotionProvesIt() {
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 100);
        List<List<String>> words = bench.sent.subList(bench.sent.size() - 7, bench.sent.size()).stream()
                .map(Request::words)
                .toList();
        assertThat(words)
                .containsExactly(
                        List.of("MULTI"),
                        List.of("SLAVEOF", "NO", "ONE"),
                        List.of("CONFIG", "REWRITE"),
                        List.of("CLIENT", "KILL", "TYPE", "normal"),
                        List.of("CLIENT", "KILL", "TYPE", "pubsub"),
                        List.of("EXEC"),
                        List.of("INFO"));
    }

    @Test
    void anotherProcessAtTheSameAddressIsNoPromotion() {
        two().priority = 1;
        two().obeys = false;
        bench.settled();
        promoted();
        two().follows = null;
        two().runId = Bench.id(66);
        bench.run(15_000);
        assertThat(bench.happened(EventType.PROMOTED_REPLICA)).isFalse();
        bench.await(EventType.ABORT_REPLICA_TIMEOUT, 10_000);
    }

    @Test
    void thePromotionIsDurableBeforeAnybodyHearsOfIt() {
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 100);
        bench.disk = Bench.Disk.HOLDS;
        bench.run(500);
        assertThat(bench.happened(EventType.PROMOTED_REPLICA)).isFalse();
        assertThat(bench.call(new Command.MasterAddress(Bench.NAME)).value).contains(Bench.MASTER);
        assertThat(Bench.last(bench.saves).state().masters().get(0).configEpoch())
                .isEqualTo(1);
        assertThat(Bench.last(bench.saves).state().masters().get(0).settings().address())
                .isNotEqualTo(Bench.MASTER);
        bench.release(true);
        SwitchMasterEvent event = (SwitchMasterEvent) bench.only(EventType.SWITCH_MASTER);
        assertThat(event.configEpoch()).isEqualTo(1);
        assertThat(bench.call(new Command.MasterAddress(Bench.NAME)).value).contains(event.newAddress());
        assertThat(bench.peerAt(1).heard).anySatisfy(heard -> assertThat(heard.words())
                .anyMatch(word -> word.contains("," + event.newAddress().host() + ",6379,1")));
    }

    @Test
    void aPromotionThatCannotBeSavedIsToldLaterAndNotForgotten() {
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 100);
        bench.disk = Bench.Disk.FAILS;
        bench.run(2_500);
        assertThat(bench.happened(EventType.SWITCH_MASTER)).isFalse();
        assertThat(bench.monitored().failoverState()).isEqualTo(FailoverState.WAIT_PROMOTION);
        bench.disk = Bench.Disk.WORKS;
        bench.await(EventType.SWITCH_MASTER, 2_000);
    }

    /** Node 3 is the master of a newer epoch, as everybody else says. */
    private void somebodyElsePromotedThree() {
        three().promote();
        bench.peers().forEach(peer -> {
            peer.master = three().address;
            peer.configEpoch = 5;
        });
        bench.hello(bench.peerAt(1), 5, three().address, 5);
    }

    @Test
    void aNewerConfigurationOnItsWayToTheDiskIsNotOverwrittenByOurs() {
        two().priority = 1;
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 100);
        two().obeys = false;
        bench.disk = Bench.Disk.HOLDS;
        somebodyElsePromotedThree();
        bench.runUntil(() -> bench.monitored().pendingConfig != null, 500);
        two().promote();
        bench.run(2_000);
        bench.release(true);
        assertThat(bench.monitored().configEpoch).isEqualTo(5);
        assertThat(bench.monitored().node.address()).isEqualTo(three().address);
        assertThat(bench.monitored().attempt).isNull();
    }

    @Test
    void ourPromotionOnItsWayToTheDiskGivesWayToANewerConfiguration() {
        two().priority = 1;
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 100);
        bench.disk = Bench.Disk.HOLDS;
        bench.runUntil(() -> bench.monitored().pendingConfig != null, 100);
        long ours = Bench.last(bench.saves).version();
        somebodyElsePromotedThree();
        bench.run(500);
        bench.saved(ours, true);
        bench.run(1);
        bench.disk = Bench.Disk.WORKS;
        bench.release(true);
        bench.run(200);
        assertThat(bench.monitored().configEpoch).isEqualTo(5);
        assertThat(bench.monitored().node.address()).isEqualTo(three().address);
        assertThat(bench.monitored().pendingConfig).isNull();
        assertThat(bench.monitored().attempt).isNull();
    }

    @Test
    void aResetWhileThePromotionIsSavedLeavesNothingHalfDone() {
        two().priority = 1;
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 100);
        bench.disk = Bench.Disk.HOLDS;
        bench.runUntil(() -> bench.monitored().pendingConfig != null, 100);
        bench.call(new Command.Reset("*"));
        bench.disk = Bench.Disk.WORKS;
        bench.release(true);
        bench.run(10);
        assertThat(bench.monitored().pendingConfig).isNull();
        assertThat(Bench.last(bench.saves).state().masters().get(0).settings().address())
                .isEqualTo(bench.monitored().node.address());
    }

    /** The promotion of two is being saved, and right behind it that the master is not watched any more. */
    private long removedWhileThePromotionIsSaved() {
        two().priority = 1;
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 100);
        bench.disk = Bench.Disk.HOLDS;
        bench.runUntil(() -> bench.monitored().pendingConfig != null, 100);
        long ours = Bench.last(bench.saves).version();
        bench.call(new Command.Remove(Bench.NAME));
        bench.run(10);
        return ours;
    }

    @Test
    void aRemovedMastersReplicasAreNotTurned() {
        long ours = removedWhileThePromotionIsSaved();
        bench.handle(new Input.Saved(ours, 2));
        bench.run(10);
        assertThat(bench.happened(EventType.SWITCH_MASTER)).isFalse();
        bench.disk = Bench.Disk.WORKS;
        bench.release(true);
        bench.run(2_000);
        assertThat(bench.happened(EventType.UNMONITOR)).isTrue();
        assertThat(three().timesOf("SLAVEOF")).isEmpty();
    }

    @Test
    void aRemovalThatCannotBeSavedLeavesAMasterThatCanBeFailedOver() {
        long ours = removedWhileThePromotionIsSaved();
        bench.handle(new Input.Saved(ours, 2));
        bench.release(false);
        bench.run(10);
        assertThat(bench.monitored().pendingConfig).isNull();
        assertThat(bench.monitored().attempt).isNull();
        bench.disk = Bench.Disk.WORKS;
        bench.await(EventType.SWITCH_MASTER, 50_000);
    }

    @Test
    void anExpiryThatComesLateSparesTheNewConnection() {
        two().priority = 1;
        bench.settled().elected();
        two().ignores = words -> words.contains("EXEC");
        bench.await(EventType.STATE_WAIT_PROMOTION, 1_500);
        Request exec = bench.monitored().attempt.exec;
        bench.cut(two());
        bench.run(200);
        bench.handle(new Input.Expired(exec));
        assertThat(bench.aborted).isEmpty();
    }

    @Test
    void theScriptRunsAsLeader() {
        bench.config = builder -> builder.clientReconfigScript("/x");
        two().priority = 1;
        bench.settled().elected();
        bench.await(EventType.SWITCH_MASTER, 500);
        assertThat(bench.scripts)
                .extracting(ScriptStart::command)
                .containsExactly(List.of("/x", "m", "leader", "start", "10.0.0.1", "6379", "10.0.0.2", "6379"));
    }

    @Test
    void aPromotionWithoutEffectIsAbortedAndItsConnectionReset() {
        two().priority = 1;
        two().ignores = words -> words.contains("EXEC");
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 1_500);
        Conn conn = bench.monitored().attempt.exec.conn();
        bench.await(EventType.ABORT_REPLICA_TIMEOUT, 21_000);
        assertThat(bench.promotions()).hasSize(1);
        assertThat(conn.state).isEqualTo(Conn.State.CLOSED);
        assertThat(bench.aborted).contains(conn);
    }

    @Test
    void aPromotionLostWithItsConnectionIsSentAgainWhenInfoShowsThatItWasLost() {
        two().priority = 1;
        two().ignores = words -> words.contains("EXEC");
        two().obeys = false;
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 1_500);
        two().thaw();
        bench.cut(two());
        two().obeys = true;
        bench.await(EventType.SWITCH_MASTER, 3_000);
        assertThat(bench.promotions()).hasSize(2);
    }

    @Test
    void aStandstillAfterThePromotionMakesUsAskBeforeWeTell() {
        bench.settled().elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 100);
        bench.stall(1_200);
        long awakeMs = bench.nowMs;
        bench.await(EventType.SWITCH_MASTER, 2_000);
        assertThat(bench.peerAt(1).voteRequests()).anyMatch(each -> each >= awakeMs);
    }

    @Test
    void anExpiredPromotionDoesNoHarm() {
        two().priority = 1;
        bench.settled().elected();
        two().ignores = words -> !words.contains("PING");
        bench.await(EventType.STATE_WAIT_PROMOTION, 1_500);
        Request exec = bench.monitored().attempt.exec;
        bench.handle(new Input.Expired(exec));
        assertThat(bench.aborted).contains(exec.conn());
        two().thaw();
        bench.await(EventType.SWITCH_MASTER, 5_000);
        assertThat(bench.promotions()).hasSize(2);
    }

    /** Two is being promoted in epoch 1, and it takes a moment until that is seen. */
    private void twoIsBeingPromoted() {
        two().priority = 1;
        bench.settled();
        two().infoLatencyMs = 30;
        bench.elected();
        bench.await(EventType.STATE_WAIT_PROMOTION, 100);
    }

    private void holds(FakePeer peer, InstanceAddress address, long epoch) {
        peer.master = address;
        peer.configEpoch = epoch;
    }

    @Test
    void aConfigurationOfTheSameEpochThatAPeerShowsIsSettledBeforeOursIsTold() {
        twoIsBeingPromoted();
        three().promote();
        bench.peers().forEach(peer -> holds(peer, three().address, 1));
        bench.await(EventType.SWITCH_MASTER, 1_000);
        bench.await(EventType.CONVERT_TO_REPLICA, 1_000);
        assertThat(((SwitchMasterEvent) bench.only(EventType.SWITCH_MASTER)).newAddress())
                .isEqualTo(three().address);
        assertThat(bench.happened(EventType.PROMOTED_REPLICA)).isFalse();
        bench.run(100);
        assertThat(two().follows).isEqualTo(three().address);
    }

    @Test
    void aClaimOfTheSameEpochIsSettledBeforeOursIsTold() {
        twoIsBeingPromoted();
        bench.run(5);
        three().promote();
        bench.peers().forEach(peer -> holds(peer, three().address, 1));
        bench.hello(bench.peerAt(1), 1, three().address, 1);
        bench.await(EventType.SWITCH_MASTER, 1_000);
        assertThat(((SwitchMasterEvent) bench.only(EventType.SWITCH_MASTER)).newAddress())
                .isEqualTo(three().address);
        assertThat(bench.happened(EventType.PROMOTED_REPLICA)).isFalse();
    }

    @Test
    void aPeerThatBelievesAnythingHoldsOursBackForASecondOnly() {
        twoIsBeingPromoted();
        holds(bench.peerAt(1), Bench.node(9), 7);
        long sinceMs = bench.nowMs;
        bench.await(EventType.SWITCH_MASTER, 2_000);
        assertThat(bench.nowMs - sinceMs).isBetween(1_000L, 1_100L);
        assertThat(bench.monitored().node.address()).isEqualTo(two().address);
    }

    @Test
    void aForgedHelloThatItsSentinelDeniesHoldsNothingBack() {
        twoIsBeingPromoted();
        bench.hello(bench.peerAt(1), 1, Bench.node(9), 7);
        long sinceMs = bench.nowMs;
        bench.await(EventType.SWITCH_MASTER, 2_000);
        assertThat(bench.nowMs - sinceMs).isLessThan(100);
    }

    @Test
    void whatWePromotedBeforeAStandstillIsBroughtBackWhenAnotherWonMeanwhile() {
        twoIsBeingPromoted();
        bench.stall(1_200);
        three().promote();
        bench.peers().forEach(peer -> {
            peer.votedFor(peer.id, 3);
            peer.saysDown = false;
        });
        bench.await(EventType.ABORT_NOT_ELECTED, 1_000);
        assertThat(two().isMaster()).isTrue();
        bench.peers().forEach(peer -> holds(peer, three().address, 3));
        bench.hello(bench.peerAt(1), 3, three().address, 3);
        bench.await(EventType.SWITCH_MASTER, 500);
        long knownMs = bench.nowMs;
        bench.await(EventType.CONVERT_TO_REPLICA, 1_000);
        assertThat(bench.nowMs - knownMs).isLessThan(500);
        bench.run(100);
        assertThat(two().follows).isEqualTo(three().address);
    }

    @Test
    void whatWePromotedIsLeftAloneUntilItIsKnownWhoWon() {
        twoIsBeingPromoted();
        bench.stall(1_200);
        bench.peers().forEach(peer -> {
            peer.votedFor(peer.id, 3);
            peer.saysDown = false;
        });
        bench.master.reachable = true;
        bench.await(EventType.ABORT_NOT_ELECTED, 1_000);
        bench.run(5_000);
        assertThat(two().isMaster()).isTrue();
        bench.run(8_000);
        assertThat(two().follows).isEqualTo(Bench.MASTER);
    }
}
