package io.reactivesentinel.server.demo;

import io.reactivesentinel.server.demo.FaultProxy.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A master, two replicas and three Sentinels, each behind a {@link FaultProxy} whose address is the only one that the others
 * know. A Sentinel names its connections after its id, so that what goes wrong can be for one Sentinel alone.
 */
final class ProxiedCluster implements AutoCloseable {
    static final int COUNT = 3;

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START_LIMIT = Duration.ofSeconds(40);

    private final Children children = new Children();
    private final List<RedisProcess> nodes = new ArrayList<>();
    private final List<SentinelProcess> sentinels = new ArrayList<>();
    private final List<FaultProxy> nodeProxies = new ArrayList<>();
    private final List<FaultProxy> sentinelProxies = new ArrayList<>();
    private final List<String> connectionNames = new ArrayList<>();
    private final List<SentinelListener> listeners = new ArrayList<>();
    private final List<SentinelListener.Heard> heard = new CopyOnWriteArrayList<>();

    private ProxiedCluster() {}

    static ProxiedCluster start(Mix mix, Path directory, Duration downAfter, Duration failoverTimeout)
            throws IOException {
        ProxiedCluster started = new ProxiedCluster();
        try {
            started.startAll(mix, directory, downAfter, failoverTimeout);
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void startAll(Mix mix, Path directory, Duration downAfter, Duration failoverTimeout) throws IOException {
        RedisBinary binary = RedisBinary.bundled(directory);
        List<Integer> ports = Ports.free(2 * COUNT);
        for (int port : ports.subList(0, COUNT)) {
            nodeProxies.add(FaultProxy.to(port));
        }
        for (int port : ports.subList(COUNT, 2 * COUNT)) {
            sentinelProxies.add(FaultProxy.to(port));
        }
        int masterPort = nodeProxies.get(0).port();
        for (int i = 0; i < COUNT; i++) {
            RedisProcess node = new RedisProcess(
                    children, binary, "redis-" + (i + 1), directory, ports.get(i), i == 0 ? null : masterPort);
            Files.writeString(
                    node.configFile(),
                    node.initialConfig() + "replica-announce-ip " + LOOPBACK + "\nreplica-announce-port "
                            + nodeProxies.get(i).port() + "\n");
            nodes.add(node);
            node.start();
        }
        nodes.forEach(ServerProcess::awaitPong);
        awaitFollowers(0, START_LIMIT);
        SentinelProcess.Watch watch =
                new SentinelProcess.Watch(Cluster.MASTER_NAME, masterPort, 2, downAfter, failoverTimeout);
        List<SentinelCommand> commands = Mix.commands(mix.ourCount(), mix.redisCount(), binary);
        for (int i = 0; i < COUNT; i++) {
            SentinelProcess sentinel = new SentinelProcess(
                    children, commands.get(i), "sentinel-" + (i + 1), directory, ports.get(COUNT + i), watch);
            Files.writeString(
                    sentinel.configFile(),
                    sentinel.initialConfig() + "sentinel announce-ip " + LOOPBACK + "\nsentinel announce-port "
                            + sentinelProxies.get(i).port() + "\n");
            sentinels.add(sentinel);
            sentinel.start();
        }
        sentinels.forEach(ServerProcess::awaitPong);
        sentinels.forEach(
                sentinel -> connectionNames.add("sentinel-" + sentinel.id().substring(0, 8)));
        awaitHealthy(START_LIMIT);
        sentinels.forEach(sentinel -> listeners.add(SentinelListener.on(sentinel, heard::add)));
    }

    List<SentinelProcess> sentinels() {
        return List.copyOf(sentinels);
    }

    RedisProcess node(int index) {
        return nodes.get(index);
    }

    FaultProxy nodeProxy(int index) {
        return nodeProxies.get(index);
    }

    /** Sets what is wrong with one direction between a Sentinel and a data node. */
    void faultToNode(int sentinel, int node, Direction direction, Fault fault) {
        nodeProxies.get(node).set(connectionNames.get(sentinel), direction, fault);
    }

    /** Lets two Sentinels hear nothing of each other any more. */
    void separate(int one, int other) {
        for (Direction direction : Direction.values()) {
            sentinelProxies.get(one).set(connectionNames.get(other), direction, Fault.STALL);
            sentinelProxies.get(other).set(connectionNames.get(one), direction, Fault.STALL);
        }
    }

    /** Ends every fault. */
    void heal() {
        nodeProxies.forEach(FaultProxy::heal);
        sentinelProxies.forEach(FaultProxy::heal);
    }

    /** How many connections of a Sentinel lead to a node now. */
    int linkCount(int sentinel, int node) {
        return nodeProxies.get(node).linkCount(connectionNames.get(sentinel));
    }

    /** Waits until all Sentinels see the whole cluster well. */
    void awaitHealthy(Duration limit) {
        for (SentinelProcess sentinel : sentinels) {
            Wait.until(
                    sentinel.name() + " saw everybody well", limit, () -> sentinel.seesHealthy(COUNT - 1, COUNT - 1));
        }
    }

    /** Waits until all Sentinels name one node, another than the one given; its index. */
    int awaitSwitch(int oldMaster, Duration limit) {
        int[] found = {oldMaster};
        Wait.until("all Sentinels named one new master", limit, () -> {
            found[0] = namedBy(0);
            return found[0] >= 0
                    && found[0] != oldMaster
                    && sentinels.stream().allMatch(sentinel -> namedBy(sentinels.indexOf(sentinel)) == found[0])
                    && nodes.get(found[0]).isMaster();
        });
        return found[0];
    }

    /** The index of the node that a Sentinel names as the master; -1 when it names none. */
    int namedBy(int sentinel) {
        int port = sentinels.get(sentinel).masterPort().orElse(0);
        return nodeProxies.stream().map(FaultProxy::port).toList().indexOf(port);
    }

    /** Waits until that node is a master and both others follow it. */
    void awaitFollowers(int master, Duration limit) {
        int port = nodeProxies.get(master).port();
        Wait.until(nodes.get(master).name() + " was followed by both others", limit, () -> nodes.stream()
                .allMatch(node -> node == nodes.get(master) ? node.isMaster() : node.isInSyncWith(port)));
    }

    /** How many events the Sentinels have published so far. */
    int heardCount() {
        return heard.size();
    }

    /** The events since then that fit, as text. */
    List<String> heardSince(int count, Predicate<SentinelListener.Heard> wanted) {
        return heard.subList(count, heard.size()).stream()
                .filter(wanted)
                .map(event -> event.sentinel().name() + " " + event.channel() + " " + event.payload())
                .toList();
    }

    @Override
    public void close() {
        listeners.forEach(SentinelListener::close);
        children.close();
        nodeProxies.forEach(FaultProxy::close);
        sentinelProxies.forEach(FaultProxy::close);
    }
}
