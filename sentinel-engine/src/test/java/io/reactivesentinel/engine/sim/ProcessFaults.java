package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Harm to processes and their hosts: killed, standing still, without power, with clocks that are wrong. */
final class ProcessFaults implements Observer {

    private static final List<EventType> STEPS = List.of(
            EventType.TRY_FAILOVER,
            EventType.ELECTED_LEADER,
            EventType.SELECTED_REPLICA,
            EventType.STATE_WAIT_PROMOTION,
            EventType.PROMOTED_REPLICA,
            EventType.REPLICA_RECONF_SENT);

    private final List<Integer> hesitations = new ArrayList<>();
    private final Cluster cluster;
    private final World world;
    private final Chance chance;

    ProcessFaults(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.chance = chance;
        world.watch(this);
    }

    private SimProcess any() {
        List<SimProcess> all = new ArrayList<>(cluster.processes());
        all.removeIf(each -> each instanceof Operator || each instanceof WriterClient);
        return all.get(chance.below(all.size()));
    }

    private SimProcess sentinel() {
        return cluster.sentinels().get(chance.below(cluster.sentinels().size())).process();
    }

    private SimProcess master() {
        for (SimProcess each : cluster.processes()) {
            if (each instanceof RedisNode node && node.isAlive() && node.isMaster() && chance.oneIn(2)) {
                return node;
            }
        }
        return any();
    }

    /** Masters and Sentinels are what it is about: they are hit more often than their number would have it. */
    private SimProcess victim() {
        return switch (chance.below(3)) {
            case 0 -> master();
            case 1 -> sentinel();
            default -> any();
        };
    }

    Runnable inflict(FaultKind kind) {
        return switch (kind) {
            case KILL -> kill(victim());
            case POWER -> powerOff(victim().host());
            case PAUSE -> pause(victim());
            case PAUSE_BETWEEN_EFFECTS -> pauseBetweenEffects(sentinel());
            case HESITATION -> hesitate();
            case SUSPEND -> suspend(sentinel());
            case RESET -> reset(any());
            case WALL_CLOCK -> stepWall(sentinel());
            case DRIFT -> drift(sentinel());
            case LOST_NAMES -> loseNames(sentinel());
            case BLACKOUT -> blackout();
            default -> throw new IllegalArgumentException("no harm to a process: " + kind);
        };
    }

    Runnable kill(SimProcess process) {
        process.crash();
        return process::start;
    }

    Runnable powerOff(SimHost host) {
        world.note(host, "loses its power");
        host.up(false);
        for (SimProcess each : cluster.processes()) {
            if (each.host() == host) {
                each.crash();
            }
        }
        for (RedisNode each : cluster.strangers()) {
            if (each.host() == host) {
                each.crash();
            }
        }
        return () -> {
            world.note(host, "has power again");
            host.up(true);
            for (SimProcess each : cluster.processes()) {
                if (each.host() == host) {
                    each.start();
                }
            }
        };
    }

    /** Sentinels and nodes go out together, and come back host by host. */
    private Runnable blackout() {
        Set<SimHost> hosts = new LinkedHashSet<>();
        for (SimProcess each : cluster.processes()) {
            if (each instanceof SentinelNode || each instanceof RedisNode) {
                hosts.add(each.host());
            }
        }
        List<Runnable> ends = new ArrayList<>();
        for (SimHost host : hosts) {
            boolean[] done = {false};
            Runnable end = powerOff(host);
            Runnable once = () -> {
                if (!done[0]) {
                    done[0] = true;
                    end.run();
                }
            };
            ends.add(once);
            world.queue().in(chance.logBetween(100, 30_000) * 1_000, once);
        }
        return () -> ends.forEach(Runnable::run);
    }

    Runnable pause(SimProcess process) {
        process.pause();
        return process::resume;
    }

    private Runnable pauseBetweenEffects(SimProcess process) {
        process.pauseAfterEffects(chance.below(30), () -> {});
        return process::resume;
    }

    /** From now on whoever leads a failover stands still at one of its steps, once. */
    private Runnable hesitate() {
        world.note("world", "lets the next leader hesitate");
        hesitations.add(chance.below(STEPS.size()));
        return () -> {};
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        int step = STEPS.indexOf(event.type());
        if (step < 0 || !hesitations.remove((Integer) step)) {
            return;
        }
        SimProcess leader = by.process();
        long pauseMs = chance.logBetween(200, 15_000);
        leader.pauseAfterEffects(chance.below(12), () -> world.queue().in(pauseMs * 1_000, leader::resume));
    }

    void forgetHesitations() {
        hesitations.clear();
    }

    private Runnable suspend(SimProcess process) {
        process.pause();
        if (process.isPaused()) {
            process.clock().freeze();
        }
        return process::resume;
    }

    private Runnable reset(SimProcess process) {
        world.note(process, "loses its connections");
        world.network().resetAll(process);
        return () -> {};
    }

    /** C measures by the wall clock, and one that was set back keeps it blind for as long: nothing to be learnt here. */
    private Runnable stepWall(SimProcess process) {
        if (process instanceof CSentinel) {
            return () -> {};
        }
        long stepMs = chance.logBetween(100, 3_600_000) * (chance.oneIn(2) ? 1 : -1);
        world.note(process, "has its wall clock set by " + stepMs + " ms");
        process.clock().stepWall(stepMs);
        return () -> process.clock().stepWall(-stepMs);
    }

    private Runnable drift(SimProcess process) {
        process.clock().drift(chance.below(100_000) - 50_000);
        return () -> process.clock().drift(0);
    }

    private Runnable loseNames(SimProcess process) {
        process.crash();
        if (process instanceof OurSentinel ours) {
            ours.disk().forgetLeaders();
        }
        return process::start;
    }
}
