package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Addresses that do not mean what they meant: another node is there, or the master is elsewhere. */
final class AddressFaults {

    private final Cluster cluster;
    private final World world;
    private final Chance chance;
    /** Hosts that have moved, with the address they had at first. */
    private final Map<SimHost, String> moved = new LinkedHashMap<>();

    AddressFaults(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.chance = chance;
    }

    Runnable inflict(FaultKind kind) {
        return switch (kind) {
            case REUSED_ADDRESS -> reuse();
            case MASTER_MOVE -> moveMaster();
            default -> throw new IllegalArgumentException("no harm to an address: " + kind);
        };
    }

    /** Hosts that have moved, with the address they had at first. */
    Map<SimHost, String> moved() {
        return moved;
    }

    /** A node is gone, and where it was there is a master with data of its own, or a replica of another master. */
    private Runnable reuse() {
        Cluster.Group group = cluster.groups().get(chance.below(cluster.groups().size()));
        RedisNode gone = group.nodes().get(chance.below(group.nodes().size()));
        InstanceAddress master = chance.oneIn(2) ? masterBeside(group) : null;
        gone.crash();
        RedisNode stranger = cluster.addStranger(gone.host(), gone.port(), master);
        world.note(gone, "has lost its address to " + stranger + (master == null ? "" : ", which follows " + master));
        stranger.start();
        return () -> {
            cluster.removeStranger(stranger);
            gone.start();
        };
    }

    /**
     * A master of another group. Only where a quorum is a majority: to end what follows from it a Sentinel must be made to
     * forget, which may take itself for a majority otherwise; and only among ours, for C's Sentinels of both masters go on
     * fighting over the node for ever.
     */
    private @Nullable InstanceAddress masterBeside(Cluster.Group group) {
        if (cluster.plan().cs() > 0 || cluster.plan().quorum() < cluster.plan().sentinels() / 2 + 1) {
            return null;
        }
        for (Cluster.Group other : cluster.groups()) {
            for (RedisNode node : other.nodes()) {
                if (other != group && node.isRunning() && node.isMaster()) {
                    return node.address();
                }
            }
        }
        return null;
    }

    /** The host of a master gets another address, for good or until the fault is over. */
    private Runnable moveMaster() {
        List<SimHost> hosts = new ArrayList<>();
        for (SimProcess each : cluster.processes()) {
            if (each instanceof RedisNode node && node.isRunning() && node.isMaster() && mayMove(each.host())) {
                hosts.add(each.host());
            }
        }
        if (hosts.isEmpty()) {
            return () -> {};
        }
        SimHost host = hosts.get(chance.below(hosts.size()));
        String before = host.ip();
        moved.putIfAbsent(host, before);
        world.network().move(host, null);
        world.note(host, "with a master on it has the address " + host.ip());
        boolean returns = chance.oneIn(2);
        return () -> {
            if (returns) {
                giveBack(host, before);
            }
        };
    }

    /** C's Sentinels are not moved: others keep their old address for ever when they come back with their id. */
    private boolean mayMove(SimHost host) {
        for (SimProcess each : cluster.processes()) {
            if (each.host() == host && (each instanceof CSentinel || each instanceof Operator)) {
                return false;
            }
        }
        return true;
    }

    /** A host has an address again that it had before, unless somebody else has it now. */
    void giveBack(SimHost host, String ip) {
        if (!host.ip().equals(ip) && world.network().hostAt(ip) == null) {
            world.network().move(host, ip);
            world.note(host, "has the address " + ip + " again");
        }
    }
}
