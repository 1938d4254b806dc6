package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.TopologyEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The set of nodes around one master: how it grows, and how it turns round when the master's address changes. */
final class Topology {

    /** More than any real master has; a table that grows beyond is being filled by somebody. */
    private static final int MAX_REPLICAS = 1_024;

    private final MonitoredMaster master;
    private final Links links;

    Topology(MonitoredMaster master, Links links) {
        this.master = master;
        this.links = links;
    }

    /** A replica that the master lists. */
    void discoverReplica(InstanceAddress address, Step step) {
        if (addReplica(address, step) != null) {
            master.changed();
            step.self.durability.persist();
        }
    }

    /** Adds a replica that is not known yet, and says so; {@code null} when it is known or cannot be one. */
    @Nullable
    DataNode addReplica(InstanceAddress address, Step step) {
        if (master.holds(address)
                || step.self.names.isUnresolved(address)
                || master.isAwaited(address)
                || isAnothers(address, step)
                || master.replicas.size() >= MAX_REPLICAS
                || !(Hosts.isNumeric(address.host()) || step.self.settings.resolveHostnames())) {
            return null;
        }
        DataNode replica = insert(address, step);
        step.publish(new TopologyEvent(EventType.REPLICA, replica.ref(), "", step.wallMs));
        return replica;
    }

    /**
     * Whether a node at that address counts to another master already. The address may have been a node's of that one
     * before: two masters that both take it for theirs would pull it to and fro, and one day promote it for the wrong one.
     * Two names of one master are no two masters.
     */
    private boolean isAnothers(InstanceAddress address, Step step) {
        for (MonitoredMaster other : step.self.masters.values()) {
            if (other != master
                    && !master.names.isSame(other.node.address(), master.node.address())
                    && other.holds(address)) {
                return true;
            }
        }
        return false;
    }

    /** Adds a replica known from before a restart, without a word. */
    void restoreReplica(InstanceAddress address, Step step) {
        if (master.dataNodeAt(address) == null) {
            insert(address, step);
        }
    }

    private DataNode insert(InstanceAddress address, Step step) {
        DataNode replica = new DataNode(master, InstanceKind.REPLICA, links.create(false, address, step), step.nowMs);
        master.replicas.put(address.toString(), replica);
        links.settingsChanged();
        return replica;
    }

    /**
     * The master is at another address from now on, in memory; its configuration is durable already.
     *
     * <p>The nodes keep their connections. All that was believed about them in their old place is forgotten, as C does by
     * creating them anew. The caller tells the world: {@link #announceSwitch}.
     *
     * @return the replicas as they are now, the former master last
     */
    List<DataNode> turnTo(InstanceAddress address, long epoch, Step step) {
        DataNode former = master.node;
        DataNode next = master.dataNodeAt(address);
        master.configEpoch = epoch;
        master.configSinceMs = step.nowMs;
        master.pendingConfig = null;
        master.odown = false;
        master.replicationId = "";
        master.hadKeys = false;
        master.changed();
        if (next == former) {
            return new ArrayList<>(master.replicas.values());
        }
        master.formerAddresses.add(former.address());
        master.formerAddresses.remove(address);
        if (next == null) {
            next = new DataNode(master, InstanceKind.MASTER, links.create(false, address, step), step.nowMs);
            links.settingsChanged();
        }
        master.replicas.remove(address.toString());
        master.node = next;
        step.self.addressChanged(master.name);
        next.become(InstanceKind.MASTER, step.nowMs);
        former.become(InstanceKind.REPLICA, step.nowMs);
        master.replicas.put(former.address().toString(), former);
        for (DataNode each : master.dataNodes()) {
            // They are the leader's to turn, so many at a time; whoever they followed, they are strays only from now
            // on.
            each.followsSinceMs = step.nowMs;
            each.forgetDown(step.nowMs);
            each.seenAsReplica = false;
            each.nextInfoMs = step.nowMs;
        }
        for (Peer peer : master.peers.values()) {
            peer.forgetReport();
        }
        return new ArrayList<>(master.replicas.values());
    }

    /** Tells that the master has moved, and names its replicas anew, as C does. */
    void announceSwitch(InstanceAddress from, InstanceAddress to, List<DataNode> replicas, Step step) {
        step.publish(new SwitchMasterEvent(
                master.name, master.names.shown(from), master.names.shown(to), master.configEpoch, step.wallMs));
        for (DataNode replica : replicas) {
            step.publish(new TopologyEvent(EventType.REPLICA, replica.ref(), "", step.wallMs));
        }
    }

    /**
     * Lets go of a replica that turned out to be another node that is held: it became known by its number and by a name, or
     * by two names, before these could be brought together. Both must say that they are one process.
     */
    void unite(Step step) {
        if (!step.self.settings.resolveHostnames() || master.attempt != null || master.pendingConfig != null) {
            return;
        }
        Map<String, DataNode> places = new HashMap<>();
        for (DataNode each : master.dataNodes()) {
            DataNode first = places.putIfAbsent(step.self.names.place(each.address()), each);
            if (first != null && first.isProcessOf(each)) {
                // A name outlives the number behind it.
                boolean keepsFirst =
                        first == master.node || !Hosts.isNumeric(first.address().host());
                DataNode kept = keepsFirst ? first : each;
                DataNode other = keepsFirst ? each : first;
                step.notice(
                        other.address() + " is " + kept.address() + " of " + master.name + ", and is not kept twice");
                removeReplica(other, step);
                step.self.durability.persist();
            }
        }
    }

    void removeReplica(DataNode replica, Step step) {
        master.replicas.remove(replica.address().toString());
        links.release(replica, step);
        master.changed();
    }

    void removePeer(Peer peer, Step step) {
        master.peers.remove(peer.id);
        links.release(peer, step);
        master.changed();
    }
}
