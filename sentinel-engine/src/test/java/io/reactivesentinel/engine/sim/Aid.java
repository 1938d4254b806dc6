package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does after faults that Sentinels cannot end by themselves: a node that none of them knows is told whom
 * to follow, an address that means two things is forgotten, an address where nobody is gets its host back, and where that
 * does not help either the master is given up and watched anew.
 */
final class Aid {

    private static final long PERIOD_MS = 12_000;
    private static final int PATIENCE = 4;
    private static final int LAST_RESORT = 8;
    private static final long MOMENT_US = 2_000_000;

    private final Cluster cluster;
    private final AddressFaults addresses;
    private long nextMs;
    private int visits;

    Aid(Cluster cluster, AddressFaults addresses) {
        this.cluster = cluster;
        this.addresses = addresses;
    }

    /** Looks at the cluster every now and then, and helps where help is needed. */
    void give() {
        if (cluster.world().nowMs() < nextMs) {
            return;
        }
        nextMs = cluster.world().nowMs() + PERIOD_MS;
        visits++;
        for (Cluster.Group group : cluster.groups()) {
            forgetOthers(group);
            InstanceAddress named = named(group);
            if (named != null) {
                help(group, named);
            } else if (visits > PATIENCE) {
                giveBackAll(group);
                promoteOneOfThem(group);
            }
        }
    }

    /** What all Sentinels name while none of them does anything about it; {@code null} when they differ. */
    private @Nullable InstanceAddress named(Cluster.Group group) {
        InstanceAddress named = null;
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            if (held == null || (named != null && !named.equals(held.address()))) {
                return null;
            }
            named = held.address();
        }
        return named;
    }

    private void help(Cluster.Group group, InstanceAddress named) {
        RedisNode master = null;
        for (RedisNode node : group.nodes()) {
            if (node.address().equals(named)) {
                master = node;
            }
        }
        if (master == null) {
            if (visits > LAST_RESORT) {
                giveUp(group);
            } else if (visits > PATIENCE) {
                giveBack(named);
            }
        } else if (master.isMaster()) {
            for (RedisNode node : group.nodes()) {
                if (node != master && !named.equals(node.follows()) && !isKnown(node, group)) {
                    tell(node, named.host(), Integer.toString(named.port()));
                }
            }
        } else if (visits > PATIENCE && !isFailingOver(group)) {
            tell(master, "NO", "ONE");
        }
    }

    /** They differ, and whom each of them names may be elsewhere. */
    private void giveBackAll(Cluster.Group group) {
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            if (held != null
                    && group.nodes().stream().noneMatch(node -> node.address().equals(held.address()))) {
                giveBack(held.address());
            }
        }
    }

    /** They differ, and none of those that they name is a master, or ever will be by itself: one of them is made one. */
    private void promoteOneOfThem(Cluster.Group group) {
        RedisNode first = null;
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            for (RedisNode node : group.nodes()) {
                if (held != null && node.isRunning() && node.address().equals(held.address())) {
                    if (node.isMaster()) {
                        return;
                    }
                    first = first == null ? node : first;
                }
            }
        }
        if (first != null && !isFailingOver(group)) {
            tell(first, "NO", "ONE");
        }
    }

    private void giveBack(InstanceAddress named) {
        for (Map.Entry<SimHost, String> each : addresses.moved().entrySet()) {
            if (each.getValue().equals(named.host())) {
                addresses.giveBack(each.getKey(), named.host());
            }
        }
    }

    /** They all name somebody else's node: {@link OperatorFaults#tidyUp} tells them of one of their own. */
    private void giveUp(Cluster.Group group) {
        for (SentinelNode each : cluster.sentinels()) {
            cluster.operator()
                    .give(each.process().address(), List.of("SENTINEL", "REMOVE", group.name()), answer -> {});
        }
    }

    private boolean isKnown(RedisNode node, Cluster.Group group) {
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            if (held != null && held.hasNode(node.address())) {
                return true;
            }
        }
        return false;
    }

    private boolean isFailingOver(Cluster.Group group) {
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            if (held != null && held.isFailingOver()) {
                return true;
            }
        }
        return false;
    }

    /**
     * An address had a node of one master and then one of another: the node is told whom to follow, and then every Sentinel
     * that counts it to the wrong master forgets what it knows of that one.
     */
    private void forgetOthers(Cluster.Group group) {
        for (Cluster.Group other : cluster.groups()) {
            for (RedisNode node : other.nodes()) {
                if (other == group) {
                    continue;
                }
                InstanceAddress own = named(other);
                boolean strays = isFollowing(node, group) && own != null && !own.equals(node.address());
                if (strays) {
                    tell(node, own.host(), Integer.toString(own.port()));
                }
                // Its master lists it no longer, a moment later.
                cluster.world().queue().in(strays ? MOMENT_US : 0, () -> forget(group, node));
            }
        }
    }

    private static boolean isFollowing(RedisNode node, Cluster.Group group) {
        return group.nodes().stream().anyMatch(each -> each.address().equals(node.follows()));
    }

    private void forget(Cluster.Group group, RedisNode stray) {
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            if (held != null && !held.isSdown() && held.hasNode(stray.address())) {
                cluster.operator()
                        .give(each.process().address(), List.of("SENTINEL", "RESET", group.name()), answer -> {});
            }
        }
    }

    private void tell(RedisNode node, String host, String port) {
        cluster.operator().give(node.address(), List.of("REPLICAOF", host, port), answer -> {});
    }
}
