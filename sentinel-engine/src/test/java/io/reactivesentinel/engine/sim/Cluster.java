package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.InstanceAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The processes of a simulated cluster, as a {@link ClusterPlan} wants them. */
public final class Cluster {

    private static final int SENTINEL_PORT = 26_379;
    private static final int FIRST_REDIS_PORT = 6_379;
    private static final long LATELY_MS = 60_000;

    /** One monitored master with all nodes around it, whoever of them is the master at present. */
    public static final class Group {
        private final String name;
        private final List<RedisNode> nodes = new ArrayList<>();
        private final List<WriterClient> writers = new ArrayList<>();
        private final WriteLog writes = new WriteLog();

        private Group(String name) {
            this.name = name;
        }

        /** The master's name. */
        public String name() {
            return name;
        }

        /** The nodes, the one that was the master at first in front. */
        public List<RedisNode> nodes() {
            return nodes;
        }

        /** What the clients wrote. */
        public WriteLog writes() {
            return writes;
        }

        /** The clients that write to it. */
        public List<WriterClient> writers() {
            return writers;
        }
    }

    private final World world;
    private final ClusterPlan plan;
    private final List<Group> groups = new ArrayList<>();
    private final List<SentinelNode> sentinels = new ArrayList<>();
    private final List<SimProcess> processes = new ArrayList<>();
    private final List<RedisNode> strangers = new ArrayList<>();
    private final Set<RedisNode> everStrange = new HashSet<>();
    private final Map<InstanceAddress, Long> strangeUntilMs = new HashMap<>();
    private final Operator operator;

    /** A cluster of which nothing runs yet. */
    Cluster(World world, ClusterPlan plan, Variant variant) {
        this.world = world;
        this.plan = plan;
        world.network().latency(plan.fastestUs(), plan.slowestUs());
        makeNodes();
        makeSentinels(variant);
        makeWriters();
        operator = new Operator(world, "operator", world.network().host("desk"), 0);
        processes.add(operator);
    }

    private void makeNodes() {
        List<SimHost> hosts = new ArrayList<>();
        for (int i = 0; i <= plan.replicas(); i++) {
            hosts.add(world.network().host("h" + i));
        }
        for (int m = 0; m < plan.masters(); m++) {
            Group group = new Group("m" + m);
            int port = FIRST_REDIS_PORT + m;
            for (int i = 0; i <= plan.replicas(); i++) {
                RedisNode node = new RedisNode(world, group.name() + "-r" + i, hosts.get(i), port);
                node.configured(i == 0 ? null : names().spelled(group.nodes.get(0)));
                node.persistence(plan.persistent() ? Persistence.SNAPSHOT : Persistence.NOTHING);
                node.minReplicas = plan.minReplicas();
                group.nodes.add(node);
                processes.add(node);
            }
            groups.add(group);
        }
    }

    private HostNames names() {
        return world.network().names();
    }

    private void makeSentinels(Variant variant) {
        List<SimHost> hosts = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < plan.sentinels(); i++) {
            boolean shares = plan.together() && i <= plan.replicas();
            hosts.add(
                    shares ? groups.get(0).nodes.get(i).host() : world.network().host("s" + i));
            ids.add(world.chance().hexId());
        }
        for (int i = 0; i < plan.sentinels(); i++) {
            PersistentState state = state(ids.get(i), hosts, ids);
            // Ours and C's alternate over the ids, which decide ranks and ties.
            SimProcess made = i < plan.ours()
                    ? new OurSentinel(world, "s" + i, hosts.get(i), SENTINEL_PORT, state, Timings.DEFAULT, variant)
                    : new CSentinel(world, "c" + i, hosts.get(i), SENTINEL_PORT, state);
            sentinels.add((SentinelNode) made);
            processes.add(made);
        }
    }

    private PersistentState state(String id, List<SimHost> hosts, List<String> ids) {
        List<MasterRecord.KnownSentinel> others = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (plan.acquainted() && !ids.get(i).equals(id)) {
                others.add(new MasterRecord.KnownSentinel(
                        new InstanceAddress(hosts.get(i).ip(), SENTINEL_PORT), ids.get(i)));
            }
        }
        List<MasterRecord> masters = new ArrayList<>();
        for (Group group : groups) {
            List<InstanceAddress> replicas = new ArrayList<>();
            if (plan.acquainted()) {
                group.nodes.stream().skip(1).map(names()::spelled).forEach(replicas::add);
            }
            masters.add(
                    new MasterRecord(monitor(group.name, names().spelled(group.nodes.get(0))), 0, 0, replicas, others));
        }
        GlobalSettings settings = !names().areUsed()
                ? GlobalSettings.DEFAULT
                : GlobalSettings.DEFAULT
                        .resolving(true)
                        .announcingHostnames(names().chance().oneIn(2));
        return new PersistentState(id, 0, settings, masters);
    }

    MonitorConfig monitor(String name, InstanceAddress address) {
        return MonitorConfig.builder(name, address.host(), address.port(), plan.quorum())
                .downAfter(Duration.ofMillis(plan.downAfterMs()))
                .failoverTimeout(Duration.ofMillis(plan.failoverTimeoutMs()))
                .parallelSyncs(plan.parallelSyncs())
                .build();
    }

    private void makeWriters() {
        List<InstanceAddress> addresses =
                sentinels.stream().map(each -> each.process().address()).toList();
        for (int i = 0; i < plan.writers(); i++) {
            // The first client is beside the first master, so that a partition can have clients on either side.
            SimHost host = i % 2 == 0
                    ? groups.get(0).nodes.get(0).host()
                    : world.network().host("app" + i);
            for (Group group : groups) {
                WriterClient writer = new WriterClient(
                        world, group.name + "-w" + i, host, addresses, group.name, plan.writePeriodMs(), group.writes);
                group.writers.add(writer);
                processes.add(writer);
            }
        }
    }

    /** Starts everything, one after the other within a second. */
    void start() {
        for (Group group : groups) {
            group.nodes.forEach(SimProcess::start);
        }
        world.run(world.chance().between(50, 300));
        for (SentinelNode each : sentinels) {
            world.queue().in(world.chance().between(0, 500_000), each.process()::start);
        }
        for (Group group : groups) {
            for (WriterClient writer : group.writers) {
                world.queue().in(world.chance().between(500_000, 1_500_000), writer::start);
            }
        }
        operator.start();
    }

    /** Where it takes place. */
    public World world() {
        return world;
    }

    /** What it was made from. */
    public ClusterPlan plan() {
        return plan;
    }

    /** The monitored masters with their nodes. */
    public List<Group> groups() {
        return groups;
    }

    /** All Sentinels, ours first. */
    public List<SentinelNode> sentinels() {
        return sentinels;
    }

    /** Everything that runs. */
    public List<SimProcess> processes() {
        return processes;
    }

    /** A node that belongs to none of the masters comes to a place of theirs; it has data of its own. */
    RedisNode addStranger(SimHost host, int port, @Nullable InstanceAddress master) {
        RedisNode stranger = new RedisNode(world, "x" + everStrange.size(), host, port);
        stranger.configured(master);
        stranger.stock();
        strangers.add(stranger);
        everStrange.add(stranger);
        return stranger;
    }

    /** A stranger leaves for good. */
    void removeStranger(RedisNode stranger) {
        stranger.crash();
        strangers.remove(stranger);
        strangeUntilMs.put(stranger.address(), world.nowMs());
    }

    /** The strangers that are there. */
    List<RedisNode> strangers() {
        return strangers;
    }

    /** Whether a stranger is at an address, or was there within the last minute. */
    boolean wasStrangeLately(InstanceAddress address) {
        Long untilMs = strangeUntilMs.get(address);
        return strangers.stream().anyMatch(each -> each.address().equals(address))
                || (untilMs != null && world.nowMs() - untilMs <= LATELY_MS);
    }

    /** Whether a node is, or was, a stranger. */
    boolean isStranger(RedisNode node) {
        return everStrange.contains(node);
    }

    /** Whoever gives commands to Sentinels. */
    Operator operator() {
        return operator;
    }
}
