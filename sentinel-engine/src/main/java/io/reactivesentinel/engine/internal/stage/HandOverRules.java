package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceKind;

/**
 * What shows how a hand-over stands, by what both nodes say of themselves.
 *
 * <p>Until the new configuration is durable the old master is the master of record: its successor's mastership can be
 * undone, for nobody was told.
 */
class HandOverRules {

    private static final long CONFIRM_MS = 1_100;

    /** Whether the master takes writes and is not about to hand over. */
    boolean isMasterAtRest(Info master) {
        return master.role() == InstanceKind.MASTER && master.handOver() == Info.HandOver.NONE;
    }

    /** Whether a replica can be handed over to: the master itself says that it is being fed. */
    boolean isOnline(Info master, DataNode replica) {
        return master.onlineReplicas().contains(replica.address());
    }

    /**
     * Whether both say that it is done: the old master follows its successor, is through with handing over and continues its
     * lineage. One of them alone proves nothing, for a hand-over that breaks off half-way leaves two masters.
     */
    boolean isDone(Info master, DataNode successor) {
        Info next = successor.info;
        return next != null
                && next.role() == InstanceKind.MASTER
                && master.follows(successor.address())
                && master.handOver() == Info.HandOver.NONE
                && !next.replicationId().isEmpty()
                && master.replicationId().equals(next.replicationId());
    }

    /** Whether a hand-over must have ended by itself by now; it has no timer of its own for its second half. */
    boolean isStuck(Attempt attempt, Info master, Step step) {
        return master.handOver().goesOn() && step.nowMs >= stuckAtMs(attempt);
    }

    long stuckAtMs(Attempt attempt) {
        return attempt.noOneMs + attempt.handOverTimeoutMs + HandOver.GRACE_MS;
    }

    /**
     * How often the master may be told. A replica confirms what it has once a second; when writes are withheld for less than
     * that, the moment may be missed.
     */
    int maxHandOvers(Attempt attempt) {
        long timeoutMs = attempt.handOverTimeoutMs;
        return timeoutMs > CONFIRM_MS ? 1 : (int) (CONFIRM_MS / timeoutMs) + 2;
    }

    /** When it may be told again: at another moment of the replica's second, with a second in which writes go on between. */
    long nextMs(Attempt attempt) {
        return attempt.noOneMs + 1_000 + attempt.handOverTimeoutMs;
    }

    /** How long writes may be withheld, and hellos with them: less than makes anybody believe that the master is down. */
    long timeoutMs(MonitoredMaster master) {
        return Math.max(1, Math.min(master.downAfterMs() / 2, master.failoverTimeoutMs() / 2));
    }
}
