package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.List;

/** Operators who do by hand what a Sentinel is for, or want one thing of two Sentinels at once. */
final class HandFaults {

    private static final InstanceAddress NOBODY = new InstanceAddress("10.9.9.9", 6_379);

    private final Cluster cluster;
    private final World world;
    private final Chance chance;

    HandFaults(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.chance = chance;
    }

    private Cluster.Group group() {
        return cluster.groups().get(chance.below(cluster.groups().size()));
    }

    Runnable inflict(FaultKind kind) {
        return switch (kind) {
            case TWO_OPERATOR_FAILOVERS -> failovers(group());
            case OPERATOR_REPLICAOF -> replicaOf(group());
            default -> throw new IllegalArgumentException("nothing that is done by hand: " + kind);
        };
    }

    /** Of two Sentinels, which hear each other and the others or do not. */
    private Runnable failovers(Cluster.Group group) {
        List<SentinelNode> all = new ArrayList<>(cluster.sentinels());
        if (all.size() < 2) {
            return () -> {};
        }
        SentinelNode one = all.remove(chance.below(all.size()));
        SentinelNode other = all.get(chance.below(all.size()));
        List<Runnable> ends = new ArrayList<>();
        if (chance.oneIn(2)) {
            world.note(one.process(), "does not hear other Sentinels");
            for (SentinelNode each : all) {
                ends.add(cut(one.process().host(), each.process().host()));
            }
        }
        for (SentinelNode each : List.of(one, other)) {
            cluster.operator()
                    .give(each.process().address(), List.of("SENTINEL", "FAILOVER", group.name()), answer -> {});
        }
        return () -> ends.forEach(Runnable::run);
    }

    private Runnable cut(SimHost one, SimHost other) {
        if (one != other) {
            world.network().cut(one, other, true);
            world.network().cut(other, one, true);
        }
        return () -> {
            world.network().cut(one, other, false);
            world.network().cut(other, one, false);
        };
    }

    /** Makes chains, second masters and strays of replicas, or hands over from one node to another. */
    private Runnable replicaOf(Cluster.Group group) {
        List<RedisNode> replicas = new ArrayList<>();
        RedisNode master = null;
        for (RedisNode node : group.nodes()) {
            if (!node.isMaster()) {
                replicas.add(node);
            } else if (node.isRunning()) {
                master = node;
            }
        }
        if (replicas.isEmpty()) {
            return () -> {};
        }
        RedisNode one = replicas.remove(chance.below(replicas.size()));
        switch (chance.below(4)) {
            case 0 -> {
                for (RedisNode each : replicas) {
                    if (!one.address().equals(each.follows())) {
                        follow(one, each.address());
                        break;
                    }
                }
            }
            case 1 -> tell(one, "NO", "ONE");
            case 2 -> follow(one, NOBODY);
            default -> {
                tell(one, "NO", "ONE");
                if (master != null) {
                    follow(master, one.address());
                }
            }
        }
        return () -> {};
    }

    private void follow(RedisNode node, InstanceAddress master) {
        tell(node, master.host(), Integer.toString(master.port()));
    }

    private void tell(RedisNode node, String host, String port) {
        cluster.operator().give(node.address(), List.of("REPLICAOF", host, port), answer -> {});
    }
}
