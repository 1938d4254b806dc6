package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.ConfigUpdateEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a newer configuration over from another Sentinel: to disk, then in effect, then told. */
final class Adoption {

    /** What has to be done elsewhere when the configuration changes. */
    interface Listener {

        /** Drops a failover of ours, which the newer configuration has overtaken. */
        void overtaken(Attempt attempt, InstanceAddress newAddress, Step step);

        /** The configuration has changed. */
        void adopted(Step step);
    }

    private final MonitoredMaster master;
    private final Topology topology;
    private final Listener listener;

    Adoption(MonitoredMaster master, Topology topology, Listener listener) {
        this.master = master;
        this.topology = topology;
        this.listener = listener;
    }

    void adopt(InstanceAddress address, long epoch, Peer source, Step step) {
        if (master.pendingConfig != null && !step.self.rules.replaces(epoch, master.pendingConfig.epoch())) {
            return;
        }
        MonitoredMaster.NewConfig next = new MonitoredMaster.NewConfig(address, epoch);
        master.pendingConfig = next;
        master.changed();
        step.self.currentEpoch = Math.max(step.self.currentEpoch, epoch);
        InstanceRef from = source.ref();
        step.self.durability.persist(master, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                if (then.self.masters.get(master.name) != master) {
                    // Removed meanwhile: the save behind this one no longer holds it.
                    forget();
                } else if (next.equals(master.pendingConfig)) {
                    effect(address, epoch, from, then);
                }
            }

            @Override
            public void failed(Step then) {
                forget();
            }

            private void forget() {
                if (next.equals(master.pendingConfig)) {
                    master.pendingConfig = null;
                    master.changed();
                }
            }
        });
    }

    private void effect(InstanceAddress address, long epoch, InstanceRef source, Step step) {
        @Nullable Attempt attempt = master.attempt;
        if (attempt != null) {
            listener.overtaken(attempt, address, step);
        }
        InstanceAddress from = master.node.address();
        boolean moves = !from.equals(address);
        if (moves) {
            step.publish(new ConfigUpdateEvent(source, epoch, step.wallMs));
        }
        List<DataNode> replicas = topology.turnTo(address, epoch, step);
        listener.adopted(step);
        if (moves) {
            topology.announceSwitch(from, address, replicas, step);
            step.self.scripts.reconfigureClients(master, Scripts.Part.OBSERVER, from, address, step);
        }
        step.self.wake(master);
    }
}
