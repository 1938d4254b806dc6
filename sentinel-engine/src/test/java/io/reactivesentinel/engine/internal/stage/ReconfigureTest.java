package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import org.junit.jupiter.api.Test;

final class ReconfigureTest {

    private final Bench bench = Bench.threeSentinels();

    private void promotedTwo() {
        bench.replicaAt(2).priority = 1;
        bench.settled().elected();
        bench.await(EventType.SWITCH_MASTER, 2_000);
    }

    private FakeRedis three() {
        return bench.replicaAt(3);
    }

    @Test
    void parallelSyncsAreToldAtATime() {
        bench.replica(4);
        bench.replica(5);
        for (int n = 3; n <= 5; n++) {
            bench.replicaAt(n).obeys = false;
        }
        bench.config = builder -> builder.parallelSyncs(2);
        promotedTwo();
        bench.run(3_000);
        assertThat(bench.count(EventType.REPLICA_RECONF_SENT)).isEqualTo(2);
        three().obeys = true;
        three().follow(bench.replicaAt(2).address);
        bench.run(500);
        assertThat(bench.count(EventType.REPLICA_RECONF_DONE)).isEqualTo(1);
        assertThat(bench.count(EventType.REPLICA_RECONF_SENT)).isEqualTo(3);
    }

    @Test
    void oneThatDoesNotObeyIsToldAgainAfterItsTime() {
        three().obeys = false;
        promotedTwo();
        bench.run(9_500);
        assertThat(bench.happened(EventType.REPLICA_RECONF_SENT_TIMEOUT)).isFalse();
        three().obeys = true;
        bench.runUntil(EventType.REPLICA_RECONF_SENT_TIMEOUT, 2_000);
        bench.await(EventType.FAILOVER_END, 2_000);
        assertThat(bench.count(EventType.REPLICA_RECONF_SENT)).isEqualTo(2);
    }

    @Test
    void theFailoverEndsWithItsTimeWhateverTheReplicasDo() {
        three().obeys = false;
        promotedTwo();
        long switchedMs = bench.nowMs;
        bench.await(EventType.FAILOVER_END, 25_000);
        assertThat(bench.nowMs - switchedMs).isEqualTo(20_000);
        assertThat(bench.happened(EventType.FAILOVER_END_FOR_TIMEOUT)).isTrue();
        assertThat(bench.monitored().attempt).isNull();
    }

    @Test
    void aReplicaThatIsDownIsNotWaitedFor() {
        bench.settled();
        bench.replicaAt(2).priority = 1;
        bench.kill(three());
        bench.run(1_200);
        bench.elected();
        bench.await(EventType.FAILOVER_END, 1_500);
        assertThat(bench.happened(EventType.FAILOVER_END_FOR_TIMEOUT)).isFalse();
    }

    @Test
    void aNewMasterThatDiesIsFailedOverInItsTurn() {
        three().obeys = false;
        promotedTwo();
        bench.run(1_000);
        bench.peers().forEach(peer -> {
            peer.master = bench.replicaAt(2).address;
            peer.configEpoch = 1;
            peer.leaderEpoch = 1;
        });
        bench.kill(bench.replicaAt(2));
        three().obeys = true;
        bench.runUntil(EventType.SWITCH_MASTER, 5_000);
        assertThat(bench.monitored().node.address()).isEqualTo(three().address);
        assertThat(bench.monitored().configEpoch).isEqualTo(2);
    }

    @Test
    void aReplicaThatSomebodyElseTurnedIsLeftAloneUntilAMajorityAgreesWithUs() {
        bench.settled();
        bench.replicaAt(2).priority = 1;
        three().follow(Bench.node(77));
        bench.elected();
        bench.await(EventType.SWITCH_MASTER, 3_000);
        bench.run(3_000);
        assertThat(three().timesOf("SLAVEOF")).isEmpty();
        assertThat(bench.peerAt(1).countOf("SENTINEL", "GET-MASTER-ADDR-BY-NAME"))
                .isBetween(10, 14);
        bench.peers().forEach(peer -> {
            peer.master = bench.replicaAt(2).address;
            peer.configEpoch = 1;
        });
        bench.await(EventType.FAILOVER_END, 3_000);
        assertThat(three().follows).isEqualTo(bench.replicaAt(2).address);
    }

    @Test
    void tiltHoldsItUp() {
        three().obeys = false;
        promotedTwo();
        int sent = three().countOf("SLAVEOF");
        bench.stall(2_500);
        bench.run(15_000);
        assertThat(three().countOf("SLAVEOF")).isEqualTo(sent);
        bench.run(20_000);
        assertThat(bench.monitored().attempt).isNull();
    }

    @Test
    void aNewerConfigurationOfAnotherEndsOurs() {
        three().obeys = false;
        promotedTwo();
        bench.run(50);
        three().obeys = true;
        three().promote();
        bench.peers().forEach(peer -> {
            peer.master = three().address;
            peer.configEpoch = 2;
            peer.saysDown = false;
        });
        bench.hello(bench.peerAt(1), 2, three().address, 2);
        bench.runUntil(EventType.SWITCH_MASTER, 1_000);
        assertThat(bench.monitored().attempt).isNull();
        assertThat(bench.monitored().node.address()).isEqualTo(three().address);
        bench.run(2_000);
        assertThat(bench.replicaAt(2).follows).isEqualTo(three().address);
    }
}
