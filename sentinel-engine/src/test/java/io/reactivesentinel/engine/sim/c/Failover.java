package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.NewEpochEvent;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import org.jspecify.annotations.Nullable;

/** A failover, from its beginning to its end, one step a tick. */
final class Failover {

    private final Program program;
    private final Suspicion suspicion;
    private final Reconfiguration reconfiguration;

    Failover(Program program, Suspicion suspicion) {
        this.program = program;
        this.suspicion = suspicion;
        this.reconfiguration = new Reconfiguration(program, this);
    }

    void startIfNeeded(Master master) {
        if (!master.odown || master.failingOver) {
            return;
        }
        if (program.nowMs() - master.failoverStartMs < 2 * master.failoverTimeoutMs) {
            if (master.delayLoggedMs != master.failoverStartMs) {
                master.delayLoggedMs = master.failoverStartMs;
                program.surroundings.log("Next failover delay: I will not start a failover of " + master.name
                        + " before " + (master.failoverStartMs + 2 * master.failoverTimeoutMs));
            }
            return;
        }
        start(master);
        suspicion.ask(master, true);
    }

    void start(Master master) {
        long nowMs = program.nowMs();
        master.state(FailoverState.WAIT_START);
        master.failingOver = true;
        program.currentEpoch++;
        master.failoverEpoch = program.currentEpoch;
        program.emit(new NewEpochEvent(program.currentEpoch, master.name, nowMs));
        say(EventType.TRY_FAILOVER, master);
        master.failoverStartMs = nowMs + program.surroundings.below(Periods.MAX_DESYNC_MS);
    }

    void step(Master master) {
        if (!master.failingOver) {
            return;
        }
        switch (master.state) {
            case WAIT_START -> awaitElection(master);
            case SELECT_REPLICA -> select(master);
            case SEND_REPLICAOF_NO_ONE -> promote(master);
            case WAIT_PROMOTION -> {
                if (program.nowMs() - master.stateSinceMs > master.failoverTimeoutMs) {
                    abort(master, EventType.ABORT_REPLICA_TIMEOUT);
                }
            }
            case RECONF_REPLICAS -> reconfiguration.step(master);
            default -> {}
        }
    }

    private void awaitElection(Master master) {
        String leader = program.votes.leader(master, master.failoverEpoch);
        if (!program.myId.equalsIgnoreCase(leader) && !master.forced) {
            long limitMs = Math.min(Periods.ELECTION_MS, master.failoverTimeoutMs);
            if (program.nowMs() - master.failoverStartMs > limitMs) {
                abort(master, EventType.ABORT_NOT_ELECTED);
            }
            return;
        }
        say(EventType.ELECTED_LEADER, master);
        master.state(FailoverState.SELECT_REPLICA);
        say(EventType.STATE_SELECT_REPLICA, master);
    }

    private void select(Master master) {
        Replica chosen = best(master);
        if (chosen == null) {
            abort(master, EventType.ABORT_NO_GOOD_REPLICA);
            return;
        }
        say(EventType.SELECTED_REPLICA, chosen);
        chosen.promoted = true;
        master.promoted = chosen;
        master.state(FailoverState.SEND_REPLICAOF_NO_ONE);
        say(EventType.STATE_SEND_NO_ONE, chosen);
    }

    private void promote(Master master) {
        Replica chosen = master.promoted;
        if (chosen == null || chosen.link.disconnected) {
            if (program.nowMs() - master.stateSinceMs > master.failoverTimeoutMs) {
                abort(master, EventType.ABORT_REPLICA_TIMEOUT);
            }
            return;
        }
        if (program.orders.promote(chosen)) {
            say(EventType.STATE_WAIT_PROMOTION, chosen);
            master.state(FailoverState.WAIT_PROMOTION);
        }
    }

    private void abort(Master master, EventType why) {
        say(why, master);
        master.failingOver = false;
        master.forced = false;
        master.state(FailoverState.NONE);
        Replica chosen = master.promoted;
        if (chosen != null) {
            chosen.promoted = false;
            master.promoted = null;
        }
    }

    /** The best replica there is; {@code null} for none. */
    @Nullable
    Replica best(Master master) {
        long nowMs = program.nowMs();
        long downMs = master.sdown ? nowMs - master.sdownSinceMs : 0;
        long infoMs = master.sdown ? 5 * Periods.PING_MS : 3 * Periods.INFO_MS;
        Replica best = null;
        for (Replica each : master.replicas.values()) {
            boolean fit = !each.sdown
                    && !each.odown
                    && !each.link.disconnected
                    && nowMs - each.link.lastAvailMs <= 5 * Periods.PING_MS
                    && each.priority != 0
                    && nowMs - each.infoRefreshMs <= infoMs
                    && each.masterLinkDownMs <= downMs + 10 * master.downAfterMs;
            if (fit && (best == null || isBetter(each, best))) {
                best = each;
            }
        }
        return best;
    }

    private static boolean isBetter(Replica one, Replica other) {
        if (one.priority != other.priority) {
            return one.priority < other.priority;
        }
        if (one.offset != other.offset) {
            return Words.isAbove(one.offset, other.offset);
        }
        String id = one.runId;
        String otherId = other.runId;
        if (id == null || otherId == null) {
            return id != null && otherId == null;
        }
        return id.compareToIgnoreCase(otherId) < 0;
    }

    /** The end of a failover: the promoted replica is the master. */
    void switchOver(Master master) {
        Replica next = master.promoted;
        var address = next == null ? master.address : next.address;
        program.emit(new SwitchMasterEvent(master.name, master.address, address, master.configEpoch, program.nowMs()));
        program.topology.turnTo(master, address);
    }

    void say(EventType type, Instance instance) {
        program.emit(new FailoverEvent(type, instance.ref(), instance.owner().failoverEpoch, program.nowMs()));
    }
}
