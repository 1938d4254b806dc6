package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.Command.Done;
import io.reactivesentinel.engine.internal.stage.Refusal.Reason;
import io.reactivesentinel.resp.RespValue;
import org.jspecify.annotations.Nullable;

/**
 * An operator asks for a failover that loses nothing. Everything it needs is found out before an epoch is spent: a master
 * that can hand over and is at rest, a replica that it feeds, a majority that answers and does nothing of the kind itself.
 */
final class Switchover {

    private static final long LIMIT_MS = 1_000;

    /** What a server answers that knows the command and lets us use it: the question itself has no effect. */
    private static final String SUPPORTED = "timeout must be greater than 0";

    private final MonitoredMaster master;
    private final Questions questions;
    private final InfoPolling infos;
    private final Election election;
    private final ReplicaOrder order;
    private @Nullable Answer<Done> waiting;
    private @Nullable Request probe;
    private @Nullable String probeAnswer;
    private long sinceMs;

    Switchover(MonitoredMaster master, Questions questions, InfoPolling infos, Election election, ReplicaOrder order) {
        this.master = master;
        this.questions = questions;
        this.infos = infos;
        this.election = election;
        this.order = order;
    }

    boolean isAsked() {
        return waiting != null;
    }

    void asked(Answer<Done> answer, Step step) {
        if (waiting != null) {
            answer.refuse(Refusal.of(Reason.FAILOVER_IN_PROGRESS));
            return;
        }
        Refusal refusal = objection(step);
        if (refusal != null) {
            answer.refuse(refusal);
            return;
        }
        waiting = answer;
        sinceMs = step.nowMs;
        probeAnswer = null;
        for (Peer peer : master.peers.values()) {
            if (peer.confirmed && peer.isReachable()) {
                questions.askView(peer, step);
            }
        }
        probe = Links.send(
                master.node.link.command,
                Request.Kind.HAND_OVER,
                Links.words(master.node.link, "FAILOVER", "TIMEOUT", "0"),
                step.nowMs + LIMIT_MS,
                master.node,
                this,
                step);
        for (DataNode node : master.dataNodes()) {
            infos.ask(node, step);
        }
        advance(step);
    }

    /** The master answered whether it can hand over at all. */
    void answered(Request request, RespValue value) {
        if (request == probe) {
            String error = value.bare().asError();
            probeAnswer = error == null ? "" : error;
        }
    }

    /** Begins, or refuses, once everybody has answered. */
    void advance(Step step) {
        Answer<Done> answer = waiting;
        if (answer == null) {
            return;
        }
        Refusal refusal = objection(step);
        if (refusal == null) {
            if (isAwaited(step) && step.nowMs < sinceMs + LIMIT_MS) {
                step.wakeAt(sinceMs + LIMIT_MS);
                for (DataNode replica : master.replicas.values()) {
                    if (order.isWorthWaitingFor(replica, step)) {
                        step.wakeAt(order.worthUntilMs(replica, step) + 1);
                    }
                }
                return;
            }
            refusal = verdict(step);
        }
        waiting = null;
        probe = null;
        if (refusal != null) {
            answer.refuse(refusal);
            return;
        }
        step.notice("Executing user requested coordinated FAILOVER of '" + master.name + "'");
        election.start(true, step);
        Attempt attempt = master.attempt;
        if (attempt != null) {
            attempt.coordinated = true;
        }
        step.self.wake(master);
        answer.accept(Done.DONE);
    }

    /** The master is watched no more. */
    void cancel() {
        Answer<Done> answer = waiting;
        if (answer != null) {
            waiting = null;
            answer.refuse(Refusal.of(Reason.NO_SUCH_MASTER));
        }
    }

    /** What stands against it without asking anybody. */
    private @Nullable Refusal objection(Step step) {
        if (!step.self.membership.votes()) {
            return Refusal.of(Reason.NOT_A_MEMBER);
        }
        if (master.attempt != null || isPeerActing(step)) {
            return Refusal.of(Reason.FAILOVER_IN_PROGRESS);
        }
        if (step.self.stall.isTilt()) {
            return new Refusal(Reason.NO_MAJORITY, "this Sentinel is in TILT");
        }
        if (master.node.sdown || !master.node.link.isCommandOpen()) {
            return new Refusal(Reason.NO_GOOD_MASTER, "Primary does not answer");
        }
        return step.self.rules.canPromise(step.self.durability) ? null : Refusal.of(Reason.NOT_SAVED);
    }

    private boolean isAwaited(Step step) {
        boolean silent = probeAnswer == null || !master.node.hasInfoSince(step, sinceMs);
        for (DataNode replica : master.replicas.values()) {
            silent |= order.isWorthWaitingFor(replica, step) && !replica.hasInfoSince(step, sinceMs);
        }
        for (Peer peer : master.peers.values()) {
            silent |= peer.confirmed && Request.awaits(peer.viewRequest);
        }
        return silent;
    }

    /** What stands against it by what was answered. */
    private @Nullable Refusal verdict(Step step) {
        String answered = probeAnswer;
        Info info = master.node.hasInfoSince(step, sinceMs) ? master.node.info : null;
        if (answered == null || info == null) {
            return new Refusal(Reason.NO_GOOD_MASTER, "Primary does not answer");
        }
        if (!answered.contains(SUPPORTED) || info.handOver() == Info.HandOver.UNKNOWN) {
            return new Refusal(Reason.NO_GOOD_MASTER, "Primary does not support FAILOVER command");
        }
        if (info.handOver().goesOn()) {
            return Refusal.of(Reason.FAILOVER_IN_PROGRESS);
        }
        HandOverRules rule = step.self.rules.handOver();
        if (!rule.isMasterAtRest(info)) {
            return new Refusal(Reason.NO_GOOD_MASTER, "Primary is a replica");
        }
        boolean somebody = master.replicas.values().stream()
                .anyMatch(replica -> replica.hasInfoSince(step, sinceMs)
                        && order.isEligible(replica, step)
                        && !order.isExcluded(replica)
                        && !order.isDoubtful(replica)
                        && rule.isOnline(info, replica));
        if (!somebody) {
            return Refusal.of(Reason.NO_GOOD_REPLICA);
        }
        long idle = master.peers.values().stream()
                .filter(peer -> peer.confirmed
                        && peer.view != null
                        && step.isFresh(peer.viewSentMs, sinceMs)
                        && !peer.view.isActing())
                .count();
        int needed = Voters.needed(master, step);
        return 1 + idle >= needed
                ? null
                : new Refusal(Reason.NO_MAJORITY, (1 + idle) + " Sentinels answer, " + needed + " are needed");
    }

    private boolean isPeerActing(Step step) {
        return waiting != null
                && master.peers.values().stream()
                        .anyMatch(peer -> peer.confirmed
                                && peer.view != null
                                && step.isFresh(peer.viewSentMs, sinceMs)
                                && peer.view.isActing());
    }
}
