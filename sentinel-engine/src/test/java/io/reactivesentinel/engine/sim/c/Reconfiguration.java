package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverState;

/** The replicas are pointed at the new master, a few at a time. */
final class Reconfiguration {

    private final Program program;
    private final Failover failover;

    Reconfiguration(Program program, Failover failover) {
        this.program = program;
        this.failover = failover;
    }

    void step(Master master) {
        Replica next = master.promoted;
        if (next != null) {
            sendOn(master, next);
        }
        checkEnd(master);
    }

    private void sendOn(Master master, Replica next) {
        long nowMs = program.nowMs();
        int busy = 0;
        for (Replica each : master.replicas.values()) {
            busy += each.reconfSent || each.reconfInProg ? 1 : 0;
        }
        for (Replica each : master.replicas.values()) {
            if (busy >= master.parallelSyncs) {
                return;
            }
            if (each.promoted || each.reconfDone) {
                continue;
            }
            if (each.reconfSent && nowMs - each.reconfSentMs > Periods.RECONF_MS) {
                failover.say(EventType.REPLICA_RECONF_SENT_TIMEOUT, each);
                each.reconfSent = false;
                each.reconfDone = true;
            }
            if (each.reconfSent || each.reconfInProg || each.link.disconnected) {
                continue;
            }
            if (program.orders.follow(each, next.address)) {
                each.reconfSent = true;
                each.reconfSentMs = nowMs;
                failover.say(EventType.REPLICA_RECONF_SENT, each);
                busy++;
            }
        }
    }

    private void checkEnd(Master master) {
        Replica next = master.promoted;
        if (next == null || next.sdown) {
            return;
        }
        int open = 0;
        for (Replica each : master.replicas.values()) {
            open += each.promoted || each.reconfDone || each.sdown ? 0 : 1;
        }
        boolean late = program.nowMs() - master.stateSinceMs > master.failoverTimeoutMs;
        if (late) {
            open = 0;
            failover.say(EventType.FAILOVER_END_FOR_TIMEOUT, master);
        }
        if (open > 0) {
            return;
        }
        failover.say(EventType.FAILOVER_END, master);
        master.state(FailoverState.UPDATE_CONFIG);
        if (late) {
            sendRest(master, next);
        }
    }

    private void sendRest(Master master, Replica next) {
        for (Replica each : master.replicas.values()) {
            if (each.promoted || each.reconfDone || each.reconfSent || each.link.disconnected) {
                continue;
            }
            if (program.orders.follow(each, next.address)) {
                failover.say(EventType.REPLICA_RECONF_SENT_BE, each);
                each.reconfSent = true;
            }
        }
    }
}
