package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.TopologyEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which instances there are: made, forgotten, written to the file and read from it. */
final class Topology {

    private final Program program;

    Topology(Program program) {
        this.program = program;
    }

    /** A new replica; {@code null} when it is known. */
    @Nullable
    Replica addReplica(Master master, InstanceAddress address) {
        String name = address.toString();
        if (master.replicas.containsKey(name)) {
            return null;
        }
        Replica added = new Replica(master, address);
        master.replicas.put(name, added);
        return added;
    }

    /** A new Sentinel, on the connection it has under another master. */
    Peer addPeer(Master master, String id, InstanceAddress address) {
        Peer added = new Peer(master, id, address);
        master.peers.put(id, added);
        for (Master other : program.masters.values()) {
            Peer same = other == master ? null : other.peers.get(id);
            if (same != null) {
                added.link = same.link;
                added.link.records++;
                break;
            }
        }
        return added;
    }

    void removePeer(Peer peer) {
        peer.owner().peers.remove(peer.name);
        peer.remove();
    }

    void removeMaster(Master master) {
        program.masters.remove(master.name);
        forgetChildren(master, false);
        master.remove();
    }

    private static void forgetChildren(Master master, boolean keepPeers) {
        master.replicas.values().forEach(Instance::remove);
        master.replicas.clear();
        if (!keepPeers) {
            master.peers.values().forEach(Instance::remove);
            master.peers.clear();
        }
    }

    /** Begins anew with a master; neither its epochs nor its last vote's epoch are touched. */
    void reset(Master master, boolean keepPeers) {
        long nowMs = program.nowMs();
        forgetChildren(master, keepPeers);
        Link link = master.link;
        link.closeBoth();
        master.sdown = false;
        master.odown = false;
        master.reboot = false;
        master.scriptKillSent = false;
        master.failingOver = false;
        master.forced = false;
        master.leader = null;
        master.state = FailoverState.NONE;
        master.stateSinceMs = 0;
        master.failoverStartMs = 0;
        master.promoted = null;
        master.runId = null;
        link.pingSentMs = nowMs;
        link.lastPingMs = 0;
        link.lastAvailMs = nowMs;
        link.lastPongMs = nowMs;
        master.role = Instance.Role.MASTER;
        master.roleSinceMs = nowMs;
    }

    /** The master is somewhere else now; its old address becomes a replica's. */
    void turnTo(Master master, InstanceAddress address) {
        List<InstanceAddress> kept = new ArrayList<>();
        for (Replica each : master.replicas.values()) {
            if (!each.address.equals(address)) {
                kept.add(each.address);
            }
        }
        if (!master.address.equals(address)) {
            kept.add(master.address);
        }
        reset(master, true);
        master.address = address;
        master.odownSinceMs = 0;
        master.sdownSinceMs = 0;
        for (InstanceAddress each : kept) {
            Replica added = addReplica(master, each);
            if (added != null) {
                program.emit(new TopologyEvent(EventType.REPLICA, added.ref(), "", program.nowMs()));
            }
        }
        program.flush();
    }

    void load(CState state) {
        for (CState.Monitored each : state.masters()) {
            Master master = new Master(program, each.name(), each.address(), each.quorum());
            master.downAfterMs = each.downAfterMs();
            master.failoverTimeoutMs = each.failoverTimeoutMs();
            master.parallelSyncs = each.parallelSyncs();
            master.rebootDownAfterMs = each.rebootDownAfterMs();
            master.authUser = each.authUser();
            master.authPass = each.authPass();
            master.configEpoch = each.configEpoch();
            master.leaderEpoch = each.leaderEpoch();
            program.masters.put(master.name, master);
            if (Words.isAbove(each.configEpoch(), program.currentEpoch)) {
                program.currentEpoch = each.configEpoch();
            }
            each.replicas().forEach(address -> addReplica(master, address));
            each.sentinels().forEach(known -> addPeer(master, known.id(), known.address()));
        }
    }

    /** What a flush writes. */
    CState state() {
        List<CState.Monitored> masters = new ArrayList<>(program.masters.size());
        for (Master master : program.masters.values()) {
            InstanceAddress current = master.current();
            List<InstanceAddress> replicas = new ArrayList<>(master.replicas.size());
            for (Replica each : master.replicas.values()) {
                replicas.add(each.address.equals(current) ? master.address : each.address);
            }
            List<CState.Known> sentinels = new ArrayList<>(master.peers.size());
            for (Peer each : master.peers.values()) {
                sentinels.add(new CState.Known(each.address, each.name));
            }
            masters.add(new CState.Monitored(
                    master.name,
                    current,
                    master.quorum,
                    master.downAfterMs,
                    master.failoverTimeoutMs,
                    master.parallelSyncs,
                    master.rebootDownAfterMs,
                    master.authUser,
                    master.authPass,
                    master.configEpoch,
                    master.leaderEpoch,
                    replicas,
                    sentinels));
        }
        return new CState(program.myId, program.currentEpoch, masters);
    }
}
