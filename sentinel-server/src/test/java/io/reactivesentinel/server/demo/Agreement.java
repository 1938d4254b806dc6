package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must be so once every fault is over: one master, all follow it, and all Sentinels know it. */
final class Agreement {
    private final Cluster cluster;

    Agreement(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Where all agree.
     *
     * @param master the one master
     * @param configEpoch the epoch of the configuration that names it
     */
    record Agreed(RedisProcess master, long configEpoch) {}

    /** Waits until nothing is left to complain of; fails with the last complaint. */
    Agreed await(Duration limit) {
        String[] last = {""};
        try {
            Wait.until("all agreed", limit, () -> {
                last[0] = complaint().orElse("");
                return last[0].isEmpty();
            });
        } catch (DemoException e) {
            throw new AssertionError("No agreement within " + limit.toSeconds() + " s: " + last[0], e);
        }
        Map<String, String> master = cluster.sentinels().get(0).master();
        return new Agreed(
                cluster.nodeOn(Integer.parseInt(master.get("port"))), Long.parseLong(master.get("config-epoch")));
    }

    /** What is wrong now, if anything. */
    Optional<String> complaint() {
        Set<String> named = new HashSet<>();
        for (SentinelProcess sentinel : cluster.sentinels()) {
            Map<String, String> master = sentinel.master();
            if (!sentinel.seesHealthy(
                    cluster.nodes().size() - 1, cluster.sentinels().size() - 1)) {
                return Optional.of(sentinel.name() + " does not see everybody well: master " + master.get("flags")
                        + " with " + master.get("num-slaves") + " replicas and " + master.get("num-other-sentinels")
                        + " other Sentinels");
            }
            named.add(master.get("port") + " in epoch " + master.get("config-epoch"));
        }
        if (named.size() != 1) {
            return Optional.of("The Sentinels name " + named);
        }
        int port = Integer.parseInt(named.iterator().next().split(" ", -1)[0]);
        return rolesWrong(cluster.nodes(), port);
    }

    private static Optional<String> rolesWrong(List<RedisProcess> nodes, int masterPort) {
        for (RedisProcess node : nodes) {
            try {
                RedisProcess.Replication now = node.replication();
                boolean right = node.port() == masterPort
                        ? now.isMaster()
                        : !now.isMaster() && now.masterPort() == masterPort && now.linkUp();
                if (!right) {
                    return Optional.of(node.name() + " is " + now + " but the master is on " + masterPort);
                }
            } catch (IOException e) {
                return Optional.of(node.name() + " does not answer: " + e.getMessage());
            }
        }
        return Optional.empty();
    }
}
