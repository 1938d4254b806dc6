package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A hello is a hint: what a newer configuration must bring along before it is taken over. */
final class ConfigClaimsTest {

    private final Bench bench = Bench.threeSentinels();

    private void peersHold(InstanceAddress address, long epoch) {
        bench.peers().forEach(peer -> {
            peer.master = address;
            peer.configEpoch = epoch;
        });
    }

    private boolean moved() {
        return bench.happened(EventType.SWITCH_MASTER);
    }

    @Test
    void takenOverWhenTheNamedNodeIsAMaster() {
        bench.config = builder -> builder.clientReconfigScript("/x");
        bench.settled();
        bench.replicaAt(2).promote();
        bench.peerAt(1).master = Bench.node(2);
        bench.peerAt(1).configEpoch = 4;
        bench.hello(bench.peerAt(1), 4, Bench.node(2), 4);
        assertThat(bench.runUntil(EventType.SWITCH_MASTER, 1_000)).isLessThan(60);
        assertThat(bench.monitored().configEpoch).isEqualTo(4);
        assertThat(bench.names()).containsSubsequence("+config-update-from", "+switch-master", "+slave", "+slave");
        assertThat(bench.scripts)
                .extracting(ScriptStart::command)
                .containsExactly(List.of("/x", "m", "observer", "start", "10.0.0.1", "6379", "10.0.0.2", "6379"));
        assertThat(bench.monitored().replicas).containsKeys("10.0.0.1:6379", "10.0.0.3:6379");
    }

    @Test
    void takenOverWhenAMajorityOfTheOthersHoldsIt() {
        bench.settled();
        peersHold(Bench.node(9), 4);
        bench.redis(9, null);
        bench.hello(bench.peerAt(1), 4, Bench.node(9), 4);
        bench.runUntil(EventType.SWITCH_MASTER, 1_000);
        assertThat(bench.monitored().node.address()).isEqualTo(Bench.node(9));
    }

    /** A newer configuration is being saved, and right behind it that the master is not watched any more. */
    private long removedWhileANewerConfigurationIsSaved() {
        bench.settled();
        peersHold(Bench.node(9), 4);
        bench.redis(9, null);
        bench.disk = Bench.Disk.HOLDS;
        bench.hello(bench.peerAt(1), 4, Bench.node(9), 4);
        bench.runUntil(() -> bench.monitored().pendingConfig != null, 1_000);
        long adopted = Bench.last(bench.saves).version();
        bench.call(new Command.Remove(Bench.NAME));
        bench.run(10);
        return adopted;
    }

    @Test
    void nothingIsToldOfAMasterThatIsRemovedMeanwhile() {
        long adopted = removedWhileANewerConfigurationIsSaved();
        bench.handle(new Input.Saved(adopted, 2));
        bench.disk = Bench.Disk.WORKS;
        bench.release(true);
        bench.run(2_000);
        assertThat(bench.happened(EventType.UNMONITOR)).isTrue();
        assertThat(moved()).isFalse();
        assertThat(bench.conns).isEmpty();
    }

    @Test
    void aRemovalThatCannotBeSavedLeavesAMasterThatBelievesTheOthers() {
        long adopted = removedWhileANewerConfigurationIsSaved();
        bench.handle(new Input.Saved(adopted, 2));
        bench.release(false);
        bench.run(10);
        assertThat(bench.monitored().pendingConfig).isNull();
        bench.disk = Bench.Disk.WORKS;
        bench.run(2_000);
        bench.hello(bench.peerAt(1), 4, Bench.node(9), 4);
        bench.runUntil(EventType.SWITCH_MASTER, 20_000);
        assertThat(bench.monitored().configEpoch).isEqualTo(4);
    }

    @Test
    void aForgedHelloChangesNothing() {
        bench.settled();
        bench.hello(bench.peerAt(1), 4, Bench.node(9), 4);
        bench.run(20_000);
        assertThat(moved()).isFalse();
        assertThat(bench.monitored().configEpoch).isZero();
        assertThat(bench.monitored().replicas).hasSize(2);
    }

    @Test
    void notEvenWhenTheNamedSentinelBelievesIt() {
        bench.settled();
        bench.peerAt(1).master = Bench.node(9);
        bench.peerAt(1).configEpoch = 4;
        bench.redis(9, null);
        bench.hello(bench.peerAt(1), 4, Bench.node(9), 4);
        bench.run(20_000);
        assertThat(moved()).isFalse();
    }

    @Test
    void noMasterIsMovedToAReplica() {
        bench.settled();
        bench.peerAt(1).master = Bench.node(2);
        bench.peerAt(1).configEpoch = 4;
        bench.hello(bench.peerAt(1), 4, Bench.node(2), 4);
        bench.run(15_000);
        assertThat(moved()).isFalse();
    }

    @Test
    void aHigherEpochForTheSameAddressIsCheckedAsWell() {
        bench.settled();
        bench.hello(bench.peerAt(1), 4, Bench.MASTER, 900);
        bench.run(3_000);
        assertThat(bench.monitored().configEpoch).isZero();
        bench.peerAt(1).configEpoch = 900;
        bench.hello(bench.peerAt(1), 4, Bench.MASTER, 900);
        bench.run(3_000);
        assertThat(bench.monitored().configEpoch).isEqualTo(900);
        assertThat(moved()).isFalse();
        assertThat(Bench.last(bench.saves).state().masters().get(0).configEpoch())
                .isEqualTo(900);
    }

    @Test
    void itIsOnDiskBeforeItHolds() {
        bench.settled();
        bench.replicaAt(2).promote();
        peersHold(Bench.node(2), 4);
        bench.disk = Bench.Disk.HOLDS;
        bench.hello(bench.peerAt(1), 0, Bench.node(2), 4);
        bench.run(500);
        assertThat(moved()).isFalse();
        assertThat(bench.call(new Command.MasterAddress("m")).value).contains(Bench.MASTER);
        bench.release(true);
        assertThat(moved()).isTrue();
        assertThat(bench.call(new Command.MasterAddress("m")).value).contains(Bench.node(2));
    }

    @Test
    void aSaveThatFailsLeavesTheOldOneAndIsRepeatedLater() {
        bench.settled();
        bench.replicaAt(2).promote();
        peersHold(Bench.node(2), 4);
        bench.disk = Bench.Disk.FAILS;
        bench.hello(bench.peerAt(1), 0, Bench.node(2), 4);
        bench.run(1_500);
        assertThat(moved()).isFalse();
        bench.disk = Bench.Disk.WORKS;
        bench.runUntil(EventType.SWITCH_MASTER, 2_500);
    }

    @Test
    void anEqualOrOlderEpochNeverMovesAnything() {
        bench.configEpoch = 4;
        bench.settled();
        bench.replicaAt(2).promote();
        peersHold(Bench.node(2), 4);
        bench.hello(bench.peerAt(1), 4, Bench.node(2), 4);
        bench.hello(bench.peerAt(2), 4, Bench.node(2), 3);
        bench.run(5_000);
        assertThat(moved()).isFalse();
    }

    @Test
    void anAbsurdEpochChangesNothingAndIsSaidOnce() {
        bench.settled();
        bench.hello(bench.peerAt(1), 1L << 40, Bench.MASTER, 0);
        bench.hello(bench.peerAt(1), 1L << 40, Bench.MASTER, 0);
        bench.hello(bench.peerAt(1), 0, Bench.MASTER, 1L << 40);
        bench.run(3_000);
        assertThat(bench.self().currentEpoch).isZero();
        assertThat(bench.count(EventType.ABSURD_EPOCH)).isEqualTo(1);
    }

    @Test
    void aConfirmedSentinelRaisesTheCurrentEpochAndHellosCarryItOnlyOnceItIsSaved() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        bench.hello(bench.peerAt(1), 7, Bench.MASTER, 0);
        bench.run(2_500);
        assertThat(Bench.last(bench.peerAt(2).heard.stream()
                                .filter(heard -> heard.has("PUBLISH"))
                                .toList())
                        .words()
                        .get(2))
                .contains(Bench.ME + ",0,m,");
        assertThat(bench.happened(EventType.NEW_EPOCH)).isFalse();
        bench.release(true);
        assertThat(bench.happened(EventType.NEW_EPOCH)).isTrue();
        bench.run(2_500);
        assertThat(Bench.last(bench.peerAt(2).heard.stream()
                                .filter(heard -> heard.has("PUBLISH"))
                                .toList())
                        .words()
                        .get(2))
                .contains(Bench.ME + ",7,m,");
    }

    @Test
    void aMasterThatDiesRightAfterASwitchIsJudgedAfresh() {
        bench.settled();
        bench.replicaAt(2).promote();
        peersHold(Bench.node(2), 4);
        bench.hello(bench.peerAt(1), 4, Bench.node(2), 4);
        bench.runUntil(EventType.SWITCH_MASTER, 1_000);
        bench.kill(bench.replicaAt(2));
        bench.replicaAt(3).follow(Bench.node(2));
        bench.run(1_200);
        assertThat(bench.monitored().node.sdown).isTrue();
        assertThat(bench.peerAt(1).heard).anySatisfy(heard -> assertThat(heard.words())
                .startsWith("SENTINEL", "is-master-down-by-addr", "10.0.0.2"));
    }

    @Test
    void whereNobodyCanBeAskedOneHelloThatComesTwiceIsNotEnough() {
        bench.settled();
        bench.kill(bench.peerAt(1));
        bench.kill(bench.peerAt(2));
        bench.kill(bench.master);
        bench.replicaAt(2).promote();
        bench.run(1_500);
        bench.hello(bench.peerAt(1), 4, Bench.node(2), 4);
        bench.hello(bench.peerAt(1), 4, Bench.node(2), 4);
        bench.run(15_000);
        assertThat(moved()).isFalse();
    }

    @Test
    void whereNobodyCanBeAskedTheNodesOwnWordMustDo() {
        bench.settled();
        bench.kill(bench.peerAt(1));
        bench.kill(bench.peerAt(2));
        bench.kill(bench.master);
        bench.replicaAt(2).promote();
        bench.run(1_500);
        long sinceMs = bench.nowMs;
        while (!moved() && bench.nowMs < sinceMs + 20_000) {
            bench.hello(bench.peerAt(1), 4, Bench.node(2), 4);
            bench.run(2_000);
        }
        assertThat(bench.nowMs - sinceMs).isBetween(4_000L, 8_000L);
    }
}
