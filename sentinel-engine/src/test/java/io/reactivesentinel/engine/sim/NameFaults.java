package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Harm to names: the service does not answer in time, or does not know a host, or now and then; and nodes come back at
 * another number under the same name. Drawn apart from all other harm.
 */
final class NameFaults {

    private static final long MEAN_GAP_MS = 15_000;

    private final Cluster cluster;
    private final World world;
    private final HostNames names;
    private final Chance chance;
    private boolean over;
    private int moves;
    private int outages;

    NameFaults(Cluster cluster) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.names = world.network().names();
        this.chance = names.chance().fork();
    }

    void begin() {
        next();
    }

    private void next() {
        world.queue().in(chance.between(1, 2 * MEAN_GAP_MS) * 1_000, () -> {
            if (!over) {
                inflict(chance.logBetween(500, 40_000));
                next();
            }
        });
    }

    private void inflict(long durationMs) {
        switch (chance.below(4)) {
            case 0 -> {
                outages++;
                world.note("names", "are answered too late");
                names.stall(true);
                later(durationMs, () -> names.stall(false));
            }
            case 1 -> {
                outages++;
                List<SimHost> hosts = world.network().hosts();
                forget(hosts.get(chance.below(hosts.size())), durationMs);
            }
            case 2 -> {
                outages++;
                flap(world.nowMs() + durationMs);
            }
            default -> rebirth();
        }
    }

    private void forget(SimHost host, long durationMs) {
        world.note("names", "of " + host + " are unknown");
        names.forget(host, true);
        later(durationMs, () -> names.forget(host, false));
    }

    private void flap(long untilMs) {
        if (!over && world.nowMs() < untilMs) {
            for (SimHost host : world.network().hosts()) {
                forget(host, 400);
            }
            world.queue().in(900_000, () -> flap(untilMs));
        }
    }

    /** All nodes of a host die and come back with it at another number, which may have been another's before. */
    private void rebirth() {
        List<SimHost> hosts = new ArrayList<>();
        for (SimHost host : world.network().hosts()) {
            List<SimProcess> there = on(host);
            if (!there.isEmpty()
                    && names.isSpoken(host)
                    && there.stream().allMatch(each -> each instanceof RedisNode node && !cluster.isStranger(node))) {
                hosts.add(host);
            }
        }
        if (hosts.isEmpty()) {
            return;
        }
        moves++;
        SimHost host = hosts.get(chance.below(hosts.size()));
        List<SimProcess> reborn = on(host).stream().filter(SimProcess::isAlive).toList();
        reborn.forEach(SimProcess::crash);
        world.network().move(host, null);
        world.note(host, "has the address " + host.ip() + " under its name");
        later(chance.logBetween(100, 20_000), () -> reborn.forEach(SimProcess::start));
    }

    private List<SimProcess> on(SimHost host) {
        return cluster.processes().stream().filter(each -> each.host() == host).toList();
    }

    private void later(long ms, Runnable undo) {
        world.queue().in(ms * 1_000, undo);
    }

    /** Everything can be resolved again, and stays as it is. */
    void heal() {
        over = true;
        names.recover();
    }

    /** How often nodes were reborn elsewhere. */
    int moves() {
        return moves;
    }

    /** How often names could not be resolved, one by one or all. */
    int outages() {
        return outages;
    }
}
