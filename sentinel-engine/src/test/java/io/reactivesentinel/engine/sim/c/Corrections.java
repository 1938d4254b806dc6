package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.TopologyEvent;

/** What is done when a replica's INFO says something: promotion seen, progress, and what has to be put right. */
final class Corrections {

    private static final long GRACE_MS = 4 * Periods.PUBLISH_MS;

    private final Program program;

    Corrections(Program program) {
        this.program = program;
    }

    void afterInfo(Replica replica, Instance.Role role) {
        if (role == Instance.Role.MASTER) {
            saysMaster(replica);
        } else if (role == Instance.Role.REPLICA) {
            saysReplica(replica);
        }
        progress(replica, role);
    }

    private void saysMaster(Replica replica) {
        Master master = replica.owner();
        if (replica.promoted && master.failingOver && master.state == FailoverState.WAIT_PROMOTION) {
            master.configEpoch = master.failoverEpoch;
            master.state(FailoverState.RECONF_REPLICAS);
            program.flush();
            say(EventType.PROMOTED_REPLICA, replica);
            say(EventType.STATE_RECONF_REPLICAS, master);
            program.hellos.force(master);
        } else if (!replica.promoted
                && master.looksSane()
                && isQuiet(replica, GRACE_MS)
                && program.nowMs() - replica.roleSinceMs > GRACE_MS) {
            follow(replica, EventType.CONVERT_TO_REPLICA);
        }
    }

    private void saysReplica(Replica replica) {
        Master master = replica.owner();
        if (!replica.follows(master.address)
                && master.looksSane()
                && isQuiet(replica, master.failoverTimeoutMs)
                && program.nowMs() - replica.confChangeMs > master.failoverTimeoutMs) {
            follow(replica, EventType.FIX_REPLICA_CONFIG);
        }
    }

    private void follow(Replica replica, EventType why) {
        if (program.orders.follow(replica, replica.owner().address)) {
            program.emit(new TopologyEvent(why, replica.ref(), "", program.nowMs()));
        }
    }

    private void progress(Replica replica, Instance.Role role) {
        Replica next = replica.owner().promoted;
        if (role != Instance.Role.REPLICA || (!replica.reconfSent && !replica.reconfInProg)) {
            return;
        }
        if (replica.reconfSent && next != null && replica.follows(next.address)) {
            replica.reconfSent = false;
            replica.reconfInProg = true;
            say(EventType.REPLICA_RECONF_INPROG, replica);
        }
        if (replica.reconfInProg && replica.linkUp) {
            replica.reconfInProg = false;
            replica.reconfDone = true;
            say(EventType.REPLICA_RECONF_DONE, replica);
        }
    }

    /** Whether it has not begun to be down for so long. */
    private boolean isQuiet(Replica replica, long ms) {
        long sinceMs = Math.max(replica.sdownSinceMs, replica.odownSinceMs);
        return sinceMs == 0 || program.nowMs() - sinceMs > ms;
    }

    private void say(EventType type, Instance instance) {
        program.emit(new FailoverEvent(type, instance.ref(), instance.owner().failoverEpoch, program.nowMs()));
    }
}
