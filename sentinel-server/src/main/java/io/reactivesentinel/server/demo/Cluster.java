package io.reactivesentinel.server.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A master, its replicas and the Sentinels that watch them, all of them real processes on the loopback address. */
public final class Cluster {
    /** The name under which the Sentinels know the master. */
    public static final String MASTER_NAME = "mymaster";

    private final List<RedisProcess> nodes = new ArrayList<>();
    private final List<SentinelProcess> sentinels = new ArrayList<>();

    /**
     * What a cluster is made of.
     *
     * @param nodePorts a port for the master and each replica
     * @param sentinels how each Sentinel is run
     * @param sentinelPorts a port for each Sentinel
     * @param quorum how many Sentinels must agree that the master is down
     * @param downAfter how long an instance may be silent
     * @param failoverTimeout the {@code failover-timeout}
     */
    public record Plan(
            List<Integer> nodePorts,
            List<SentinelCommand> sentinels,
            List<Integer> sentinelPorts,
            int quorum,
            Duration downAfter,
            Duration failoverTimeout) {
        /** Copies the lists and checks that they fit each other. */
        public Plan {
            nodePorts = List.copyOf(nodePorts);
            sentinels = List.copyOf(sentinels);
            sentinelPorts = List.copyOf(sentinelPorts);
            if (nodePorts.size() < 2) {
                throw new IllegalArgumentException("a failover needs a replica, nodePorts were " + nodePorts);
            }
            if (sentinels.size() != sentinelPorts.size()) {
                throw new IllegalArgumentException(
                        sentinels.size() + " sentinels but " + sentinelPorts.size() + " ports for them");
            }
        }
    }

    /** Describes the cluster; {@link #startNodes()} and {@link #startSentinels()} start it. */
    public Cluster(Children children, RedisBinary binary, Path directory, Plan plan) {
        Integer masterPort = plan.nodePorts().get(0);
        for (int i = 0; i < plan.nodePorts().size(); i++) {
            @Nullable Integer follows = i == 0 ? null : masterPort;
            nodes.add(new RedisProcess(
                    children,
                    binary,
                    "redis-" + (i + 1),
                    directory,
                    plan.nodePorts().get(i),
                    follows));
        }
        SentinelProcess.Watch watch = new SentinelProcess.Watch(
                MASTER_NAME, masterPort, plan.quorum(), plan.downAfter(), plan.failoverTimeout());
        for (int i = 0; i < plan.sentinels().size(); i++) {
            sentinels.add(new SentinelProcess(
                    children,
                    plan.sentinels().get(i),
                    "sentinel-" + (i + 1),
                    directory,
                    plan.sentinelPorts().get(i),
                    watch));
        }
    }

    /** The data nodes; the first begins as the master. */
    public List<RedisProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** The node that begins as the master. */
    public RedisProcess firstMaster() {
        return nodes.get(0);
    }

    /** The Sentinels. */
    public List<SentinelProcess> sentinels() {
        return List.copyOf(sentinels);
    }

    /** Starts the data nodes and waits until the replicas are in sync. */
    public void startNodes() {
        nodes.forEach(ServerProcess::start);
        nodes.forEach(ServerProcess::awaitPong);
        for (RedisProcess replica : nodes.subList(1, nodes.size())) {
            Wait.until(
                    replica.name() + " was in sync with " + firstMaster().name(),
                    Duration.ofSeconds(20),
                    () -> replica.isInSyncWith(firstMaster().port()));
        }
    }

    /** Starts the Sentinels, all at once, and waits until each answers. */
    public void startSentinels() {
        sentinels.forEach(ServerProcess::start);
        sentinels.forEach(ServerProcess::awaitPong);
    }

    /** Waits until every Sentinel sees every node and every other Sentinel, all of them well. */
    public void awaitHealthy(Duration limit) {
        for (SentinelProcess sentinel : sentinels) {
            Wait.until(
                    sentinel.name() + " found " + (nodes.size() - 1) + " replicas and " + (sentinels.size() - 1)
                            + " other Sentinels, all well",
                    limit,
                    () -> sentinel.seesHealthy(nodes.size() - 1, sentinels.size() - 1));
        }
    }

    /**
     * Waits until all given Sentinels name one and the same master, another than before, and it says itself that it is one.
     *
     * @return the new master
     */
    public RedisProcess awaitSwitch(List<SentinelProcess> witnesses, RedisProcess oldMaster, Duration limit) {
        RedisProcess[] found = new RedisProcess[1];
        Wait.until("all Sentinels named one new master after " + oldMaster.name(), limit, () -> {
            Optional<Integer> named = witnesses.get(0).masterPort();
            if (named.isEmpty() || named.get() == oldMaster.port()) {
                return false;
            }
            if (!witnesses.stream().allMatch(witness -> witness.masterPort().equals(named))) {
                return false;
            }
            RedisProcess candidate = nodeOn(named.get());
            found[0] = candidate;
            return candidate.isMaster();
        });
        return found[0];
    }

    /** The data node on a port. */
    public RedisProcess nodeOn(int port) {
        return nodes.stream()
                .filter(node -> node.port() == port)
                .findFirst()
                .orElseThrow(() -> new DemoException("A Sentinel named port " + port + ", where no node of ours is"));
    }
}
