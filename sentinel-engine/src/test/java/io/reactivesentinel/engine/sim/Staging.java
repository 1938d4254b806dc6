package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a {@link Provocation} can do to a cluster of one master, until all of it is undone. */
public final class Staging {

    private static final String MASTER = "m0";
    private static final long LOOK_MS = 20;

    private final Cluster cluster;
    private final World world;
    private final Chance chance;
    private final NetworkFaults network;
    private boolean forgets;
    private boolean over;

    Staging(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.chance = chance;
        this.network = new NetworkFaults(cluster, chance);
    }

    /** Nothing more is done; disks are well again. What else was done the end of all faults undoes. */
    void end() {
        over = true;
        for (SentinelNode each : cluster.sentinels()) {
            if (each instanceof OurSentinel ours) {
                ours.disk().mood(SimDisk.Mood.WELL);
            }
        }
    }

    /** Whether a Sentinel was made to forget what it knew. */
    boolean forgets() {
        return forgets;
    }

    // --- When.

    void in(long ms, Runnable action) {
        world.queue().in(ms * 1_000, () -> {
            if (!over) {
                action.run();
            }
        });
    }

    /** As soon as something is so, if it is within that time. */
    void once(BooleanSupplier so, long withinMs, Runnable action) {
        if (so.getAsBoolean()) {
            action.run();
        } else if (withinMs > 0) {
            in(LOOK_MS, () -> once(so, withinMs - LOOK_MS, action));
        }
    }

    /** A step of a failover is told by its leader; what is done is done behind it. */
    void at(EventType step, BiConsumer<OurSentinel, FailoverEvent> action) {
        world.watch(new Observer() {
            @Override
            public void published(SentinelNode by, SentinelEvent event) {
                if (event.type() == step && event instanceof FailoverEvent told && by instanceof OurSentinel leader) {
                    in(0, () -> action.accept(leader, told));
                }
            }
        });
    }

    /** A Sentinel has decided to try a failover in some epoch, and its own vote is being saved. */
    void atAttempt(BiConsumer<OurSentinel, Long> action) {
        world.watch(new Observer() {
            private final Map<SentinelNode, Long> seen = new HashMap<>();

            @Override
            public void turned(SentinelNode by) {
                SentinelNode.Held held = by.held(MASTER);
                long epoch = held == null ? 0 : held.attemptEpoch();
                if (epoch > 0 && by instanceof OurSentinel candidate && seen.getOrDefault(by, 0L) < epoch) {
                    seen.put(by, epoch);
                    in(0, () -> action.accept(candidate, epoch));
                }
            }
        });
    }

    /** The next time that such a node takes the role of a master. */
    void onceMaster(Predicate<RedisNode> such, Consumer<RedisNode> action) {
        boolean[] done = {false};
        world.watch(new Observer() {
            @Override
            public void roleChanged(RedisNode node) {
                if (!done[0] && node.isMaster() && such.test(node)) {
                    done[0] = true;
                    in(0, () -> action.accept(node));
                }
            }
        });
    }

    // --- Who.

    Chance chance() {
        return chance;
    }

    ClusterPlan plan() {
        return cluster.plan();
    }

    /** All Sentinels in an order of chance. */
    List<OurSentinel> sentinels() {
        List<OurSentinel> all = new ArrayList<>();
        for (SentinelNode each : cluster.sentinels()) {
            all.add(chance.below(all.size() + 1), (OurSentinel) each);
        }
        return all;
    }

    List<OurSentinel> othersThan(OurSentinel sentinel) {
        List<OurSentinel> all = sentinels();
        all.remove(sentinel);
        return all;
    }

    /** The nodes, the master that newest configuration names in front. */
    List<RedisNode> nodes() {
        InstanceAddress named = null;
        long epoch = -1;
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held(MASTER);
            if (held != null && held.configEpoch() > epoch) {
                epoch = held.configEpoch();
                named = held.address();
            }
        }
        List<RedisNode> all = new ArrayList<>();
        for (RedisNode each : cluster.groups().get(0).nodes()) {
            all.add(each.address().equals(named) ? 0 : all.size(), each);
        }
        return all;
    }

    RedisNode master() {
        return nodes().get(0);
    }

    @Nullable
    RedisNode nodeAt(InstanceAddress address) {
        return nodes().stream()
                .filter(each -> each.address().equals(address))
                .findFirst()
                .orElse(null);
    }

    /** Whether a Sentinel holds the master for down. */
    static boolean holdsForDown(OurSentinel sentinel) {
        SentinelNode.Held held = sentinel.held(MASTER);
        return held != null && held.isSdown();
    }

    // --- What.

    void crash(SimProcess process, long forMs) {
        process.crash();
        in(forMs, process::start);
    }

    /** Two processes do not reach each other; answers how they do again. */
    Runnable cut(SimProcess one, SimProcess other) {
        world.note(one, "and " + other + " do not reach each other");
        Runnable there = network.cutOne(one.host(), other.host());
        Runnable back = network.cutOne(other.host(), one.host());
        return () -> {
            there.run();
            back.run();
        };
    }

    /** Those processes reach each other and nobody else does reach them, but an operator. */
    void isolate(SimProcess... side) {
        List<SimHost> inside = Arrays.stream(side).map(SimProcess::host).toList();
        world.note(inside, "cut off from the rest");
        for (SimHost host : inside) {
            for (SimHost other : world.network().hosts()) {
                if (!inside.contains(other) && other != cluster.operator().host()) {
                    network.cutOne(host, other);
                    network.cutOne(other, host);
                }
            }
        }
    }

    void disk(OurSentinel sentinel, SimDisk.Mood mood) {
        world.note(sentinel, "has a disk that is " + mood);
        sentinel.disk().mood(mood);
    }

    /** An operator gives a command. */
    void tell(SimProcess to, String... words) {
        forgets |= Arrays.asList(words).contains("RESET");
        cluster.operator().give(to.address(), List.of(words), answer -> {});
    }

    /** Somebody who can connect asks for a vote, as whoever runs a Sentinel with old files may do, or one of another group. */
    void askVote(OurSentinel of, long epoch, String candidate) {
        SentinelNode.Held held = of.held(MASTER);
        if (held != null && epoch > 0) {
            InstanceAddress master = held.address();
            tell(
                    of,
                    "SENTINEL",
                    "IS-MASTER-DOWN-BY-ADDR",
                    master.host(),
                    Integer.toString(master.port()),
                    Long.toString(epoch),
                    candidate);
        }
    }
}
