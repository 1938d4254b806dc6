package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two addresses in one configuration epoch: what repairs that, and what must not set a repair off. */
final class EqualEpochRepairTest {

    private final Bench bench = Bench.threeSentinels();

    /** Everybody is in epoch 3; nothing is wrong yet. */
    private void settled() {
        bench.currentEpoch = 3;
        bench.configEpoch = 3;
        bench.leaderEpoch = 3;
        bench.peers().forEach(peer -> {
            peer.configEpoch = 3;
            peer.leaderEpoch = 3;
        });
        bench.settled();
    }

    private void hold(InstanceAddress address, FakePeer... peers) {
        for (FakePeer peer : peers) {
            peer.master = address;
        }
    }

    private void hello() {
        bench.hello(bench.peerAt(1), 3, Bench.node(2), 3);
    }

    /** Both others hold node 2, which is a master too. */
    private void conflict() {
        settled();
        bench.replicaAt(2).promote();
        bench.run(1_100);
        hold(Bench.node(2), bench.peerAt(1), bench.peerAt(2));
        hello();
    }

    private long repaired() {
        return bench.runUntil(() -> bench.monitored().configEpoch > 3, 8_000);
    }

    private void nothingFor(long ms) {
        long untilMs = bench.nowMs + ms;
        while (bench.nowMs < untilMs) {
            bench.run(Math.min(2_000, untilMs - bench.nowMs));
            hello();
        }
        assertThat(bench.monitored().configEpoch).isEqualTo(3);
        assertThat(bench.self().currentEpoch).isEqualTo(3);
        assertThat(bench.happened(EventType.SWITCH_MASTER)).isFalse();
    }

    private List<String> lastHello(FakePeer peer) {
        return Bench.last(peer.heard.stream()
                        .filter(heard -> heard.has("PUBLISH"))
                        .toList())
                .words();
    }

    /** We made epoch 3 alone, for an operator; nobody heard of it, and our master was demoted since. */
    @Test
    void aNewerEpochWhoseMasterIsNoneAnyMoreIsSettled() {
        settled();
        bench.replicaAt(2).promote();
        ((FakeRedis) bench.processes.get(Bench.MASTER)).follow(Bench.node(2));
        bench.peers().forEach(peer -> peer.configEpoch = 2);
        hold(Bench.node(2), bench.peerAt(1), bench.peerAt(2));
        bench.run(10_100);
        bench.hello(bench.peerAt(1), 3, Bench.node(2), 2);
        assertThat(repaired()).isBetween(1_000L, 5_000L);
        assertThat(bench.monitored().node.address()).isEqualTo(Bench.node(2));
        assertThat(bench.monitored().configEpoch).isEqualTo(4);
    }

    @Test
    void theMasterThatNodesFollowIsPublishedAgain() {
        conflict();
        assertThat(repaired()).isBetween(1_000L, 3_000L);
        assertThat(bench.monitored().node.address()).isEqualTo(Bench.MASTER);
        assertThat(bench.monitored().configEpoch).isEqualTo(4);
        assertThat(bench.happened(EventType.SWITCH_MASTER)).isFalse();
        assertThat(bench.promotions()).isEmpty();
        assertThat(Bench.last(bench.saves).state().masters().get(0).configEpoch())
                .isEqualTo(4);
        assertThat(lastHello(bench.peerAt(1)).get(2)).endsWith("m,10.0.0.1,6379,4");
    }

    @Test
    void orTheOtherOneIfTheyFollowThat() {
        bench.config = builder -> builder.clientReconfigScript("/x");
        conflict();
        bench.replicaAt(3).follow(Bench.node(2));
        repaired();
        SwitchMasterEvent event = (SwitchMasterEvent) bench.only(EventType.SWITCH_MASTER);
        assertThat(event.newAddress()).isEqualTo(Bench.node(2));
        assertThat(event.configEpoch()).isEqualTo(4);
        assertThat(bench.scripts)
                .extracting(ScriptStart::command)
                .containsExactly(List.of("/x", "m", "leader", "start", "10.0.0.1", "6379", "10.0.0.2", "6379"));
        assertThat(bench.promotions()).isEmpty();
        bench.peers().forEach(peer -> {
            peer.configEpoch = 4;
            peer.leaderEpoch = 4;
        });
        bench.run(20_000);
        assertThat(bench.self().currentEpoch).isEqualTo(4);
        assertThat(bench.master.follows).isEqualTo(Bench.node(2));
    }

    @Test
    void whereNobodyFollowsEitherTheOneThatMoreSentinelsHold() {
        conflict();
        bench.replicaAt(3).follow(Bench.node(77));
        repaired();
        assertThat(bench.monitored().node.address()).isEqualTo(Bench.node(2));
    }

    @Test
    void eachVoterIsAskedByTheAddressThatItHolds() {
        conflict();
        hold(Bench.MASTER, bench.peerAt(2));
        repaired();
        assertThat(bench.peerAt(1).heard).anySatisfy(heard -> assertThat(heard.words())
                .containsExactly("SENTINEL", "is-master-down-by-addr", "10.0.0.2", "6379", "4", Bench.ME));
        assertThat(bench.peerAt(2).heard).anySatisfy(heard -> assertThat(heard.words())
                .containsExactly("SENTINEL", "is-master-down-by-addr", "10.0.0.1", "6379", "4", Bench.ME));
    }

    @Test
    void theNewEpochIsOnDiskBeforeAnybodyHearsOfIt() {
        conflict();
        bench.replicaAt(3).follow(Bench.node(2));
        bench.runUntil(() -> bench.self().currentEpoch == 4, 4_000);
        bench.disk = Bench.Disk.HOLDS;
        bench.runUntil(() -> bench.monitored().pendingConfig != null, 4_000);
        bench.run(500);
        assertThat(bench.happened(EventType.SWITCH_MASTER)).isFalse();
        assertThat(lastHello(bench.peerAt(1)).get(2)).endsWith("m,10.0.0.1,6379,3");
        bench.disk = Bench.Disk.WORKS;
        bench.release(true);
        bench.run(10);
        assertThat(bench.happened(EventType.SWITCH_MASTER)).isTrue();
        assertThat(lastHello(bench.peerAt(1)).get(2)).endsWith("m,10.0.0.2,6379,4");
    }

    @Test
    void aForgedHelloDoesNothing() {
        settled();
        bench.replicaAt(2).promote();
        hello();
        nothingFor(6_000);
    }

    @Test
    void aConflictThatVanishesIsNone() {
        conflict();
        bench.run(500);
        hold(Bench.MASTER, bench.peerAt(1), bench.peerAt(2));
        nothingFor(6_000);
    }

    @Test
    void notWhileAPeerIsActing() {
        conflict();
        bench.peerAt(2).act("reconf_slaves");
        nothingFor(5_000);
        bench.peerAt(2).idle();
        repaired();
    }

    @Test
    void notWhileItIsUnknownWhetherOneIs() {
        conflict();
        bench.peerAt(2).ignores = words -> words.contains("GET-MASTER-ADDR-BY-NAME");
        nothingFor(6_000);
    }

    @Test
    void anAddressThatIsUnknownHereIsNotOurs() {
        settled();
        hold(Bench.node(9), bench.peerAt(1), bench.peerAt(2));
        for (int i = 0; i < 4; i++) {
            bench.hello(bench.peerAt(1), 3, Bench.node(9), 3);
            bench.run(2_000);
        }
        assertThat(bench.self().currentEpoch).isEqualTo(3);
    }

    @Test
    void oneNodeOfTwoNamesIsNoConflict() {
        bench.replicaAt(2).runId = bench.master.runId;
        settled();
        bench.replicaAt(2).promote();
        hold(Bench.node(2), bench.peerAt(1), bench.peerAt(2));
        nothingFor(6_000);
    }

    @Test
    void whoGaveItsVoteGivesWay() {
        conflict();
        bench.run(500);
        bench.askVote(bench.peerAt(1), 4);
        bench.run(2_000);
        assertThat(bench.self().currentEpoch).isEqualTo(4);
        bench.peers().forEach(peer -> {
            peer.configEpoch = 4;
            peer.leaderEpoch = 4;
        });
        bench.hello(bench.peerAt(1), 4, Bench.node(2), 4);
        bench.await(EventType.SWITCH_MASTER, 1_000);
        bench.run(10_000);
        assertThat(bench.self().currentEpoch).isEqualTo(4);
    }

    @Test
    void withoutAMajorityNothingIsPublishedAndFewEpochsAreUsed() {
        conflict();
        bench.peers().forEach(peer -> peer.votes = false);
        for (int i = 0; i < 30; i++) {
            // Each side would demote the other's master after a while; here that has no effect.
            bench.replicaAt(2).follows = null;
            bench.run(2_000);
            hello();
        }
        assertThat(bench.monitored().configEpoch).isEqualTo(3);
        assertThat(bench.self().currentEpoch).isBetween(5L, 10L);
    }

    @Test
    void notInTilt() {
        conflict();
        bench.stall(3_000);
        nothingFor(6_000);
    }

    @Test
    void notByOneThatOnlyLooksOn() {
        bench.membership = Membership.OBSERVER;
        conflict();
        nothingFor(6_000);
    }

    @Test
    void aFailoverGoesFirst() {
        conflict();
        bench.run(500);
        bench.call(new Command.Failover(Bench.NAME));
        bench.run(5_000);
        assertThat(bench.self().currentEpoch).isEqualTo(4);
    }

    @Test
    void aResetWhileItIsSavedLeavesNothingHalfDone() {
        conflict();
        bench.replicaAt(3).follow(Bench.node(2));
        bench.runUntil(() -> bench.self().currentEpoch == 4, 4_000);
        bench.disk = Bench.Disk.HOLDS;
        bench.runUntil(() -> bench.monitored().pendingConfig != null, 4_000);
        bench.call(new Command.Reset("*"));
        bench.disk = Bench.Disk.WORKS;
        bench.release(true);
        bench.run(10);
        assertThat(bench.monitored().pendingConfig).isNull();
        assertThat(Bench.last(bench.saves).state().masters().get(0).settings().address())
                .isEqualTo(bench.monitored().node.address());
    }

    @Test
    void twoLeadersThatPublishedInOneEpochAreReconciledWithinEightSeconds() {
        settled();
        bench.masterDies();
        bench.peers().forEach(peer -> peer.votes = false);
        bench.await(EventType.SDOWN, 2_000);
        bench.replicaAt(2).promote();
        bench.replicaAt(3).promote();
        for (int n = 1; n <= 2; n++) {
            FakePeer peer = bench.peerAt(n);
            peer.saysDown = false;
            peer.master = Bench.node(n + 1);
            peer.configEpoch = 4;
            peer.votedFor(peer.id, 5);
            peer.votes = true;
        }
        bench.hello(bench.peerAt(1), 5, Bench.node(2), 4);
        bench.await(EventType.SWITCH_MASTER, 1_000);
        long sinceMs = bench.nowMs;
        while (bench.monitored().configEpoch == 4 && bench.nowMs < sinceMs + 8_000) {
            bench.hello(bench.peerAt(2), 5, Bench.node(3), 4);
            bench.run(500);
        }
        assertThat(bench.monitored().configEpoch).isGreaterThan(5);
        assertThat(bench.monitored().node.address()).isEqualTo(Bench.node(2));
        long epoch = bench.monitored().configEpoch;
        bench.peers().forEach(peer -> {
            peer.master = Bench.node(2);
            peer.configEpoch = epoch;
        });
        bench.run(20_000);
        assertThat(bench.self().currentEpoch).isEqualTo(epoch);
        assertThat(bench.replicaAt(3).follows).isEqualTo(Bench.node(2));
        assertThat(bench.promotions()).isEmpty();
    }
}
