package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.List;

/** Harm to the network: cut, one way or both, between some or all, slow, lossy. */
final class NetworkFaults {

    private static final int FLAPS = 40;

    private final World world;
    private final Network network;
    private final Chance chance;

    NetworkFaults(Cluster cluster, Chance chance) {
        this.world = cluster.world();
        this.network = world.network();
        this.chance = chance;
    }

    private SimHost any() {
        List<SimHost> all = network.hosts();
        return all.get(chance.below(all.size()));
    }

    Runnable inflict(FaultKind kind) {
        return switch (kind) {
            case ISOLATION -> partition(List.of(any()));
            case PARTITION -> partition(half());
            case CUT -> cutBoth(any(), any());
            case ONE_WAY_CUT -> cutOne(any(), any());
            case BRIDGE -> bridge(any());
            case FLAPPING -> flap(any(), any());
            case SLOW_PATH -> slow(any(), any());
            case LOSSY_PATH -> lossy(any(), any());
            default -> throw new IllegalArgumentException("no harm to the network: " + kind);
        };
    }

    private List<SimHost> half() {
        List<SimHost> side = new ArrayList<>();
        for (SimHost each : network.hosts()) {
            if (chance.oneIn(2)) {
                side.add(each);
            }
        }
        return side;
    }

    /** Nobody in the list reaches anybody who is not, nor the other way round. */
    Runnable partition(List<SimHost> side) {
        world.note(side, "cut off from the rest");
        List<Runnable> ends = new ArrayList<>();
        for (SimHost inside : side) {
            for (SimHost outside : network.hosts()) {
                if (!side.contains(outside)) {
                    ends.add(cutOne(inside, outside));
                    ends.add(cutOne(outside, inside));
                }
            }
        }
        return () -> ends.forEach(Runnable::run);
    }

    private Runnable bridge(SimHost middle) {
        world.note(middle, "is the only one that reaches both sides");
        List<SimHost> side = half();
        side.remove(middle);
        List<Runnable> ends = new ArrayList<>();
        for (SimHost inside : side) {
            for (SimHost outside : network.hosts()) {
                if (outside != middle && !side.contains(outside)) {
                    ends.add(cutOne(inside, outside));
                    ends.add(cutOne(outside, inside));
                }
            }
        }
        return () -> ends.forEach(Runnable::run);
    }

    private Runnable cutBoth(SimHost one, SimHost other) {
        Runnable there = cutOne(one, other);
        Runnable back = cutOne(other, one);
        return () -> {
            there.run();
            back.run();
        };
    }

    Runnable cutOne(SimHost from, SimHost to) {
        if (from == to) {
            return () -> {};
        }
        network.cut(from, to, true);
        return () -> network.cut(from, to, false);
    }

    private Runnable flap(SimHost one, SimHost other) {
        world.note(one, "reaches " + other + " now and then");
        boolean[] over = new boolean[1];
        flap(one, other, chance.logBetween(50, 5_000), FLAPS, over);
        return () -> {
            over[0] = true;
            network.cut(one, other, false);
            network.cut(other, one, false);
        };
    }

    private void flap(SimHost one, SimHost other, long periodMs, int left, boolean[] over) {
        if (!over[0] && left > 0 && one != other) {
            network.cut(one, other, left % 2 == 0);
            network.cut(other, one, left % 2 == 0);
            world.queue().in(chance.between(1, 2 * periodMs) * 1_000, () -> flap(one, other, periodMs, left - 1, over));
        }
    }

    private Runnable slow(SimHost one, SimHost other) {
        Network.Path path = network.path(one, other);
        long leastUs = path.leastUs;
        long mostUs = path.mostUs;
        path.leastUs = chance.logBetween(1_000, 1_500_000);
        path.mostUs = path.leastUs * chance.between(1, 3);
        world.note(one, "takes " + path.leastUs / 1_000 + " ms to reach " + other);
        return () -> {
            path.leastUs = leastUs;
            path.mostUs = mostUs;
        };
    }

    private Runnable lossy(SimHost one, SimHost other) {
        Network.Path path = network.path(one, other);
        path.lossPerMille = (int) chance.logBetween(10, 500);
        world.note(one, "loses " + path.lossPerMille + " of 1000 packets to " + other);
        return () -> path.lossPerMille = 0;
    }

    /** Whatever was cut while something else was, too. */
    void healAll() {
        for (SimHost from : network.hosts()) {
            for (SimHost to : network.hosts()) {
                Network.Path path = network.path(from, to);
                path.cut = false;
                path.lossPerMille = 0;
                network.restoreLatency(path, from == to);
            }
        }
    }
}
