package io.reactivesentinel.engine.internal.stage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the replica to promote, by offsets read since the attempt began; one that may be better is waited for a moment. */
final class Selection {

    private static final long MIN_FIRST_WAIT_MS = 100;
    private static final long MAX_FIRST_WAIT_MS = 500;
    private static final long MAX_SECOND_WAIT_MS = 1_000;

    /**
     * What was found.
     *
     * @param best the replica to promote; {@code null} while there is none
     * @param waits whether one may still answer
     */
    record Result(@Nullable DataNode best, boolean waits) {}

    private final MonitoredMaster master;
    private final HandOver handOver;
    private final ReplicaOrder order;

    Selection(MonitoredMaster master, HandOver handOver, ReplicaOrder order) {
        this.master = master;
        this.handOver = handOver;
        this.order = order;
    }

    Result look(Attempt attempt, Step step) {
        if (attempt.coordinated) {
            if (!handOver.isMasterHeard(attempt, step) && !isSelectionOver(attempt, step)) {
                return new Result(null, true);
            }
            DataNode next = attempt.rescue ? handOver.takenOver(attempt, step) : null;
            if (next != null) {
                return new Result(next, false);
            }
        }
        List<DataNode> answered = new ArrayList<>();
        List<DataNode> silent = new ArrayList<>();
        for (DataNode replica : master.replicas.values()) {
            if (attempt.coordinated && !attempt.rescue && !handOver.mayTakeOver(replica, attempt, step)) {
                continue;
            }
            if (!order.isUpToDate(replica, attempt, step)) {
                if (order.isWorthWaitingFor(replica, step)) {
                    silent.add(replica);
                }
            } else if (order.isEligible(replica, step) && !order.isExcluded(replica)) {
                answered.add(replica);
            }
        }
        if (waitsForMore(attempt, answered, silent, step)) {
            return new Result(null, true);
        }
        if (answered.isEmpty()) {
            // Nobody answers in time: better an old number than no master.
            silent.removeIf(replica -> !order.isEligible(replica, step) || order.isExcluded(replica));
            answered = silent;
        }
        return new Result(answered.stream().min(order.order()).orElse(null), false);
    }

    /** Whether a master that is to hand over has been silent for too long. */
    private boolean isSelectionOver(Attempt attempt, Step step) {
        long untilMs = attempt.stateSinceMs() + MAX_SECOND_WAIT_MS;
        step.wakeAt(untilMs);
        return step.nowMs >= untilMs;
    }

    private boolean waitsForMore(Attempt attempt, List<DataNode> answered, List<DataNode> silent, Step step) {
        if (silent.isEmpty()) {
            return false;
        }
        long roundTripMs = step.self.roundTrips.p99Ms(step.nowMs);
        long firstMs = attempt.askedMs + Time.clamp(4 * roundTripMs, MIN_FIRST_WAIT_MS, MAX_FIRST_WAIT_MS);
        long secondMs = attempt.askedMs + Math.min(MAX_SECOND_WAIT_MS, master.downAfterMs());
        DataNode best = answered.stream().min(order.order()).orElse(null);
        boolean betterIsSilent =
                best == null || silent.stream().anyMatch(s -> order.order().compare(s, best) < 0);
        long untilMs = betterIsSilent ? Math.max(firstMs, secondMs) : firstMs;
        if (step.nowMs >= untilMs) {
            return false;
        }
        step.wakeAt(untilMs);
        for (DataNode replica : master.replicas.values()) {
            if (order.isWorthWaitingFor(replica, step)) {
                step.wakeAt(order.worthUntilMs(replica, step) + 1);
            }
        }
        return true;
    }
}
