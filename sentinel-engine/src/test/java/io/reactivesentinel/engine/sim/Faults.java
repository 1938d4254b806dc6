package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Does harm to a cluster, at random or by name, and undoes all of it in the end.
 *
 * <p>Each run allows only some kinds of faults, so that in some runs those that drown others do not happen.
 */
public final class Faults {

    private static final int SHARE_OF_KINDS_PER_MILLE = 350;

    private final Cluster cluster;
    private final World world;
    private final Chance chance;
    private final ProcessFaults processes;
    private final NetworkFaults network;
    private final DiskFaults disks;
    private final NodeFaults nodes;
    private final OperatorFaults operators;
    private final Map<FaultKind, Long> injected = new EnumMap<>(FaultKind.class);
    private final Set<Undo> undone = new LinkedHashSet<>();
    private boolean over;

    /** How a fault ends. */
    private final class Undo {
        private final Runnable action;

        Undo(Runnable action) {
            this.action = action;
        }

        void run() {
            if (undone.remove(this)) {
                action.run();
            }
        }
    }

    Faults(Cluster cluster) {
        this(cluster, cluster.world().chance().fork());
    }

    /** Harm that is drawn from a chance of its own, whatever the world has drawn before. */
    Faults(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.chance = chance;
        this.processes = new ProcessFaults(cluster, chance);
        this.network = new NetworkFaults(cluster, chance);
        this.disks = new DiskFaults(cluster, chance);
        this.nodes = new NodeFaults(cluster, chance);
        this.operators = new OperatorFaults(cluster, chance);
    }

    /** Begins to do harm at random until it is told to heal. */
    void begin(Set<FaultKind> possible) {
        List<FaultKind> allowed = new ArrayList<>();
        for (FaultKind kind : possible) {
            if (chance.perMille(SHARE_OF_KINDS_PER_MILLE)) {
                allowed.add(kind);
            }
        }
        if (allowed.isEmpty()) {
            allowed.add(FaultKind.KILL);
        }
        next(allowed, chance.logBetween(1_000, 25_000));
    }

    private void next(List<FaultKind> allowed, long meanGapMs) {
        if (!over) {
            world.queue().in(chance.between(1, 2 * meanGapMs) * 1_000, () -> {
                if (!over) {
                    inflict(allowed.get(chance.below(allowed.size())), duration());
                    next(allowed, meanGapMs);
                }
            });
        }
    }

    /** Some around down-after, some short, some long. */
    private long duration() {
        long downAfterMs = cluster.plan().downAfterMs();
        return switch (chance.below(4)) {
            case 0 -> chance.logBetween(20, 2_000);
            case 1 -> chance.between(downAfterMs / 2, downAfterMs * 3 / 2);
            default -> chance.logBetween(500, 60_000);
        };
    }

    /** Does one kind of harm to somebody, for a time in milliseconds. */
    public void inflict(FaultKind kind, long durationMs) {
        Runnable end =
                switch (kind) {
                    case KILL,
                            POWER,
                            PAUSE,
                            PAUSE_BETWEEN_EFFECTS,
                            HESITATION,
                            SUSPEND,
                            RESET,
                            WALL_CLOCK,
                            DRIFT,
                            LOST_NAMES -> processes.inflict(kind);
                    case ISOLATION, PARTITION, CUT, ONE_WAY_CUT, BRIDGE, FLAPPING, SLOW_PATH, LOSSY_PATH ->
                        network.inflict(kind);
                    case SLOW_DISK, FULL_DISK, TREACHEROUS_DISK, STUCK_DISK -> disks.inflict(kind);
                    case PRIORITY,
                            LAG,
                            STALE_INFO,
                            LYING_INFO,
                            DISOBEDIENCE,
                            BUSY,
                            REBORN_EMPTY,
                            DUPLICATE_RUN_ID,
                            MOVE -> nodes.inflict(kind);
                    case FORGED_HELLO, OPERATOR_FAILOVER, OPERATOR_SET, OPERATOR_RESET, OPERATOR_MONITOR ->
                        operators.inflict(kind);
                };
        injected.merge(kind, 1L, Long::sum);
        Undo undo = new Undo(end);
        undone.add(undo);
        world.queue().in(durationMs * 1_000, undo::run);
    }

    /** Ends all harm: what is dead is started, what is cut is joined, what is full is emptied. */
    public void heal() {
        over = true;
        world.note("world", "heals");
        for (Undo undo : List.copyOf(undone)) {
            undo.run();
        }
        processes.forgetHesitations();
        network.healAll();
        for (SimHost host : world.network().hosts()) {
            host.up(true);
        }
        for (SimProcess process : cluster.processes()) {
            process.resume();
            process.start();
        }
    }

    /** What an operator had begun and could not end, because an answer did not come, is ended. */
    void tidyUp() {
        operators.tidyUp();
    }

    /** How often each kind of harm was done. */
    public Map<FaultKind, Long> injected() {
        return injected;
    }
}
