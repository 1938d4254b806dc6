package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.resp.RespValue;
import org.jspecify.annotations.Nullable;

/**
 * The middle part of a coordinated failover: the master itself withholds writes, waits until its successor has them all,
 * and changes places with it, by its own command FAILOVER. What became of it is judged by INFO of both, never by one.
 */
final class HandOver {

    /** How long after its time is up a hand-over may still be on its way. */
    static final long GRACE_MS = 2_000;

    private static final long WRITE_WITHIN_MS = 250;
    private static final long ABORT_AGAIN_MS = 1_000;

    /** What to do. */
    enum Verdict {
        /** It is under way. */
        WAIT,
        /** The successor is the master, and everybody may know. */
        DONE,
        /** The master has taken its place again and the successor follows it: nothing has happened. */
        UNDONE,
        /** Both take themselves for masters: the successor has to be brought back. */
        BOTH,
        /** It can be found out no more in the time that a failover has. */
        LOST
    }

    private final MonitoredMaster master;
    private final Links links;
    private final InfoPolling infos;

    HandOver(MonitoredMaster master, Links links, InfoPolling infos) {
        this.master = master;
        this.links = links;
        this.infos = infos;
    }

    /** Whom the master follows already; {@code null} when it does not say so since this attempt began. */
    @Nullable
    DataNode takenOver(Attempt attempt, Step step) {
        Info told = toldByMaster(step, attempt.askedMs);
        if (told != null && told.role() == InstanceKind.REPLICA) {
            for (DataNode replica : master.replicas.values()) {
                if (told.follows(replica.address())) {
                    return replica;
                }
            }
        }
        return null;
    }

    /** Whether a replica can be handed over to, by what the master told since this attempt began. */
    boolean mayTakeOver(DataNode replica, Attempt attempt, Step step) {
        Info told = toldByMaster(step, attempt.askedMs);
        return told != null && step.self.rules.handOver().isOnline(told, replica);
    }

    /** Whether the master has told about itself since this attempt began; it is asked if not. */
    boolean isMasterHeard(Attempt attempt, Step step) {
        if (toldByMaster(step, attempt.askedMs) != null) {
            return true;
        }
        if (!Request.awaits(master.node.infoRequest)) {
            infos.ask(master.node, step);
        }
        return false;
    }

    private @Nullable Info toldByMaster(Step step, long sinceMs) {
        return master.node.hasInfoSince(step, sinceMs) ? master.node.info : null;
    }

    /** Nothing is begun; what goes on, or is done, is looked at. */
    void take(Attempt attempt, DataNode successor, Step step) {
        attempt.handOverTimeoutMs = -GRACE_MS;
        attempt.handOverAnsweredMs = step.nowMs;
        attempt.noOneMs = step.nowMs;
        attempt.to(FailoverState.WAIT_PROMOTION, step.nowMs);
        infos.await(master.node, step);
        infos.await(successor, step);
    }

    /** Tells the master to hand over; answers no when it cannot be told now. */
    boolean begin(Attempt attempt, DataNode successor, Step step) {
        DataNode node = master.node;
        InstanceAddress to = asListed(successor);
        attempt.handOverTimeoutMs = step.self.rules.handOver().timeoutMs(master);
        Request request = Links.send(
                node.link.command,
                Request.Kind.HAND_OVER,
                Links.words(
                        node.link,
                        "FAILOVER",
                        "TO",
                        to.host(),
                        Integer.toString(to.port()),
                        "TIMEOUT",
                        Long.toString(attempt.handOverTimeoutMs)),
                step.nowMs + WRITE_WITHIN_MS,
                node,
                attempt,
                step);
        if (request == null) {
            return false;
        }
        attempt.handOver = request;
        attempt.handOvers++;
        attempt.restSeenMs = Time.NEVER;
        attempt.handOverAnsweredMs = Time.NEVER;
        attempt.handOverError = null;
        attempt.noOneMs = step.nowMs;
        attempt.to(FailoverState.WAIT_PROMOTION, step.nowMs);
        infos.await(node, step);
        infos.await(successor, step);
        return true;
    }

    /** A master knows its replicas by what it lists itself, to the letter. */
    private InstanceAddress asListed(DataNode successor) {
        Info told = master.node.told;
        Info info = master.node.info;
        int place = told == null || info == null ? -1 : info.replicas().indexOf(successor.address());
        return told == null || place < 0 ? successor.shown() : told.replicas().get(place);
    }

    /** The master answered. */
    void answered(Request request, RespValue value, Step step) {
        if (request.context instanceof Attempt attempt && attempt == master.attempt && attempt.handOver == request) {
            attempt.handOverAnsweredMs = step.nowMs;
            attempt.handOverError = value.bare().asError();
            if (attempt.handOverError != null) {
                step.notice("The master refuses to hand over: " + attempt.handOverError);
            }
            infos.await(master.node, step);
        }
    }

    /**
     * A master that a quorum holds for down hands nothing over any more: from here on this is a failover like any other, in
     * the same epoch, unless the successor is a master already.
     */
    void reconsider(Attempt attempt, Step step) {
        if (!attempt.coordinated || !master.odown || attempt.is(FailoverState.RECONF_REPLICAS)) {
            return;
        }
        DataNode successor = attempt.chosen;
        if (attempt.is(FailoverState.WAIT_PROMOTION)) {
            boolean asked = successor != null && successor.hasInfoSince(step, attempt.noOneMs);
            if (successor == null || !asked || !successor.reports(InstanceKind.REPLICA)) {
                return;
            }
            takeBack(attempt, step);
            attempt.chosenMs = Time.NEVER;
            attempt.to(FailoverState.SEND_REPLICAOF_NO_ONE, step.nowMs);
        }
        step.notice("The master is down: its failover goes on without it");
        attempt.coordinated = false;
        attempt.forced = false;
    }

    /** The successor had not confirmed everything in time; answers whether it is tried again, a moment later. */
    boolean triesAgain(Attempt attempt, Step step) {
        HandOverRules rule = step.self.rules.handOver();
        boolean again =
                attempt.handOverError == null && !attempt.rescue && attempt.handOvers < rule.maxHandOvers(attempt);
        if (again) {
            attempt.nextHandOverMs = rule.nextMs(attempt);
            attempt.to(FailoverState.SEND_REPLICAOF_NO_ONE, step.nowMs);
            step.self.wake(master);
        }
        return again;
    }

    /** What has not been written must not arrive later. */
    void takeBack(Attempt attempt, Step step) {
        Request request = attempt.handOver;
        if (request != null && Request.awaits(request)) {
            links.abort(request.conn().link, step);
        }
    }

    /** How it stands. */
    Verdict judge(Attempt attempt, DataNode successor, Step step) {
        HandOverRules rule = step.self.rules.handOver();
        Info before = toldByMaster(step, attempt.noOneMs);
        boolean successorTold = successor.hasInfoSince(step, attempt.noOneMs);
        if (successorTold && isMasterNow(successor, attempt, step)) {
            if (before != null && rule.isDone(before, successor)) {
                return Verdict.DONE;
            }
            if (master.node.sdown) {
                step.notice("The old master died while it handed over; what it acknowledged last may be lost");
                return Verdict.DONE;
            }
        }
        if (attempt.handOverError != null && !successor.reports(InstanceKind.MASTER)) {
            return Verdict.UNDONE;
        }
        if (before != null && rule.isMasterAtRest(before) && isAnswerTrue(attempt, step)) {
            Verdict verdict = brokenOff(attempt, successor, step);
            if (verdict != Verdict.WAIT) {
                return verdict;
            }
        } else if (before != null && rule.isStuck(attempt, before, step)) {
            breakOff(attempt, step);
        }
        return await(attempt, step);
    }

    private boolean isMasterNow(DataNode successor, Attempt attempt, Step step) {
        return step.self.rules.promotion().isPromoted(successor, attempt);
    }

    /**
     * Whether what the master says of itself was asked after it had taken our command in, or long enough after it for its
     * time to be up.
     */
    private boolean isAnswerTrue(Attempt attempt, Step step) {
        long sinceMs = attempt.handOverAnsweredMs != Time.NEVER
                ? attempt.handOverAnsweredMs
                : step.self.rules.handOver().stuckAtMs(attempt);
        step.wakeAt(step.self.rules.handOver().stuckAtMs(attempt));
        return master.node.infoSentMs >= sinceMs;
    }

    /** The master is one, and at rest; its successor is asked after that, for it may have taken over just before. */
    private Verdict brokenOff(Attempt attempt, DataNode successor, Step step) {
        if (successor.sdown || !successor.link.isCommandOpen()) {
            return Verdict.LOST;
        }
        if (attempt.restSeenMs == Time.NEVER) {
            attempt.restSeenMs = step.nowMs;
        }
        if (!successor.hasInfoSince(step, attempt.restSeenMs + 1)) {
            return Verdict.WAIT;
        }
        return successor.reports(InstanceKind.MASTER) ? Verdict.BOTH : Verdict.UNDONE;
    }

    private void breakOff(Attempt attempt, Step step) {
        if (step.nowMs >= attempt.breakOffMs + ABORT_AGAIN_MS) {
            attempt.breakOffMs = step.nowMs;
            DataNode node = master.node;
            Links.send(
                    node.link.command,
                    Request.Kind.IGNORED,
                    Links.words(node.link, "FAILOVER", "ABORT"),
                    step.nowMs + WRITE_WITHIN_MS,
                    node,
                    null,
                    step);
            step.notice("The master does not come to an end with handing over; it is told to break off");
        }
        step.wakeAt(attempt.breakOffMs + ABORT_AGAIN_MS);
    }

    private Verdict await(Attempt attempt, Step step) {
        long endMs = attempt.stateSinceMs() + Math.max(master.failoverTimeoutMs(), 2 * GRACE_MS);
        if (step.nowMs >= endMs) {
            return Verdict.LOST;
        }
        step.wakeAt(endMs);
        step.wakeAt(step.self.rules.handOver().stuckAtMs(attempt));
        return Verdict.WAIT;
    }
}
