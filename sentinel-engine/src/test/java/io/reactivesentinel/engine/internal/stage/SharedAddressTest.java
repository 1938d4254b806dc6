package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One address and two masters: a node counts to the one that had it first. */
final class SharedAddressTest {

    private final Bench bench = new Bench();

    private Bench start(InstanceAddress other) {
        FakeRedis replica = bench.replica(2);
        FakeRedis second = other.equals(Bench.MASTER) ? bench.master : bench.redis(5, null);
        if (second != bench.master) {
            second.replicas.add(replica.address);
        }
        MasterRecord first = new MasterRecord(
                Bench.monitor(Bench.NAME, Bench.MASTER, 1).build(), 0, 0, List.of(replica.address), List.of());
        MasterRecord beside = new MasterRecord(Bench.monitor("beside", other, 1).build(), 0, 0, List.of(), List.of());
        return bench.start(List.of(first, beside)).run(15_000);
    }

    private MonitoredMaster beside() {
        return bench.self().masters.get("beside");
    }

    @Test
    void aReplicaOfOneMasterIsNotAddedToAnother() {
        start(Bench.node(5));
        assertThat(bench.monitored().replicas).hasSize(1);
        assertThat(beside().replicas).isEmpty();
    }

    @Test
    void itIsAddedAsSoonAsTheFirstHasForgottenIt() {
        start(Bench.node(5));
        bench.master.replicas.clear();
        bench.call(new Command.Reset(Bench.NAME));
        bench.run(15_000);
        assertThat(bench.monitored().replicas).isEmpty();
        assertThat(beside().replicas).hasSize(1);
    }

    /** Two names of one master have the same replicas. */
    @Test
    void aMasterMayBeWatchedUnderTwoNames() {
        start(Bench.MASTER);
        assertThat(bench.monitored().replicas).hasSize(1);
        assertThat(beside().replicas).hasSize(1);
    }
}
