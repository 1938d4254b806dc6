package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The network between the hosts. Each direction between two hosts can be slow, lossy or cut by itself; connections are
 * streams as TCP makes them: in order, retried over a bad path, reset when the other side is gone.
 */
public final class Network {

    private static final long CONNECT_TIMEOUT_US = 5_000_000;
    private static final long INSIDE_LEAST_US = 20;
    private static final long INSIDE_MOST_US = 60;

    /** One direction between two hosts. */
    static final class Path {
        boolean cut;
        long leastUs;
        long mostUs;
        int lossPerMille;
    }

    private record Listening(SimProcess.Life life, Service service) {}

    private final World world;
    private final Chance chance;
    private final List<SimHost> hosts = new ArrayList<>();
    private final Map<String, SimHost> hostsByIp = new HashMap<>();
    private final HostNames names = new HostNames();
    private final Map<String, Listening> listening = new HashMap<>();
    private final Set<Wire> wires = new LinkedHashSet<>();
    private Path[][] paths = new Path[0][];
    private long leastUs = 100;
    private long mostUs = 800;

    Network(World world) {
        this.world = world;
        this.chance = world.chance().fork();
    }

    World world() {
        return world;
    }

    /** The names of the hosts, where they are used. */
    HostNames names() {
        return names;
    }

    /** How long a message takes between hosts that are added from now on, in microseconds. */
    public void latency(long fastestUs, long slowestUs) {
        leastUs = fastestUs;
        mostUs = slowestUs;
    }

    /** How many connections there are, from whichever end. */
    int wires() {
        return wires.size();
    }

    /** A new host with an address of its own. */
    public SimHost host(String name) {
        int index = hosts.size();
        SimHost added = new SimHost(index, name, "10.0.0." + (index + 1));
        hosts.add(added);
        hostsByIp.put(added.ip(), added);
        names.added(added);
        Path[][] grown = new Path[hosts.size()][hosts.size()];
        for (int from = 0; from < grown.length; from++) {
            for (int to = 0; to < grown.length; to++) {
                boolean known = from < index && to < index;
                Path path = known ? paths[from][to] : new Path();
                if (!known) {
                    restoreLatency(path, from == to);
                }
                grown[from][to] = path;
            }
        }
        paths = grown;
        return added;
    }

    /** All hosts. */
    public List<SimHost> hosts() {
        return List.copyOf(hosts);
    }

    Path path(SimHost from, SimHost to) {
        return paths[from.index()][to.index()];
    }

    /** Cuts one direction, or heals it. */
    public void cut(SimHost from, SimHost to, boolean isCut) {
        path(from, to).cut = isCut;
    }

    /** A host gets another address; {@code null} for one that nobody had. Its connections are stranded. */
    void move(SimHost host, @Nullable String newIp) {
        hostsByIp.remove(host.ip(), host);
        int last = 1;
        while (newIp == null && hostsByIp.containsKey("10.0.1." + last)) {
            last++;
        }
        String ip = newIp == null ? "10.0.1." + last : newIp;
        host.ip(ip);
        hostsByIp.put(ip, host);
        names.moved(host);
        for (Wire wire : List.copyOf(wires)) {
            if (wire.touches(host)) {
                wire.strand();
            }
        }
    }

    @Nullable
    SimHost hostAt(String host) {
        SimHost named = names.hostOf(host);
        return named == null ? hostsByIp.get(host) : named;
    }

    long delayUs(SimHost from, SimHost to) {
        Path path = path(from, to);
        long delayUs = path.leastUs + Long.remainderUnsigned(chance.next(), path.mostUs - path.leastUs + 1);
        while (path.lossPerMille > 0 && chance.perMille(path.lossPerMille)) {
            // What is lost is sent again, and everything behind it waits.
            delayUs += chance.between(200_000, 260_000);
        }
        return delayUs;
    }

    boolean carries(SimHost from, SimHost to) {
        return from.isUp() && to.isUp() && !path(from, to).cut;
    }

    void listen(SimProcess.Life life, Service service) {
        SimProcess process = life.process();
        listening.put(process.host().name() + ":" + process.port(), new Listening(life, service));
    }

    /** Whether somebody listens there already. */
    boolean isTaken(SimHost host, int port) {
        return listening.containsKey(host.name() + ":" + port);
    }

    /** A process has ended: its kernel ends its connections, unless the whole host has lost its power. */
    void lifeEnded(SimProcess.Life life) {
        listening.values().removeIf(each -> each.life() == life);
        for (Wire wire : List.copyOf(wires)) {
            wire.lifeEnded(life);
        }
    }

    /** Connections of a process, made by whoever lives in it now. */
    LinkFactory links(SimProcess.Life life) {
        return (address, listener) -> connect(life, address, listener);
    }

    private LinkFactory.Link connect(SimProcess.Life life, InstanceAddress to, LinkFactory.Listener listener) {
        SimHost from = life.process().host();
        Wire wire = new Wire(this, life, listener, to);
        wires.add(wire);
        SimHost target = hostAt(to.host());
        world.queue().in(CONNECT_TIMEOUT_US, wire::connectTimeout);
        if (target != null) {
            knock(wire, from, target, to.port(), 1_000_000);
        }
        return wire.link();
    }

    /** The first packet of a connection, sent again after one, two … seconds while it does not get through. */
    private void knock(Wire wire, SimHost from, SimHost target, int port, long retryUs) {
        if (!wire.isConnecting()) {
            return;
        }
        if (!carries(from, target)) {
            world.queue().in(retryUs, () -> knock(wire, from, target, port, retryUs * 2));
            return;
        }
        world.queue().in(delayUs(from, target), () -> {
            if (!carries(from, target)) {
                world.queue().in(retryUs, () -> knock(wire, from, target, port, retryUs * 2));
                return;
            }
            Listening found = hostAt(wire.to().host()) == target ? listening.get(target.name() + ":" + port) : null;
            if (found == null) {
                world.queue().in(delayUs(target, from), () -> wire.refused(target));
            } else {
                wire.accepted(found.life(), found.service());
            }
        });
    }

    /** Both ends of all connections of a process hear of a reset. */
    void resetAll(SimProcess process) {
        for (Wire wire : List.copyOf(wires)) {
            if (wire.touches(process)) {
                wire.resetBoth();
            }
        }
    }

    /** A path is as good again as it was when its hosts were added. */
    void restoreLatency(Path path, boolean inside) {
        path.leastUs = inside ? INSIDE_LEAST_US : leastUs;
        path.mostUs = inside ? INSIDE_MOST_US : mostUs;
    }

    void forget(Wire wire) {
        wires.remove(wire);
    }
}
