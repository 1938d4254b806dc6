package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a cluster has come to rest: all Sentinels name one address in one epoch (L2), the node there is the only master
 * and all others follow it (L3), nobody is in TILT (L5), everybody knows everybody and nobody is held for down (L6).
 */
final class Harmony {

    private final Cluster cluster;
    private final boolean mayBeForgotten;

    /**
     * A look at a cluster.
     *
     * @param cluster which
     * @param mayBeForgotten whether nodes may be where no Sentinel ever heard of them, or all were made to forget it
     */
    Harmony(Cluster cluster, boolean mayBeForgotten) {
        this.cluster = cluster;
        this.mayBeForgotten = mayBeForgotten;
    }

    /**
     * How long it may take at most after everything works again, in milliseconds: TILT, an outage that is noticed, two
     * attempts that come to nothing, one that succeeds, and replicas that are brought back by the slow rule.
     */
    static long limitMs(ClusterPlan plan) {
        long tiltMs = 30_000;
        long pauseMs = 2 * plan.failoverTimeoutMs() + 3_000;
        long attempts = plan.cs() == 0 ? 2 : 4;
        return tiltMs + plan.downAfterMs() + attempts * pauseMs + 2 * plan.failoverTimeoutMs() + 30_000;
    }

    /** What is not yet as it should be; empty when all is well. */
    List<String> discords() {
        List<String> found = new ArrayList<>();
        for (Cluster.Group group : cluster.groups()) {
            look(group, found);
        }
        for (SentinelNode each : cluster.sentinels()) {
            if (each.isTilt()) {
                found.add("L5: " + each.process() + " is in TILT");
            }
        }
        return found;
    }

    private void look(Cluster.Group group, List<String> found) {
        InstanceAddress address = null;
        long epoch = 0;
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            if (held == null) {
                found.add("L2: " + each.process() + " does not watch " + group.name());
                continue;
            }
            if (address == null) {
                address = held.address();
                epoch = held.configEpoch();
            } else if (!held.address().equals(address) || held.configEpoch() != epoch) {
                found.add("L2: " + each.process() + " names " + held.address() + " in epoch " + held.configEpoch()
                        + " for " + group.name() + ", others name " + address + " in epoch " + epoch);
            }
            if (held.isSdown() || held.isFailingOver()) {
                found.add("L6: " + each.process() + " holds " + group.name() + " for down, or fails it over");
            }
            if (held.peers() != cluster.sentinels().size() - 1) {
                found.add("L6: " + each.process() + " knows " + held.peers() + " other Sentinels of " + group.name());
            }
        }
        for (RedisNode node : group.nodes()) {
            if (isForgotten(group, node)) {
                continue;
            }
            boolean named = node.address().equals(address);
            if (named && !node.isMaster()) {
                found.add("L3: " + node + " is named for " + group.name() + " and follows " + node.follows());
            } else if (!named && (node.isMaster() || !node.follows().equals(address) || !node.isLinked())) {
                found.add("L3: " + node + (node.isMaster() ? " is a master" : " follows " + node.follows())
                        + ", the master of " + group.name() + " is " + address);
            }
        }
        if (group.nodes().stream().noneMatch(node -> node.address().equals(group.nodes().isEmpty() ? null : held(group)))) {
            found.add("L3: nobody is at " + address + ", which is named for " + group.name());
        }
    }

    /**
     * Whether no Sentinel knows of a node: it follows another replica, so that no master lists it, and it moved or an
     * operator let all Sentinels forget it. Only an operator ends that.
     */
    private boolean isForgotten(Cluster.Group group, RedisNode node) {
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            if (held != null && held.hasNode(node.address())) {
                return false;
            }
        }
        return mayBeForgotten;
    }

    private InstanceAddress held(Cluster.Group group) {
        SentinelNode.Held held = cluster.sentinels().get(0).held(group.name());
        return held == null ? new InstanceAddress("", 0) : held.address();
    }
}
