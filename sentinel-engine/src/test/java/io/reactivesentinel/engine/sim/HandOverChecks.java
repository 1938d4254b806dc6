package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A coordinated failover loses nothing (S25): when it is told, the new master has every acknowledged write that the old
 * one held when it began to hand over, or carried out after that, unless one of both died meanwhile; and whoever tells it
 * has heard from the old master that it follows the new one and is through with handing over.
 */
final class HandOverChecks implements Observer {

    private static final Pattern FOLLOWS = Pattern.compile("master_host:(\\S+)\\s+master_port:(\\d+)");

    private final Cluster cluster;
    private final Violations violations;
    /** By the name of the master: who began to hand over last, and what it held then. */
    private final Map<String, Beginning> beginnings = new HashMap<>();

    private record Beginning(RedisNode old, long atUs, Set<WriteLog.Write> held) {}

    private record Pair(SimProcess asker, InstanceAddress asked) {}

    /** Whom a node said that it follows, being through with handing over, since it began to. */
    private final Map<Pair, InstanceAddress> through = new HashMap<>();

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
            // The successor may come back with less than it had: that is no hand-over's doing.
            beginnings
                    .values()
                    .removeIf(each ->
                            each.old() == old || old.address().equals(each.old().follows()));
        }
        if (!what.startsWith("begins to hand over")) {
            return;
        }
        for (Cluster.Group group : cluster.groups()) {
            if (group.nodes().contains(old)) {
                Set<WriteLog.Write> held = Collections.newSetFromMap(new IdentityHashMap<>());
                group.writes().writes().stream().filter(old::holds).forEach(held::add);
                through.keySet().removeIf(each -> each.asked().equals(old.address()));
                beginnings.put(
                        group.name(), new Beginning(old, cluster.world().queue().nowUs(), held));
            }
        }
    }

    @Override
    public void heard(SimProcess by, SimProcess from, List<String> words, List<RespValue> values) {
        if (from instanceof RedisNode node && words.size() == 1 && words.get(0).equals("INFO") && !values.isEmpty()) {
            String text = values.get(0).asText();
            Matcher found = FOLLOWS.matcher(text == null ? "" : text);
            if (found.find() && text != null && text.contains("master_failover_state:no-failover")) {
                through.put(
                        new Pair(by, node.address()),
                        new InstanceAddress(found.group(1), Integer.parseInt(found.group(2))));
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
        InstanceAddress told = ((FailoverEvent) event).instance().address();
        if (!told.equals(through.get(new Pair(by.process(), held.address())))) {
            violations.add(
                    "S25",
                    by.process() + " tells that " + held.address() + " has handed over to " + told
                            + ", which that one never said");
        }
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
