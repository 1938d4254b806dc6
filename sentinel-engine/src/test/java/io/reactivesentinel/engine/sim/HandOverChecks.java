package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A coordinated failover loses nothing (S25): when it is told, the new master has every acknowledged write that the old
 * one held when it began to hand over, or carried out after that, unless the old one died meanwhile.
 */
final class HandOverChecks implements Observer {

    private final Cluster cluster;
    private final Violations violations;
    /** By the name of the master: who began to hand over last, and what it held then. */
    private final Map<String, Beginning> beginnings = new HashMap<>();

    private record Beginning(RedisNode old, long atUs, Set<WriteLog.Write> held) {}

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
    public void noted(Object subject, String what) {
        if (!(subject instanceof RedisNode old)) {
            return;
        }
        if (what.equals("is killed")) {
            beginnings.values().removeIf(each -> each.old() == old);
        }
        if (!what.startsWith("begins to hand over")) {
            return;
        }
        for (Cluster.Group group : cluster.groups()) {
            if (group.nodes().contains(old)) {
                Set<WriteLog.Write> held = Collections.newSetFromMap(new IdentityHashMap<>());
                group.writes().writes().stream().filter(old::holds).forEach(held::add);
                beginnings.put(
                        group.name(), new Beginning(old, cluster.world().queue().nowUs(), held));
            }
        }
    }

    /** It has taken its place again: that hand-over is over. */
    @Override
    public void roleChanged(RedisNode node) {
        if (node.isMaster()) {
            beginnings.values().removeIf(each -> each.old() == node);
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
        Beginning beginning = beginnings.get(held.master());
        if (beginning == null || !beginning.old().address().equals(held.address())) {
            // A stranger at the old master's address.
            return;
        }
        for (Cluster.Group group : cluster.groups()) {
            InstanceAddress successor = beginning.old().follows();
            if (successor != null && group.name().equals(held.master())) {
                for (RedisNode next : group.nodes()) {
                    if (next.address().equals(successor) && next.isRunning() && next.isMaster()) {
                        compare(by, group, beginning, next);
                    }
                }
            }
        }
    }

    private void compare(SentinelNode by, Cluster.Group group, Beginning beginning, RedisNode next) {
        RedisNode old = beginning.old();
        for (WriteLog.Write each : group.writes().writes()) {
            boolean counts =
                    beginning.held().contains(each) || (each.node() == old && each.executedUs() >= beginning.atUs());
            if (each.isAcknowledged() && counts && !next.holds(each)) {
                violations.add(
                        "S25",
                        by.process() + " lets " + old + " hand over to " + next + ", which does not hold " + each);
                return;
            }
        }
    }
}
