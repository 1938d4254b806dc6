package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: a cluster that settles, minutes of faults, healing, and what came of it. The first phase must be safe, the
 * second one must end well.
 *
 * <pre>{@code
 * Outcome outcome = Simulation.of(4711).run();
 * if (!outcome.isGood()) {
 *     Simulation.of(4711).traced(System.out::println).run();
 * }
 * }</pre>
 */
public final class Simulation {

    private static final long FAULTS_MS = 300_000;
    private static final long SETTLE_MS = 15_000;
    private static final long LOOK_MS = 500;
    private static final int CALM_LOOKS = 12;

    private final long seed;
    private ClusterPlan plan;
    private final Chance chance;
    private Variant variant = Variant.PRODUCTION;
    private @Nullable Provocation provocation;
    private Set<FaultKind> faults = EnumSet.allOf(FaultKind.class);
    private long faultsMs = FAULTS_MS;
    private final List<Observer> observers = new ArrayList<>();
    private Consumer<String> story = line -> {};
    private boolean told;
    private boolean everything;
    private boolean compared;
    private boolean demanding = true;
    private boolean named;

    private Simulation(long seed, boolean mixed) {
        this.seed = seed;
        this.chance = new Chance(seed * 31 + (mixed ? 1 : 0));
        this.plan = ClusterPlan.random(chance, mixed);
        if (mixed) {
            // C believes whoever says hello; what follows from that is nobody's fault here.
            faults.remove(FaultKind.FORGED_HELLO);
            faults.remove(FaultKind.REPLAYED_HELLO);
        }
    }

    /** A random cluster of our Sentinels, with random faults. */
    public static Simulation of(long seed) {
        return new Simulation(seed, false);
    }

    /** A random cluster of our Sentinels and of some that behave as C's, with random faults. */
    public static Simulation mixed(long seed) {
        return new Simulation(seed, true);
    }

    /**
     * As {@link #of}, with names for the hosts: Sentinels and nodes know each other by name or by number and tell one or the
     * other, names cannot always be resolved, and nodes come back at another number under their name.
     */
    public static Simulation named(long seed) {
        Simulation made = new Simulation(seed, false);
        made.named = true;
        // By name they do so all the time; who is known by his number alone cannot be found again.
        made.faults.remove(FaultKind.MOVE);
        made.faults.remove(FaultKind.MASTER_MOVE);
        return made;
    }

    /**
     * As {@link #of}, for a comparison with the rules of C: only the network and standing still do harm, for what is lost
     * with a node's data is nobody's doing; and the faults are drawn apart from everything else, so that they are of the
     * same kinds at about the same times under either rules.
     */
    public static Simulation compared(long seed) {
        Simulation made = new Simulation(seed, false);
        made.faults = EnumSet.of(
                FaultKind.PAUSE,
                FaultKind.ISOLATION,
                FaultKind.PARTITION,
                FaultKind.CUT,
                FaultKind.ONE_WAY_CUT,
                FaultKind.BRIDGE,
                FaultKind.FLAPPING,
                FaultKind.SLOW_PATH,
                FaultKind.LOSSY_PATH,
                FaultKind.RESET);
        made.compared = true;
        return made;
    }

    /** A cluster in which a situation is brought about on purpose, by chance only where it may vary. */
    public static Simulation provoked(long seed, Provocation provocation) {
        Simulation made = new Simulation(seed, false);
        made.provocation = provocation;
        made.plan = provocation.plan().apply(new Chance(seed * 31 + 3));
        return made.faults(Set.of(), provocation.durationMs());
    }

    /** The same cluster with Sentinels that all behave as C's, of which nothing is demanded. */
    public Simulation withRulesOfC() {
        plan = plan.withSentinels(0, plan.sentinels(), plan.quorum());
        demanding = false;
        return this;
    }

    /** A cluster of one's own instead of a random one. */
    public Simulation cluster(ClusterPlan own) {
        plan = own;
        return this;
    }

    /** Sentinels made otherwise than in production. */
    public Simulation variant(Variant other) {
        variant = other;
        return this;
    }

    /** Only these kinds of faults, and for how long. */
    public Simulation faults(Set<FaultKind> kinds, long durationMs) {
        faults = kinds.isEmpty() ? EnumSet.noneOf(FaultKind.class) : EnumSet.copyOf(kinds);
        faultsMs = durationMs;
        return this;
    }

    /** Tells the run as it goes: what matters, or everything. */
    public Simulation traced(Consumer<String> lines, boolean all) {
        story = lines;
        told = true;
        everything = all;
        return this;
    }

    /** Lets somebody else watch, beside those who check. */
    public Simulation observed(Observer observer) {
        observers.add(observer);
        return this;
    }

    /** Runs it, until the first thing is found to be broken. */
    public Outcome run() {
        World world = new World(chance.next());
        if (told) {
            world.watch(new Trace(world, everything, story));
        }
        observers.forEach(world::watch);
        if (named) {
            world.network().names().use(new Chance(seed * 31 + 4));
        }
        Cluster cluster = new Cluster(world, plan, variant);
        Checks checks = new Checks(cluster);
        if (!demanding) {
            checks.violations().ignore();
        }
        world.note("world", "seed " + seed + ", " + plan);
        cluster.start();
        pass(world, checks, SETTLE_MS);
        Faults harm = compared ? new Faults(cluster, new Chance(seed * 31 + 2)) : new Faults(cluster);
        if (!faults.isEmpty()) {
            harm.begin(faults);
        }
        NameFaults harmToNames = named ? new NameFaults(cluster) : null;
        if (harmToNames != null) {
            harmToNames.begin();
        }
        Staging staging = new Staging(cluster, new Chance(seed * 31 + 4));
        if (provocation != null) {
            provocation.script().accept(staging);
        }
        pass(world, checks, faultsMs);
        staging.end();
        if (harmToNames != null) {
            harmToNames.heal();
        }
        harm.heal();
        long healedMs = checks.isGood() ? awaitHarmony(world, cluster, harm, checks, staging.forgets()) : -1;
        return checks.outcome(seed, healedMs, harm);
    }

    /** The outcome when {@link #run} broke down instead of answering. */
    Outcome brokeDown(Throwable cause) {
        String text = cause + " at " + (cause.getStackTrace().length == 0 ? "?" : cause.getStackTrace()[0]);
        return new Outcome(
                seed,
                plan,
                List.of(new Violations.Violation("BROKEN", 0, text)),
                0,
                0,
                -1,
                0,
                Map.of(),
                Map.of(),
                0,
                0,
                0,
                0,
                Census.NONE);
    }

    private static void pass(World world, Checks checks, long durationMs) {
        long untilMs = world.nowMs() + durationMs;
        while (checks.isGood() && world.nowMs() < untilMs) {
            world.run(Math.min(1_000, untilMs - world.nowMs()));
        }
    }

    private long awaitHarmony(World world, Cluster cluster, Faults harm, Checks checks, boolean forgets) {
        boolean mayBeForgotten = forgets
                || harm.injected().containsKey(FaultKind.OPERATOR_MONITOR)
                || harm.injected().containsKey(FaultKind.OPERATOR_RESET)
                || harm.injected().containsKey(FaultKind.MOVE);
        Harmony harmony = new Harmony(cluster, mayBeForgotten);
        long beganMs = world.nowMs();
        long limitMs = Harmony.limitMs(plan);
        int calm = 0;
        List<String> discords = List.of();
        while (checks.isGood() && world.nowMs() - beganMs < limitMs) {
            pass(world, checks, LOOK_MS);
            harm.tidyUp();
            discords = harmony.discords();
            calm = discords.isEmpty() ? calm + 1 : 0;
            if (calm == CALM_LOOKS) {
                return world.nowMs() - beganMs - CALM_LOOKS * LOOK_MS;
            }
        }
        for (String each : discords) {
            checks.violations().add(each.substring(0, 2), each.substring(4));
        }
        return -1;
    }
}
