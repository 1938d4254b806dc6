package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.Command.Done;
import io.reactivesentinel.engine.internal.stage.Refusal.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A failover that an operator asks for: begins unless another Sentinel is at it, which the others are asked before, for at
 * most half a second.
 */
final class OperatorFailover {

    private static final long LIMIT_MS = 500;

    private final MonitoredMaster master;
    private final Questions questions;
    private final Election election;
    private final Failover failover;
    private @Nullable Answer<Done> waiting;
    private long sinceMs;

    OperatorFailover(MonitoredMaster master, Questions questions, Election election, Failover failover) {
        this.master = master;
        this.questions = questions;
        this.election = election;
        this.failover = failover;
    }

    boolean isAsked() {
        return waiting != null;
    }

    void asked(Answer<Done> answer, Step step) {
        if (waiting != null) {
            answer.refuse(Refusal.of(Reason.FAILOVER_IN_PROGRESS));
            return;
        }
        waiting = answer;
        sinceMs = step.nowMs;
        for (Peer peer : master.peers.values()) {
            if (peer.confirmed && peer.isReachable()) {
                questions.askView(peer, step);
            }
        }
        advance(step);
    }

    /** Begins, or refuses, once the others have answered. */
    void advance(Step step) {
        Answer<Done> answer = waiting;
        if (answer == null) {
            return;
        }
        Reason reason = objection(step);
        if (reason != null) {
            waiting = null;
            answer.refuse(Refusal.of(reason));
        } else if (isAwaited() && step.nowMs < sinceMs + LIMIT_MS) {
            step.wakeAt(sinceMs + LIMIT_MS);
        } else {
            waiting = null;
            step.notice("Executing user requested FAILOVER of '" + master.name + "'");
            election.start(true, step);
            step.self.wake(master);
            answer.accept(Done.DONE);
        }
    }

    /** The master is watched no more. */
    void cancel() {
        Answer<Done> answer = waiting;
        if (answer != null) {
            waiting = null;
            answer.refuse(Refusal.of(Reason.NO_SUCH_MASTER));
        }
    }

    private @Nullable Reason objection(Step step) {
        if (!step.self.membership.votes()) {
            return Reason.NOT_A_MEMBER;
        }
        if (master.attempt != null || isPeerActing(step)) {
            return Reason.FAILOVER_IN_PROGRESS;
        }
        if (!failover.hasGoodReplica(step)) {
            return Reason.NO_GOOD_REPLICA;
        }
        return step.self.rules.canPromise(step.self.durability) ? null : Reason.NOT_SAVED;
    }

    private boolean isAwaited() {
        return master.peers.values().stream().anyMatch(peer -> peer.confirmed && Request.awaits(peer.viewRequest));
    }

    private boolean isPeerActing(Step step) {
        return master.peers.values().stream()
                .anyMatch(peer -> peer.confirmed
                        && peer.view != null
                        && step.isFresh(peer.viewSentMs, sinceMs)
                        && peer.view.isActing());
    }
}
