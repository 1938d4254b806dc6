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

    private static final int SHARE_OF_RUNS_WITH_ADDED = 3;

    private final Cluster cluster;
    private final World world;
    private final Hands usual;
    private final Hands added;
    private final Aid aid;
    private final Map<FaultKind, Long> injected = new EnumMap<>(FaultKind.class);
    private final Set<Undo> undone = new LinkedHashSet<>();
    private boolean over;

    /** Those who do it, all with one chance. */
    private static final class Hands {
        private final Chance chance;
        private final ProcessFaults processes;
        private final NetworkFaults network;
        private final DiskFaults disks;
        private final NodeFaults nodes;
        private final OperatorFaults operators;
        private final AddressFaults addresses;
        private final Replays replays;
        private final HandFaults byHand;

        Hands(Cluster cluster, Chance chance) {
            this.chance = chance;
            this.processes = new ProcessFaults(cluster, chance);
            this.network = new NetworkFaults(cluster, chance);
            this.disks = new DiskFaults(cluster, chance);
            this.nodes = new NodeFaults(cluster, chance);
            this.operators = new OperatorFaults(cluster, chance);
            this.addresses = new AddressFaults(cluster, chance);
            this.replays = new Replays(cluster, chance);
            this.byHand = new HandFaults(cluster, chance);
        }

        Runnable inflict(FaultKind kind) {
            return switch (kind) {
                case KILL,
                        POWER,
                        PAUSE,
                        PAUSE_BETWEEN_EFFECTS,
                        HESITATION,
                        SUSPEND,
                        RESET,
                        WALL_CLOCK,
                        DRIFT,
                        LOST_NAMES,
                        BLACKOUT -> processes.inflict(kind);
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
                        MOVE,
                        REFUSAL,
                        UNFIT_AFTER_CHOICE -> nodes.inflict(kind);
                case FORGED_HELLO, OPERATOR_FAILOVER, OPERATOR_SET, OPERATOR_RESET, OPERATOR_MONITOR ->
                    operators.inflict(kind);
                case REUSED_ADDRESS, MASTER_MOVE -> addresses.inflict(kind);
                case REPLAYED_HELLO, REPLAYED_QUESTION -> replays.inflict(kind);
                case TWO_OPERATOR_FAILOVERS, OPERATOR_REPLICAOF -> byHand.inflict(kind);
            };
        }
    }

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
        this.usual = new Hands(cluster, chance);
        this.added = new Hands(cluster, world.added());
        this.aid = new Aid(cluster, added.addresses);
    }

    /**
     * Begins to do harm at random until it is told to heal. Kinds that were added later strike in some runs only, and
     * beside the others.
     */
    void begin(Set<FaultKind> possible) {
        List<FaultKind> allowed = allowed(usual, possible, false);
        if (!allowed.isEmpty()) {
            next(usual, allowed, usual.chance.logBetween(1_000, 25_000));
        }
        if (allowed.isEmpty() || added.chance.oneIn(SHARE_OF_RUNS_WITH_ADDED)) {
            List<FaultKind> more = allowed(added, possible, true);
            if (!more.isEmpty()) {
                added.replays.listen();
                next(added, more, added.chance.logBetween(3_000, 40_000));
            }
        }
    }

    /** Some of the possible kinds, at least one when there are any. */
    private static List<FaultKind> allowed(Hands hands, Set<FaultKind> possible, boolean isAdded) {
        List<FaultKind> all = new ArrayList<>(possible);
        all.removeIf(kind -> kind.isAdded() != isAdded);
        List<FaultKind> allowed = new ArrayList<>();
        for (FaultKind kind : all) {
            if (hands.chance.perMille(SHARE_OF_KINDS_PER_MILLE)) {
                allowed.add(kind);
            }
        }
        if (allowed.isEmpty() && !all.isEmpty()) {
            allowed.add(isAdded ? all.get(hands.chance.below(all.size())) : FaultKind.KILL);
        }
        return allowed;
    }

    private void next(Hands hands, List<FaultKind> allowed, long meanGapMs) {
        if (!over) {
            world.queue().in(hands.chance.between(1, 2 * meanGapMs) * 1_000, () -> {
                if (!over) {
                    inflict(allowed.get(hands.chance.below(allowed.size())), duration(hands.chance));
                    next(hands, allowed, meanGapMs);
                }
            });
        }
    }

    /** Some around down-after, some short, some long. */
    private long duration(Chance chance) {
        long downAfterMs = cluster.plan().downAfterMs();
        return switch (chance.below(4)) {
            case 0 -> chance.logBetween(20, 2_000);
            case 1 -> chance.between(downAfterMs / 2, downAfterMs * 3 / 2);
            default -> chance.logBetween(500, 60_000);
        };
    }

    /** Does one kind of harm to somebody, for a time in milliseconds. */
    public void inflict(FaultKind kind, long durationMs) {
        Runnable end = (kind.isAdded() ? added : usual).inflict(kind);
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
        usual.processes.forgetHesitations();
        usual.network.healAll();
        for (SimHost host : world.network().hosts()) {
            host.up(true);
        }
        for (SimProcess process : cluster.processes()) {
            process.resume();
            process.start();
        }
    }

    /**
     * What an operator had begun and could not end, because an answer did not come, is ended; and what Sentinels cannot end
     * by themselves.
     */
    void tidyUp() {
        usual.operators.tidyUp();
        // What an operator's lone failover leaves behind may need an operator, too.
        if (injected.containsKey(FaultKind.OPERATOR_FAILOVER)
                || injected.keySet().stream().anyMatch(FaultKind::isAdded)) {
            aid.give();
        }
    }

    /** How often each kind of harm was done. */
    public Map<FaultKind, Long> injected() {
        return injected;
    }
}
