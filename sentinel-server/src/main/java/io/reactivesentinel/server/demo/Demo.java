package io.reactivesentinel.server.demo;

import io.reactivesentinel.protocol.EventType;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A failover to watch: real Redis, real Sentinel processes, an application that writes all the while; the master is killed
 * and later returns.
 *
 * <p>Every process and file of it is gone when {@link #run()} returns, and also when the JVM ends before, by any signal
 * that lets shutdown hooks run. Only after a failure its files stay, for their logs.
 */
final class Demo {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RETURN_LIMIT = Duration.ofSeconds(60);
    private static final Duration WRITING_LIMIT = Duration.ofSeconds(10);
    private static final long WRITES_BEFORE = 500;
    private static final long WRITES_AFTER = 300;

    private final DemoSettings settings;
    private final SentinelSource sentinelSource;
    private final PrintStream out;
    private final Style style;
    private final Children children = new Children();
    private final Workspace workspace = new Workspace();
    private final Map<String, Long> switchedAtNanos = new ConcurrentHashMap<>();
    private final AtomicLong failingSinceNanos = new AtomicLong();
    private final AtomicLong workingSinceNanos = new AtomicLong();
    private boolean started;
    private volatile boolean interrupted;
    private volatile boolean killed;

    /** Which Sentinels to run: ours, or another's where a test compares. */
    @FunctionalInterface
    interface SentinelSource {
        /** The way to run each of them, given the Redis in use. */
        SentinelCommand with(RedisBinary binary);
    }

    Demo(DemoSettings settings, SentinelSource sentinelSource, PrintStream out, Style style) {
        this.settings = settings;
        this.sentinelSource = sentinelSource;
        this.out = out;
        this.style = style;
    }

    /** Runs it all; returns the exit status. */
    int run() {
        Thread cleaner = new Thread(this::cleanUpAtExit, "demo-cleaner");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            play();
            return 0;
        } catch (DemoException e) {
            if (!interrupted) {
                fail(e);
            }
            return 1;
        } finally {
            if (!interrupted) {
                cleanUp();
                removeHook(cleaner);
            }
        }
    }

    private void fail(DemoException failure) {
        out.println();
        out.println(style.red("The demo failed. ") + failure.text());
        if (started) {
            workspace.keep();
            out.println("Logs and configuration files: " + workspace.directory());
        }
        out.flush();
    }

    private void play() {
        List<Integer> ports = settings.ports();
        RedisBinary binary =
                settings.redisServer().map(RedisBinary::at).orElseGet(() -> RedisBinary.bundled(workspace.directory()));
        Cluster cluster = new Cluster(
                children,
                binary,
                workspace.directory(),
                new Cluster.Plan(
                        ports.subList(0, DemoSettings.NODE_COUNT),
                        Collections.nCopies(settings.sentinelCount(), sentinelSource.with(binary)),
                        ports.subList(DemoSettings.NODE_COUNT, ports.size()),
                        settings.quorum(),
                        settings.downAfter(),
                        FAILOVER_TIMEOUT));
        started = true;
        Narrator narrator = new Narrator();
        start(cluster, narrator);

        List<SentinelListener> listeners = new ArrayList<>();
        try (Screen screen = new Screen(out, new Timeline(narrator, style, settings.sentinelCount()))) {
            for (int i = 0; i < cluster.sentinels().size(); i++) {
                int index = i;
                listeners.add(SentinelListener.on(cluster.sentinels().get(i), heard -> hear(screen, index, heard)));
            }
            try (Writer writer = Writer.start(cluster.sentinels(), new Watcher(screen, cluster))) {
                failOver(cluster, screen, writer);
            }
        } finally {
            listeners.forEach(SentinelListener::close);
        }
    }

    private void start(Cluster cluster, Narrator narrator) {
        long startedNanos = System.nanoTime();
        out.println(style.bold("Reactive Sentinel demo: the master dies, a replica takes over, nobody is asked."));
        out.println();
        cluster.startNodes();
        for (RedisProcess node : cluster.nodes()) {
            boolean master = node == cluster.firstMaster();
            narrator.introduce("127.0.0.1:" + node.port(), node.name());
            describe(
                    node,
                    master ? "master" : "replica of " + cluster.firstMaster().name());
        }
        cluster.startSentinels();
        for (SentinelProcess sentinel : cluster.sentinels()) {
            narrator.introduce("127.0.0.1:" + sentinel.port(), sentinel.name());
            narrator.introduce(sentinel.id(), sentinel.name());
            describe(sentinel, "watches " + Cluster.MASTER_NAME);
        }
        out.println("  " + settings.quorum() + " of " + settings.sentinelCount()
                + " Sentinels must agree that the master is down, after "
                + settings.downAfter().toMillis() + " ms of silence.");
        out.flush();
        cluster.awaitHealthy(READY_LIMIT);
        out.println(
                "  Everybody has found everybody " + seconds(System.nanoTime() - startedNanos) + " after the start.");
        out.println();
        out.flush();
    }

    private void describe(ServerProcess process, String role) {
        out.println(String.format(
                Locale.ROOT,
                "  %s  127.0.0.1:%-5d  pid %-7d  %s",
                style.bold(String.format(Locale.ROOT, "%-10s", process.name())),
                process.port(),
                process.pid(),
                role));
    }

    private void failOver(Cluster cluster, Screen screen, Writer writer) {
        RedisProcess oldMaster = cluster.firstMaster();
        Wait.until(
                WRITES_BEFORE + " writes were acknowledged",
                WRITING_LIMIT,
                () -> writer.acknowledgedCount() >= WRITES_BEFORE);
        screen.say("An application writes to " + oldMaster.name() + ": " + writer.acknowledgedCount()
                + " writes acknowledged so far. Now kill -9 " + oldMaster.pid() + ".");
        screen.say("");

        long killedNanos = System.nanoTime();
        screen.begin(killedNanos);
        screen.note(killedNanos, oldMaster.name() + " is killed");
        killed = true;
        oldMaster.kill();

        Duration switchLimit = settings.downAfter().plus(FAILOVER_TIMEOUT.multipliedBy(3));
        RedisProcess newMaster = cluster.awaitSwitch(cluster.sentinels(), oldMaster, switchLimit);
        Wait.until(
                "a write was acknowledged by " + newMaster.name(), WRITING_LIMIT, () -> workingSinceNanos.get() != 0);
        for (RedisProcess node : cluster.nodes()) {
            if (node != newMaster && node != oldMaster) {
                Wait.until(
                        node.name() + " followed " + newMaster.name(),
                        switchLimit,
                        () -> node.isInSyncWith(newMaster.port()));
                screen.note(System.nanoTime(), node.name() + " follows " + newMaster.name() + " and is in sync");
            }
        }
        long enough = writer.acknowledgedCount() + WRITES_AFTER;
        Wait.until(
                WRITES_AFTER + " more writes were acknowledged",
                WRITING_LIMIT,
                () -> writer.acknowledgedCount() >= enough);

        long returnedNanos = System.nanoTime();
        screen.note(returnedNanos, oldMaster.name() + " comes back, still believing it is the master");
        oldMaster.start();
        Wait.until(
                oldMaster.name() + " became a replica of " + newMaster.name(),
                RETURN_LIMIT,
                () -> oldMaster.isInSyncWith(newMaster.port()));
        long replicaNanos = System.nanoTime();
        screen.note(replicaNanos, oldMaster.name() + " is a replica of " + newMaster.name() + " and is in sync");
        writer.close();
        screen.close();
        conclude(newMaster, oldMaster, writer, killedNanos, replicaNanos - returnedNanos);
        if (settings.keepRunning()) {
            keepRunning(cluster, newMaster);
        }
    }

    private void conclude(
            RedisProcess newMaster, RedisProcess oldMaster, Writer writer, long killedNanos, long returnNanos) {
        Writer.Report report;
        try {
            report = writer.readBack(newMaster.port());
        } catch (IOException e) {
            throw new DemoException("Cannot read the writes back from " + newMaster.name() + ": " + e.getMessage(), e);
        }
        out.println();
        out.println(style.bold("Result"));
        result(
                "new master",
                style.green(newMaster.name()) + ", named by all " + settings.sentinelCount() + " Sentinels "
                        + milliseconds(lastSwitchNanos(killedNanos) - killedNanos) + " after the kill");
        result(
                "writes failed for",
                milliseconds(workingSinceNanos.get() - failingSinceNanos.get())
                        + ", from " + milliseconds(failingSinceNanos.get() - killedNanos)
                        + " to " + milliseconds(workingSinceNanos.get() - killedNanos) + " after the kill");
        result("acknowledged writes", kept(report));
        result(
                "old master",
                oldMaster.name() + " was a replica in sync " + milliseconds(returnNanos) + " after it came back");
        out.flush();
    }

    private String kept(Writer.Report report) {
        int keptCount = report.acknowledged() - report.lost();
        String text = String.format(Locale.ROOT, "%,d of %,d kept", keptCount, report.acknowledged());
        if (report.lost() == 0) {
            return style.green(text) + ", none lost";
        }
        return style.yellow(text) + ", " + report.lost()
                + " lost: acknowledged by the old master, which died before it had copied them";
    }

    private void result(String label, String text) {
        out.println(String.format(Locale.ROOT, "  %-20s  %s", label, text));
    }

    private long lastSwitchNanos(long killedNanos) {
        return switchedAtNanos.values().stream()
                .mapToLong(Long::longValue)
                .reduce((a, b) -> a - b > 0 ? a : b)
                .orElse(killedNanos);
    }

    private void keepRunning(Cluster cluster, RedisProcess master) {
        int sentinelPort = cluster.sentinels().get(0).port();
        out.println();
        out.println(style.bold("The cluster stays up."));
        for (SentinelProcess sentinel : cluster.sentinels()) {
            describe(sentinel, "Sentinel");
        }
        for (RedisProcess node : cluster.nodes()) {
            describe(node, node == master ? "master" : "replica");
        }
        out.println();
        out.println("  Look      redis-cli -p " + sentinelPort + " sentinel masters");
        out.println("  Watch     redis-cli -p " + sentinelPort + " psubscribe '*'");
        out.println("  Fail over redis-cli -p " + sentinelPort + " sentinel failover " + Cluster.MASTER_NAME);
        out.println("  Data      redis-cli -p " + master.port() + " get demo:0");
        out.println("  Logs      " + workspace.directory());
        out.println(
                "  Stop      Ctrl-C here, or kill " + ProcessHandle.current().pid());
        out.flush();
        try {
            // Until a signal ends the JVM; the shutdown hook then cleans up.
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(Screen screen, int sentinel, SentinelListener.Heard heard) {
        if (killed && heard.channel().equals(EventType.SWITCH_MASTER.channel())) {
            switchedAtNanos.putIfAbsent(heard.sentinel().name(), heard.atNanos());
        }
        screen.event(sentinel, heard);
    }

    /** Brings what the writer notices to the screen. */
    private final class Watcher implements Writer.Listener {
        private final Screen screen;
        private final Cluster cluster;

        Watcher(Screen screen, Cluster cluster) {
            this.screen = screen;
            this.cluster = cluster;
        }

        @Override
        public void failing(long atNanos, String reason) {
            if (killed && failingSinceNanos.compareAndSet(0, atNanos)) {
                // The network library says where in its own code first; what happened stands last.
                String cause = reason.substring(reason.lastIndexOf(": ") + 1).strip();
                screen.note(atNanos, "writes fail: " + cause.toLowerCase(Locale.ROOT));
            }
        }

        @Override
        public void working(long atNanos, int masterPort) {
            if (killed && workingSinceNanos.compareAndSet(0, atNanos)) {
                screen.note(
                        atNanos,
                        "writes work again, on " + cluster.nodeOn(masterPort).name());
            }
        }
    }

    private void cleanUpAtExit() {
        interrupted = true;
        cleanUp();
    }

    private void cleanUp() {
        children.close();
        workspace.close();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs and finds nothing left to do.
        }
    }

    private static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%,d ms", Math.round(nanos / 1e6));
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
