package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster and a script: what is to happen to it step by step, and what must have come of it. All invariants are checked
 * meanwhile. When something is not as it should be, the failure tells the last part of the story.
 *
 * <pre>{@code
 * Scenario story = new Scenario(1, ClusterPlan.usual()).settle();
 * story.node(0).crash();
 * story.until("a new master is named by all", 5_200, () -> story.nameAnother(story.node(0)));
 * story.endsWell();
 * }</pre>
 */
final class Scenario {

    private static final long SETTLE_MS = 12_000;
    private static final long LOOK_US = 5_000;
    private static final int TAIL = 120;
    private static final int CALM_LOOKS = 6;
    private static final long CALM_LOOK_MS = 500;

    /** An event and who published it. */
    record Said(long atMs, SentinelNode by, SentinelEvent event) {}

    private final long seed;
    private final World world;
    private final Cluster cluster;
    private final Checks checks;
    private final Faults harm;
    private final NetworkFaults network;
    private final ProcessFaults processes;
    private final ArrayDeque<String> tail = new ArrayDeque<>();
    private final List<Said> said = new ArrayList<>();

    /** A cluster that nothing runs of yet. */
    Scenario(long seed, ClusterPlan plan) {
        this(seed, plan, Variant.PRODUCTION);
    }

    /** The same with Sentinels of ours made otherwise. */
    Scenario(long seed, ClusterPlan plan, Variant variant) {
        this.seed = seed;
        world = new World(seed);
        world.watch(new Trace(world, false, this::told));
        world.watch(new Observer() {
            @Override
            public void published(SentinelNode by, SentinelEvent event) {
                said.add(new Said(world.nowMs(), by, event));
            }
        });
        cluster = new Cluster(world, plan, variant);
        checks = new Checks(cluster);
        harm = new Faults(cluster);
        network = new NetworkFaults(cluster, world.chance().fork());
        processes = new ProcessFaults(cluster, world.chance().fork());
    }

    private void told(String line) {
        tail.add(line);
        if (tail.size() > TAIL) {
            tail.remove();
        }
    }

    // --- What happens.

    /** Starts everything and lets it come to rest. */
    Scenario settle() {
        cluster.start();
        return run(SETTLE_MS + world.chance().below(1_000));
    }

    /** Lets time pass; whatever has to hold always has to hold in it. */
    Scenario run(long durationMs) {
        world.run(durationMs);
        return good();
    }

    /** Lets time pass until something is so; answers for how long. That it never is in that time is a failure. */
    long until(String what, long limitMs, BooleanSupplier so) {
        long fromMs = world.nowMs();
        long untilUs = world.queue().nowUs() + limitMs * 1_000;
        while (!so.getAsBoolean()) {
            if (world.queue().nowUs() >= untilUs) {
                throw failure("not within " + limitMs + " ms: " + what);
            }
            runUs(Math.min(LOOK_US, untilUs - world.queue().nowUs()));
            good();
        }
        return world.nowMs() - fromMs;
    }

    private void runUs(long durationUs) {
        long untilUs = world.queue().nowUs() + durationUs;
        while (world.queue().runNext(untilUs)) {
            // What happens is told by those who watch.
        }
    }

    /** The next time an event of a kind is published, something is done about it a moment later, once. */
    void when(EventType type, Consumer<Said> reaction) {
        boolean[] done = new boolean[1];
        world.watch(new Observer() {
            @Override
            public void published(SentinelNode by, SentinelEvent event) {
                if (!done[0] && event.type() == type) {
                    done[0] = true;
                    Said now = new Said(world.nowMs(), by, event);
                    world.queue().in(0, () -> reaction.accept(now));
                }
            }
        });
    }

    /**
     * Two Sentinels that both know that the master is down do not hear each other from the first request for votes until
     * both have made one: a tie. Answers whether it has come to that.
     */
    BooleanSupplier tie(SentinelNode one, SentinelNode other) {
        Set<SimProcess> asked = new HashSet<>();
        boolean[] tied = new boolean[1];
        world.watch(new Observer() {
            private Runnable heal = () -> {};

            @Override
            public void sent(SimProcess from, InstanceAddress to, List<String> words) {
                boolean meant = from == one.process() || from == other.process();
                if (!meant || !Wording.isVoteRequest(words) || !asked.add(from)) {
                    return;
                }
                SentinelNode.Held another = (from == one.process() ? other : one).held("m0");
                if (asked.size() == 1 && another != null && another.isOdown()) {
                    tied[0] = true;
                    heal = cut(one.process().host(), other.process().host());
                } else {
                    heal.run();
                }
            }
        });
        return () -> tied[0] && asked.size() == 2;
    }

    /** Nobody in the list reaches anybody who is not, nor the other way round; answers how to join them again. */
    Runnable isolate(SimHost... side) {
        return network.partition(List.of(side));
    }

    /** Two hosts do not reach each other; answers how to join them again. */
    Runnable cut(SimHost one, SimHost other) {
        Runnable there = cutOneWay(one, other);
        Runnable back = cutOneWay(other, one);
        return () -> {
            there.run();
            back.run();
        };
    }

    /** What one host sends does not reach the other; answers how to join them again. */
    Runnable cutOneWay(SimHost from, SimHost to) {
        world.note(from, "does not reach " + to);
        return network.cutOne(from, to);
    }

    /** A host and everything on it is gone without a word; answers how it comes back. */
    Runnable powerOff(SimHost host) {
        return processes.powerOff(host);
    }

    /** Gives a Sentinel a command, or any other process; its answer is in the list when it has come. */
    List<RespValue> give(SimProcess to, String... words) {
        List<RespValue> answers = new ArrayList<>();
        cluster.operator().give(to.address(), List.of(words), answers::add);
        return answers;
    }

    /** Gives a command and waits for the answer. */
    RespValue ask(SimProcess to, String... words) {
        List<RespValue> answers = give(to, words);
        until("an answer of " + to + " to " + Arrays.toString(words), 10_000, () -> !answers.isEmpty());
        return answers.get(0);
    }

    // --- What is to be seen.

    World world() {
        return world;
    }

    Cluster cluster() {
        return cluster;
    }

    /** A node of the first master. */
    RedisNode node(int index) {
        return cluster.groups().get(0).nodes().get(index);
    }

    SentinelNode sentinel(int index) {
        return cluster.sentinels().get(index);
    }

    /** The host of a Sentinel. */
    SimHost host(int sentinel) {
        return sentinel(sentinel).process().host();
    }

    /** One of ours. */
    OurSentinel ours(int index) {
        return (OurSentinel) sentinel(index);
    }

    /** What a Sentinel holds about the first master. */
    SentinelNode.Held held(int sentinel) {
        SentinelNode.Held found = sentinel(sentinel).held("m0");
        if (found == null) {
            throw failure(sentinel(sentinel) + " does not watch m0");
        }
        return found;
    }

    /** Whether every running Sentinel names that node for the first master. */
    boolean allName(RedisNode node) {
        return cluster.sentinels().stream()
                .filter(each -> each.process().isRunning())
                .allMatch(each -> names(each, "m0", node.address()));
    }

    private static boolean names(SentinelNode sentinel, String master, InstanceAddress address) {
        SentinelNode.Held held = sentinel.held(master);
        return held != null && held.address().equals(address);
    }

    /** Whether all running Sentinels name one address for the first master, and another one than that node's. */
    boolean nameAnother(RedisNode than) {
        return nameAnother("m0", than, cluster.sentinels());
    }

    /** Whether those Sentinels that run name one address for a master, and another one than that node's. */
    static boolean nameAnother(String master, RedisNode than, List<SentinelNode> sentinels) {
        InstanceAddress named = null;
        for (SentinelNode each : sentinels) {
            SentinelNode.Held held = each.process().isRunning() ? each.held(master) : null;
            if (held != null) {
                if (held.address().equals(than.address()) || (named != null && !named.equals(held.address()))) {
                    return false;
                }
                named = held.address();
            }
        }
        return named != null;
    }

    /** The node that a Sentinel names for the first master. */
    RedisNode named(int sentinel) {
        InstanceAddress address = held(sentinel).address();
        return cluster.groups().get(0).nodes().stream()
                .filter(each -> each.address().equals(address))
                .findFirst()
                .orElseThrow(() -> failure("nobody is at " + address));
    }

    /** All events of a kind so far. */
    List<Said> said(EventType type) {
        return said.stream().filter(each -> each.event().type() == type).toList();
    }

    /** How many events of a kind there have been. */
    int count(EventType type) {
        return said(type).size();
    }

    /** How many events of a kind a Sentinel has published. */
    long count(EventType type, SentinelNode by) {
        return said(type).stream().filter(each -> each.by() == by).count();
    }

    /** Which Sentinel tries or leads a failover of the first master at present; {@code null} when none does. */
    @Nullable
    SentinelNode leader() {
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each.held("m0");
            if (held != null && held.isFailingOver()) {
                return each;
            }
        }
        return null;
    }

    // --- What must be.

    /** Fails when an invariant has not held. */
    Scenario good() {
        if (!checks.isGood()) {
            throw failure(checks.violations().found().get(0).toString());
        }
        return this;
    }

    /** Fails unless something is so. */
    void require(boolean so, String what) {
        if (!so) {
            throw failure("not so: " + what);
        }
    }

    /** Ends all harm; everything has to come to rest in the time that its configuration allows. */
    void endsWell() {
        endsWellWithin(Harmony.limitMs(cluster.plan()));
    }

    /** Ends all harm; everything has to come to rest in that time. */
    void endsWellWithin(long limitMs) {
        harm.heal();
        Harmony harmony = new Harmony(cluster, false);
        long untilMs = world.nowMs() + limitMs + CALM_LOOKS * CALM_LOOK_MS;
        int calm = 0;
        while (calm < CALM_LOOKS) {
            if (world.nowMs() >= untilMs) {
                throw failure("no rest within " + limitMs + " ms: " + harmony.discords());
            }
            run(CALM_LOOK_MS);
            calm = harmony.discords().isEmpty() ? calm + 1 : 0;
        }
    }

    /** A failure, with the last part of the story. */
    AssertionError failure(String what) {
        return new AssertionError(what + "\nseed " + seed + ", " + cluster.plan() + ", at " + world.nowMs()
                + " ms, after\n" + String.join("\n", tail));
    }
}
