package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.List;

/** Operators who give the right commands at the wrong moment, and somebody who forges hellos. */
final class OperatorFaults {

    private static final long ABSURD = 1L << 40;
    private static final long TIDY_PERIOD_MS = 12_000;

    private final Cluster cluster;
    private final World world;
    private final Chance chance;
    private long nextTidyMs;

    OperatorFaults(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.chance = chance;
    }

    private SentinelNode sentinel() {
        return cluster.sentinels().get(chance.below(cluster.sentinels().size()));
    }

    private Cluster.Group group() {
        return cluster.groups().get(chance.below(cluster.groups().size()));
    }

    Runnable inflict(FaultKind kind) {
        switch (kind) {
            case OPERATOR_FAILOVER -> failover(sentinel(), group());
            case OPERATOR_RESET -> reset();
            case OPERATOR_MONITOR -> removeAndMonitor(sentinel(), group());
            case FORGED_HELLO -> forge();
            case OPERATOR_SET -> {
                return set(sentinel(), group());
            }
            default -> throw new IllegalArgumentException("no operator's doing: " + kind);
        }
        return () -> {};
    }

    /** Every other time the master itself is to hand over, which C's Sentinels of 7.0 cannot ask of it. */
    private void failover(SentinelNode sentinel, Cluster.Group group) {
        if (sentinel.isOurs() && world.nowMs() % 2 == 0) {
            tell(sentinel, "FAILOVER", group.name(), "COORDINATED");
        } else {
            tell(sentinel, "FAILOVER", group.name());
        }
    }

    private void tell(SentinelNode sentinel, String... words) {
        cluster.operator().give(sentinel.process().address(), command(words), answer -> {});
    }

    private static List<String> command(String... words) {
        List<String> all = new ArrayList<>(List.of("SENTINEL"));
        all.addAll(List.of(words));
        return List.copyOf(all);
    }

    /** Only where a quorum is a majority: a Sentinel that has forgotten its peers may take itself for one otherwise. */
    private void reset() {
        if (cluster.plan().quorum() >= cluster.plan().sentinels() / 2 + 1) {
            tell(sentinel(), "RESET", "*");
        }
    }

    private Runnable set(SentinelNode sentinel, Cluster.Group group) {
        ClusterPlan plan = cluster.plan();
        int majority = plan.sentinels() / 2 + 1;
        switch (chance.below(3)) {
            case 0 ->
                tell(
                        sentinel,
                        "SET",
                        group.name(),
                        "quorum",
                        Long.toString(chance.between(majority, plan.sentinels())));
            case 1 ->
                tell(
                        sentinel,
                        "SET",
                        group.name(),
                        "down-after-milliseconds",
                        Long.toString(chance.logBetween(500, 30_000)));
            default -> tell(sentinel, "SET", group.name(), "parallel-syncs", Long.toString(chance.between(1, 3)));
        }
        return () -> tell(
                sentinel,
                "SET",
                group.name(),
                "quorum",
                Integer.toString(plan.quorum()),
                "down-after-milliseconds",
                Long.toString(plan.downAfterMs()),
                "parallel-syncs",
                Integer.toString(plan.parallelSyncs()));
    }

    /** With the address that most Sentinels name, as an operator would look it up. */
    private void removeAndMonitor(SentinelNode sentinel, Cluster.Group group) {
        ClusterPlan plan = cluster.plan();
        if (plan.quorum() < plan.sentinels() / 2 + 1 || sentinel.held(group.name()) == null) {
            return;
        }
        cluster.operator()
                .give(
                        sentinel.process().address(),
                        command("REMOVE", group.name()),
                        removed -> monitor(sentinel, group));
    }

    private void monitor(SentinelNode sentinel, Cluster.Group group) {
        ClusterPlan plan = cluster.plan();
        InstanceAddress to = sentinel.process().address();
        InstanceAddress address = named(sentinel, group);
        List<String> monitor = command(
                "MONITOR",
                group.name(),
                address.host(),
                Integer.toString(address.port()),
                Integer.toString(plan.quorum()));
        List<String> set = command(
                "SET",
                group.name(),
                "down-after-milliseconds",
                Long.toString(plan.downAfterMs()),
                "failover-timeout",
                Long.toString(plan.failoverTimeoutMs()),
                "parallel-syncs",
                Integer.toString(plan.parallelSyncs()));
        cluster.operator().give(to, monitor, monitored -> cluster.operator().give(to, set, changed -> {}));
    }

    /** Whoever does not watch a master any more, because the second command was never given, is told again. */
    void tidyUp() {
        if (world.nowMs() < nextTidyMs) {
            return;
        }
        nextTidyMs = world.nowMs() + TIDY_PERIOD_MS;
        for (SentinelNode sentinel : cluster.sentinels()) {
            for (Cluster.Group group : cluster.groups()) {
                if (sentinel.process().isRunning() && sentinel.held(group.name()) == null) {
                    monitor(sentinel, group);
                }
            }
        }
    }

    private InstanceAddress named(SentinelNode except, Cluster.Group group) {
        InstanceAddress newest = group.nodes().get(0).address();
        long epoch = -1;
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each == except ? null : each.held(group.name());
            if (held != null && held.configEpoch() > epoch) {
                epoch = held.configEpoch();
                newest = held.address();
            }
        }
        return newest;
    }

    /** On the channel of a node, which whoever may publish there can do: ids, addresses and epochs that are not so. */
    private void forge() {
        Cluster.Group group = group();
        SentinelNode named = sentinel();
        RedisNode node = group.nodes().get(chance.below(group.nodes().size()));
        RedisNode other = group.nodes().get(chance.below(group.nodes().size()));
        long epoch =
                switch (chance.below(3)) {
                    case 0 -> ABSURD;
                    case 1 -> named.currentEpoch() + chance.between(1, 100);
                    default -> named.currentEpoch();
                };
        String id = chance.oneIn(2) ? named.id() : chance.hexId();
        InstanceAddress at = chance.oneIn(2)
                ? named.process().address()
                : new InstanceAddress("10.9.9." + chance.between(1, 9), 26_379);
        InstanceAddress master =
                chance.oneIn(2) ? other.address() : new InstanceAddress("10.9.9." + chance.between(1, 9), 6_379);
        HelloMessage hello = new HelloMessage(at, id, epoch, group.name(), master, epoch);
        List<String> words = List.of("PUBLISH", HelloMessage.CHANNEL, hello.format());
        InstanceAddress to = chance.oneIn(2) ? node.address() : named.process().address();
        for (int i = chance.below(3); i >= 0; i--) {
            cluster.operator().give(to, words, answer -> {});
        }
    }
}
