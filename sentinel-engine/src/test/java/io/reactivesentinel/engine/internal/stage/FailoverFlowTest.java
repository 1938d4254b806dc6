package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import org.junit.jupiter.api.Test;

/** A whole failover, from the last PONG of the old master to the last replica of the new one. */
final class FailoverFlowTest {

    private final Bench bench = Bench.threeSentinels();

    private void masterDies() {
        bench.peers().forEach(peer -> peer.saysDown = true);
        bench.kill(bench.master);
    }

    @Test
    void oneFailoverFromTheFirstSilenceToTheLastReplica() {
        bench.replicaAt(3).offset = 2_000;
        bench.settled();
        bench.events.clear();
        masterDies();
        bench.runUntil(EventType.FAILOVER_END, 3_000);
        assertThat(bench.names())
                .filteredOn(name -> !name.contains("reconnection"))
                .containsExactly(
                        "+sdown",
                        "+odown",
                        "+new-epoch",
                        "+try-failover",
                        "+vote-for-leader",
                        "+elected-leader",
                        "+failover-state-select-slave",
                        "+selected-slave",
                        "+failover-state-send-slaveof-noone",
                        "+failover-state-wait-promotion",
                        "-role-change",
                        "+promoted-slave",
                        "+failover-state-reconf-slaves",
                        "+switch-master",
                        "+slave",
                        "+slave",
                        "+slave-reconf-sent",
                        "+slave-reconf-inprog",
                        "+slave-reconf-done",
                        "+failover-end");
        assertThat(bench.monitored().node.address()).isEqualTo(Bench.node(3));
        assertThat(bench.replicaAt(2).follows).isEqualTo(Bench.node(3));
    }
}
