package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        if ((mayBeForgotten && isTorn(group)) || isBeyondRepairByC(group)) {
            return;
        }
        SentinelNode.Held first = null;
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            if (held == null) {
                found.add("L2: " + each.process() + " does not watch " + group.name());
                continue;
            }
            if (first == null) {
                first = held;
            }
            if (!held.address().equals(first.address()) || held.configEpoch() != first.configEpoch()) {
                found.add("L2: " + each.process() + " names " + held.address() + " in epoch " + held.configEpoch()
                        + " for " + group.name() + ", others name " + first.address() + " in epoch "
                        + first.configEpoch());
            }
            if (held.isSdown() || held.isFailingOver()) {
                found.add("L6: " + each.process() + " holds " + group.name() + " for down: " + held.isSdown()
                        + ", fails it over: " + held.isFailingOver());
            }
            if (held.peers() != cluster.sentinels().size() - 1) {
                found.add("L6: " + each.process() + " knows " + held.peers() + " other Sentinels of " + group.name());
            }
        }
        if (first != null) {
            look(group, first.address(), found);
        }
    }

    private static void look(Cluster.Group group, InstanceAddress named, List<String> found) {
        boolean somebodyIsThere = false;
        for (RedisNode node : group.nodes()) {
            boolean isNamed = node.address().equals(named);
            somebodyIsThere |= isNamed;
            if (node.isHandingOver()) {
                found.add("L3: " + node + " goes on handing over");
            }
            if (isNamed && !node.isMaster()) {
                found.add("L3: " + node + " is named for " + group.name() + " and follows " + node.follows());
            } else if (!isNamed && (node.isMaster() || !named.equals(node.follows()) || !node.isLinked())) {
                found.add("L3: " + node + (node.isMaster() ? " is a master" : " follows " + node.follows())
                        + ", the master of " + group.name() + " is " + named);
            }
        }
        if (!somebodyIsThere) {
            found.add("L3: nobody is at " + named + ", which is named for " + group.name());
        }
    }

    /** Two addresses in one epoch: C Sentinels can bring that about and never settle it, and nobody of ours is there to. */
    private boolean isBeyondRepairByC(Cluster.Group group) {
        if (cluster.plan().ours() > 0) {
            return false;
        }
        Map<Long, InstanceAddress> named = new HashMap<>();
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(group.name());
            InstanceAddress other = held == null ? null : named.putIfAbsent(held.configEpoch(), held.address());
            if (held != null && other != null && !other.equals(held.address())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether operators, or new addresses, have torn a group apart: there is a node that no Sentinel knows of, or one
     * Sentinel names a master that another has never heard of. Who was made to forget a node that follows somebody else, or
     * that is a master of its own, never hears of it again, and what a Sentinel alone says of it is not believed.
     */
    private boolean isTorn(Cluster.Group group) {
        for (RedisNode node : group.nodes()) {
            boolean known = false;
            boolean named = false;
            boolean unknown = false;
            for (SentinelNode each : cluster.sentinels()) {
                SentinelNode.Held held = each.held(group.name());
                if (held != null) {
                    known |= held.hasNode(node.address());
                    unknown |= !held.hasNode(node.address());
                    named |= held.address().equals(node.address());
                }
            }
            if (!known || (named && unknown)) {
                return true;
            }
        }
        return false;
    }
}
