package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceKind;
import org.jspecify.annotations.Nullable;

/**
 * Ends what another began: a master that has handed over and nobody tells, because the leader died or an operator said
 * FAILOVER to the master itself, and one that goes on handing over for ever. Both need an election like any other; what the
 * nodes have done already is then only made known.
 */
final class HandOverRescue {

    /** How long a hand-over may go on before nobody is thought to care for it. */
    private static final long STUCK_MS = 10_000;

    private final MonitoredMaster master;
    private final Questions questions;
    private final Election election;
    private long sinceMs = Time.NEVER;
    private long startMs = Time.NEVER;
    private @Nullable DataNode successor;
    private long askedMs = Time.NEVER;
    private long notBeforeMs = Time.NEVER;

    HandOverRescue(MonitoredMaster master, Questions questions, Election election) {
        this.master = master;
        this.questions = questions;
        this.election = election;
    }

    void advance(Step step) {
        Self self = step.self;
        if (master.attempt != null
                || master.pendingConfig != null
                || master.odown
                || self.stall.isTilt()
                || !self.membership.votes()
                || !self.rules.canPromise(self.durability)) {
            forget();
            return;
        }
        Info info = step.isFresh(master.node.infoSentMs, Time.NEVER) ? master.node.info : null;
        DataNode next = info == null ? null : handedOverTo(info, step);
        boolean goesOn = info != null && info.handOver().goesOn();
        if (next == null && !goesOn) {
            forget();
            return;
        }
        if (sinceMs == Time.NEVER || successor != next) {
            sinceMs = step.nowMs;
            successor = next;
            askedMs = Time.NEVER;
            // The rank of now: it changes with how fast the others answer, and nobody is woken for that.
            startMs = step.nowMs + (goesOn ? STUCK_MS : 2 * self.timings.publishPeriodMs()) + rankMs(step);
        }
        long dueMs = Math.max(notBeforeMs, startMs);
        if (step.nowMs < dueMs) {
            step.wakeAt(dueMs);
            return;
        }
        if (askedMs == Time.NEVER) {
            askedMs = step.nowMs;
            for (Peer peer : master.peers.values()) {
                if (peer.confirmed && peer.isReachable()) {
                    questions.askView(peer, step);
                }
            }
        }
        begin(step);
    }

    /** Who has taken over, if both say so and it is the same data that goes on. */
    private @Nullable DataNode handedOverTo(Info info, Step step) {
        for (DataNode replica : master.replicas.values()) {
            Info told = replica.info;
            if (told != null
                    && info.follows(replica.address())
                    && !replica.sdown
                    && told.role() == InstanceKind.MASTER
                    && step.isFresh(replica.infoSentMs, Time.NEVER)
                    && !master.replicationId.isEmpty()
                    && told.formerReplicationId().equals(master.replicationId)
                    && step.self.rules.handOver().isDone(info, replica)) {
                return replica;
            }
        }
        return null;
    }

    /** Begins when a majority has answered and nobody is at it. */
    private void begin(Step step) {
        int idle = 1;
        for (Peer peer : master.peers.values()) {
            MasterView view = peer.view;
            if (peer.confirmed && view != null && step.isFresh(peer.viewSentMs, askedMs)) {
                if (!view.isIdle() || view.configEpoch() > master.configEpoch) {
                    postpone(step);
                    return;
                }
                idle++;
            }
        }
        if (idle < Voters.needed(master, step)) {
            if (step.nowMs >= askedMs + step.self.timings.askPeriodMs()) {
                postpone(step);
            } else {
                step.wakeAt(askedMs + step.self.timings.askPeriodMs());
            }
            return;
        }
        postpone(step);
        step.notice(
                successor == null
                        ? "The master " + master.name + " has been handing over for long; it is told to break off"
                        : "The master " + master.name + " has handed over to " + successor.shown()
                                + ", and nobody tells");
        election.start(true, step);
        Attempt attempt = master.attempt;
        if (attempt != null) {
            attempt.coordinated = true;
            attempt.rescue = true;
        }
        step.self.wake(master);
    }

    private void postpone(Step step) {
        askedMs = Time.NEVER;
        notBeforeMs = step.nowMs + step.self.timings.askPeriodMs();
        step.wakeAt(notBeforeMs);
    }

    /** How long we wait for those who come before us on this occasion. */
    private long rankMs(Step step) {
        return Rank.among(master, ":" + master.name + ":" + (step.self.currentEpoch + 1), step)
                * (step.self.slotMs(step.nowMs) + step.self.timings.askPeriodMs() / 4);
    }

    private void forget() {
        sinceMs = Time.NEVER;
        successor = null;
        askedMs = Time.NEVER;
        notBeforeMs = Time.NEVER;
    }
}
