package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.IdentityHashMap;

/**
 * A coordinated failover loses nothing (S25): when it is told, the new master has every write that the old one acknowledged
 * since it became one, unless the old one died meanwhile.
 */
final class HandOverChecks implements Observer {

    private final Cluster cluster;
    private final Violations violations;
    private final IdentityHashMap<RedisNode, Long> masterSinceUs = new IdentityHashMap<>();
    private long handedOver;

    HandOverChecks(Cluster cluster, Violations violations) {
        this.cluster = cluster;
        this.violations = violations;
    }

    /** How many masters have handed over. */
    long handedOver() {
        return handedOver;
    }

    @Override
    public void roleChanged(RedisNode node) {
        if (node.isMaster()) {
            masterSinceUs.put(node, cluster.world().queue().nowUs());
        }
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (!by.isOurs() || event.type() != EventType.PROMOTED_REPLICA) {
            return;
        }
        SentinelNode.Held held = event.masterName().map(by::held).orElse(null);
        if (held == null || !held.isCoordinated() || held.isSdown()) {
            return;
        }
        handedOver++;
        for (Cluster.Group group : cluster.groups()) {
            for (RedisNode old : group.nodes()) {
                if (group.name().equals(held.master()) && old.address().equals(held.address())) {
                    group.nodes().stream()
                            .filter(each -> each.address().equals(old.follows()))
                            .findFirst()
                            .ifPresentOrElse(
                                    next -> compare(by, group, old, next),
                                    () -> violations.add(
                                            "S25",
                                            by.process() + " tells that " + old + " has handed over, which follows "
                                                    + old.follows()));
                }
            }
        }
    }

    private void compare(SentinelNode by, Cluster.Group group, RedisNode old, RedisNode next) {
        long sinceUs = masterSinceUs.getOrDefault(old, 0L);
        for (WriteLog.Write each : group.writes().writes()) {
            if (each.isAcknowledged() && each.node() == old && each.executedUs() >= sinceUs && !next.holds(each)) {
                violations.add(
                        "S25",
                        by.process() + " lets " + old + " hand over to " + next + ", which does not hold " + each);
                return;
            }
        }
    }
}
