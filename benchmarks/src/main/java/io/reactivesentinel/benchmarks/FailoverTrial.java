package io.reactivesentinel.benchmarks;

import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.server.demo.Children;
import io.reactivesentinel.server.demo.Cluster;
import io.reactivesentinel.server.demo.Ports;
import io.reactivesentinel.server.demo.RedisBinary;
import io.reactivesentinel.server.demo.RedisConnection;
import io.reactivesentinel.server.demo.RedisProcess;
import io.reactivesentinel.server.demo.SentinelListener;
import io.reactivesentinel.server.demo.SentinelProcess;
import io.reactivesentinel.server.demo.Workspace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One cluster of fresh processes that goes through two failovers: the first of these processes, and one more when all is
 * well again.
 */
final class FailoverTrial {

    private static final int NODES = 3;

    /** C starts none within twice that after the last; ours begins to count anew with each outage. */
    private static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration CALL_LIMIT = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Setting setting;
    private final Cluster cluster;

    /**
     * What is tried.
     *
     * @param contender whose Sentinels
     * @param sentinels how many
     * @param fault what befalls the master
     * @param downAfter {@code down-after-milliseconds}
     */
    record Setting(Contender contender, int sentinels, FailoverFault fault, Duration downAfter) {
        @Override
        public String toString() {
            return contender.label() + ", " + sentinels + " Sentinels, " + fault.label();
        }
    }

    /**
     * What one failover took, in nanoseconds since the fault.
     *
     * @param cold whether it was the first of its processes
     * @param after for each phase that was seen; {@link FailoverPhase#DEMOTED} counts from the return of the old master
     */
    record Times(boolean cold, Map<FailoverPhase, Long> after) {}

    private FailoverTrial(Setting setting, Cluster cluster) {
        this.setting = setting;
        this.cluster = cluster;
    }

    /** Runs it; every process it starts is ended. */
    @SuppressWarnings("try") // It only has to be closed.
    static List<Times> run(Setting setting, Path home) {
        try (Workspace workspace = new Workspace();
                Children children = new Children();
                AtExit atExit = AtExit.close(children, workspace)) {
            RedisBinary redis =
                    RedisBinary.bundledIn(home.resolve("sentinel-server/target/demo"), workspace.directory());
            List<Integer> ports = Ports.free(NODES + setting.sentinels());
            Cluster cluster = new Cluster(
                    children,
                    redis,
                    workspace.directory(),
                    new Cluster.Plan(
                            ports.subList(0, NODES),
                            setting.contender().commands(setting.sentinels(), home.resolve("sentinel"), redis),
                            ports.subList(NODES, ports.size()),
                            setting.sentinels() / 2 + 1,
                            setting.downAfter(),
                            FAILOVER_TIMEOUT));
            cluster.startNodes();
            cluster.startSentinels();
            cluster.awaitHealthy(LIMIT);
            return new FailoverTrial(setting, cluster).failovers();
        }
    }

    private List<Times> failovers() {
        Times cold = failover(cluster.firstMaster(), true);
        cluster.awaitHealthy(LIMIT);
        pause(FAILOVER_TIMEOUT.multipliedBy(2));
        int port = cluster.sentinels().get(0).masterPort().orElseThrow();
        return List.of(cold, failover(cluster.nodeOn(port), false));
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MeasurementException("interrupted between two failovers", e);
        }
    }

    private Times failover(RedisProcess old, boolean cold) {
        Map<String, Long> events = new ConcurrentHashMap<>();
        AtomicReference<RedisProcess> successor = new AtomicReference<>();
        List<RedisProcess> others =
                cluster.nodes().stream().filter(node -> node != old).toList();
        List<Closeable> open = new ArrayList<>();
        try {
            for (SentinelProcess sentinel : cluster.sentinels()) {
                open.add(SentinelListener.on(sentinel, heard -> {
                    boolean ofMaster = heard.payload().startsWith("master ");
                    if (ofMaster) {
                        events.putIfAbsent(heard.channel(), heard.atNanos());
                    }
                }));
            }
            List<Poller> writes = new ArrayList<>();
            for (RedisProcess node : others) {
                writes.add(started(
                        open,
                        Poller.start(
                                node.name() + " takes a write",
                                node.port(),
                                server -> takesWrite(server) && successor.compareAndSet(null, node))));
            }
            long faultNs = System.nanoTime();
            strike(old);
            Map<FailoverPhase, Long> after = new EnumMap<>(FailoverPhase.class);
            RedisProcess fresh = awaitSuccessor(successor, writes, after, faultNs);
            after.put(FailoverPhase.NAMED, awaitNamed(fresh, open) - faultNs);
            if (setting.fault() != FailoverFault.SWITCHOVER) {
                after.put(FailoverPhase.FOLLOWED, awaitFollowed(others, fresh, open) - faultNs);
            }
            after.put(FailoverPhase.DEMOTED, awaitDemoted(old, fresh, faultNs));
            if (setting.fault() == FailoverFault.SWITCHOVER) {
                after.put(FailoverPhase.FOLLOWED, awaitFollowed(others, fresh, open) - faultNs);
            }
            note(after, FailoverPhase.SDOWN, events.get("+sdown"), faultNs);
            note(after, FailoverPhase.ELECTED, events.get("+elected-leader"), faultNs);
            return new Times(cold, after);
        } finally {
            close(open);
        }
    }

    private static void note(Map<FailoverPhase, Long> after, FailoverPhase phase, @Nullable Long atNs, long faultNs) {
        if (atNs != null) {
            after.put(phase, atNs - faultNs);
        }
    }

    private static Poller started(List<Closeable> open, Poller poller) {
        open.add(poller);
        return poller;
    }

    private void strike(RedisProcess old) {
        switch (setting.fault()) {
            case KILL -> old.kill();
            case STOP -> old.pause();
            case SWITCHOVER -> {
                boolean ours = setting.contender() != Contender.C;
                SentinelProcess first = cluster.sentinels().get(0);
                try (RedisConnection sentinel = RedisConnection.open(first.port(), CALL_LIMIT)) {
                    RespValue answer = ours
                            ? sentinel.call("SENTINEL", "FAILOVER", Cluster.MASTER_NAME, "COORDINATED")
                            : sentinel.call("SENTINEL", "FAILOVER", Cluster.MASTER_NAME);
                    if (!answer.equals(RespValue.SimpleString.OK)) {
                        throw new MeasurementException(first.name() + " does not fail over: " + answer);
                    }
                } catch (IOException e) {
                    throw new MeasurementException(first.name() + " does not fail over: " + e.getMessage(), e);
                }
            }
        }
    }

    private static boolean takesWrite(RedisConnection server) throws IOException {
        return server.call("SET", "probe", "x").equals(RespValue.SimpleString.OK);
    }

    private static RedisProcess awaitSuccessor(
            AtomicReference<RedisProcess> successor,
            List<Poller> writes,
            Map<FailoverPhase, Long> after,
            long faultNs) {
        long limitNs = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() - limitNs < 0) {
            RedisProcess found = successor.get();
            for (Poller write : writes) {
                if (found != null && write.isSeen()) {
                    after.put(FailoverPhase.WRITABLE, write.await(LIMIT) - faultNs);
                    return found;
                }
            }
            pause(Duration.ofMillis(1));
        }
        throw new MeasurementException("no other node took a write within " + LIMIT.toSeconds() + " s");
    }

    private long awaitNamed(RedisProcess fresh, List<Closeable> open) {
        List<Poller> pollers = new ArrayList<>();
        for (SentinelProcess sentinel : cluster.sentinels()) {
            pollers.add(started(
                    open,
                    Poller.start(
                            sentinel.name() + " names " + fresh.name(), sentinel.port(), server -> server.masterPort(
                                            Cluster.MASTER_NAME)
                                    .filter(port -> port == fresh.port())
                                    .isPresent())));
        }
        return last(pollers);
    }

    private static long awaitFollowed(List<RedisProcess> others, RedisProcess fresh, List<Closeable> open) {
        List<Poller> pollers = new ArrayList<>();
        for (RedisProcess node : others) {
            if (node != fresh) {
                pollers.add(started(
                        open,
                        Poller.start(
                                node.name() + " is in sync with " + fresh.name(),
                                node.port(),
                                server -> isReplicaOf(server, fresh.port(), true))));
            }
        }
        return last(pollers);
    }

    /** From its first answer, or from the command when it was there all the time. */
    private long awaitDemoted(RedisProcess old, RedisProcess fresh, long faultNs) {
        long fromNs = faultNs;
        if (setting.fault() == FailoverFault.KILL) {
            old.start();
        } else if (setting.fault() == FailoverFault.STOP) {
            old.resume();
        }
        if (setting.fault().isDetected()) {
            try (Poller back = Poller.start(old.name() + " is back", old.port(), server -> server.call("PING")
                    .equals(RespValue.SimpleString.PONG))) {
                fromNs = back.await(LIMIT);
            }
        }
        try (Poller demoted = Poller.start(
                old.name() + " is a replica of " + fresh.name(),
                old.port(),
                server -> isReplicaOf(server, fresh.port(), false))) {
            return demoted.await(LIMIT) - fromNs;
        }
    }

    private static boolean isReplicaOf(RedisConnection server, int port, boolean inSync) throws IOException {
        String info = server.text("INFO", "replication");
        return info.contains("role:slave")
                && info.contains("master_port:" + port + "\r")
                && (!inSync || info.contains("master_link_status:up"));
    }

    private static long last(List<Poller> pollers) {
        return pollers.stream()
                .mapToLong(poller -> poller.await(LIMIT))
                .max()
                .orElseThrow(() -> new MeasurementException("nobody to wait for"));
    }

    private static void close(List<Closeable> open) {
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                throw new MeasurementException("cannot close " + each + ": " + e, e);
            }
        }
    }
}
