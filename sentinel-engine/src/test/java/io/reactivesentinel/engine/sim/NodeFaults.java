package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Harm to Redis nodes beyond being killed: they lag, lie, refuse, forget or come back elsewhere. */
final class NodeFaults implements Observer {

    /** What is noted of a node that must not be promoted any more although it has been chosen. */
    static final String UNFIT_AFTER_CHOICE = "must not be promoted any more, and has been chosen";

    private static final long HUGE_OFFSET = 9_000_000_000_000L;
    private static final int USUAL_PRIORITY = 100;

    private final Cluster cluster;
    private final World world;
    private final Chance chance;
    private final List<RedisNode> unfit = new ArrayList<>();
    private boolean watches;
    private boolean waitsForChoice;

    NodeFaults(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.chance = chance;
    }

    private Cluster.Group group() {
        return cluster.groups().get(chance.below(cluster.groups().size()));
    }

    private RedisNode any() {
        Cluster.Group group = group();
        return group.nodes().get(chance.below(group.nodes().size()));
    }

    Runnable inflict(FaultKind kind) {
        RedisNode node = any();
        if (kind != FaultKind.MOVE && kind != FaultKind.UNFIT_AFTER_CHOICE) {
            world.note(node, "is in trouble: " + kind);
        }
        return switch (kind) {
            case PRIORITY -> priority(node);
            case LAG -> lag(node);
            case STALE_INFO -> freeze(node);
            case LYING_INFO -> lie(node);
            case DISOBEDIENCE -> disobey(node);
            case BUSY -> busy(node);
            case REBORN_EMPTY -> rebornEmpty(node);
            case DUPLICATE_RUN_ID -> duplicate(node, any());
            case MOVE -> move();
            case REFUSAL -> refuse(node);
            case UNFIT_AFTER_CHOICE -> unfitAfterChoice();
            default -> throw new IllegalArgumentException("no harm to a node: " + kind);
        };
    }

    private Runnable priority(RedisNode node) {
        node.priority(chance.oneIn(3) ? chance.below(50) : 0);
        return () -> node.priority(USUAL_PRIORITY);
    }

    private Runnable lag(RedisNode node) {
        node.lagMs = chance.logBetween(10, 30_000);
        return () -> node.lagMs = 0;
    }

    private Runnable refuse(RedisNode node) {
        List<Refusal> all = List.of(Refusal.values());
        Refusal refusal = all.get(chance.below(all.size()));
        node.refusal = refusal;
        return () -> node.refusal = null;
    }

    /** Whoever is chosen next gets a priority of 0 at that moment, which nobody is told before the next INFO. */
    private Runnable unfitAfterChoice() {
        waitsForChoice = true;
        if (!watches) {
            watches = true;
            world.watch(this);
        }
        return () -> {
            waitsForChoice = false;
            unfit.forEach(node -> node.priority(USUAL_PRIORITY));
            unfit.clear();
        };
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (!waitsForChoice || event.type() != EventType.SELECTED_REPLICA || !(event instanceof FailoverEvent choice)) {
            return;
        }
        for (Cluster.Group group : cluster.groups()) {
            for (RedisNode node : group.nodes()) {
                if (node.address().equals(choice.instance().address())) {
                    waitsForChoice = false;
                    world.note(node, UNFIT_AFTER_CHOICE);
                    node.priority(0);
                    unfit.add(node);
                }
            }
        }
    }

    private static Runnable freeze(RedisNode node) {
        node.infoFrozen = true;
        return () -> node.infoFrozen = false;
    }

    private static Runnable disobey(RedisNode node) {
        node.obeys = false;
        return () -> node.obeys = true;
    }

    private static Runnable busy(RedisNode node) {
        node.busy(true);
        return () -> node.busy(false);
    }

    private Runnable lie(RedisNode node) {
        node.infoLie = lie(chance.below(5));
        return () -> node.infoLie = null;
    }

    private UnaryOperator<String> lie(int which) {
        return switch (which) {
            case 0 -> text -> text.replaceAll("slave_repl_offset:\\d+", "slave_repl_offset:" + HUGE_OFFSET);
            case 1 -> text -> text.replace("role:slave", "role:master");
            case 2 -> text -> text.replaceAll("run_id:[0-9a-f]+", "run_id:" + chance.hexId());
            case 3 -> text -> text + "slave7:ip=10.9.9.7,port=6379,state=online,offset=1,lag=0\r\n";
            default -> text -> text.substring(0, chance.below(text.length() + 1));
        };
    }

    private static Runnable rebornEmpty(RedisNode node) {
        node.crash();
        node.persistence(Persistence.NOTHING);
        return () -> {
            node.start();
            node.persistence(Persistence.SNAPSHOT);
        };
    }

    private static Runnable duplicate(RedisNode node, RedisNode other) {
        node.crash();
        node.forcedRunId = other.runId();
        node.start();
        return () -> {
            node.forcedRunId = null;
            node.crash();
            node.start();
        };
    }

    /** A replica's or Sentinel's host gets another address; a master's stays, for nobody would find it again. */
    private Runnable move() {
        List<SimHost> hosts = new ArrayList<>(world.network().hosts());
        for (SimProcess each : cluster.processes()) {
            boolean stays = each instanceof WriterClient
                    || each instanceof Operator
                    || !each.isAlive()
                    || (each instanceof RedisNode node && (node.isMaster() || isNamed(node)))
                    || (each instanceof SentinelNode sentinel && !sentinel.isOurs());
            if (stays) {
                hosts.remove(each.host());
            }
        }
        if (!hosts.isEmpty()) {
            SimHost host = hosts.get(chance.below(hosts.size()));
            world.network().move(host, null);
            world.note(host, "has the address " + host.ip());
        }
        return () -> {};
    }

    private boolean isNamed(RedisNode node) {
        for (SentinelNode each : cluster.sentinels()) {
            for (SentinelNode.Held held : each.held()) {
                if (held.address().equals(node.address()) || held.isFailingOver()) {
                    return true;
                }
            }
        }
        return false;
    }
}
