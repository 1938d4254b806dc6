package io.reactivesentinel.engine.sim;

import java.util.List;
import java.util.Map;

/**
 * What came of one simulated run.
 *
 * @param seed what it was drawn from
 * @param plan the cluster
 * @param violations what did not hold; empty for a good run
 * @param hash everything that happened, in one number
 * @param simulatedMs how much time passed in it
 * @param healedMs how long it took to come to rest after everything worked again; -1 when it did not
 * @param steps events of the queue
 * @param faults harm done, by kind
 * @param reached situations that occurred, with how often
 * @param failovers failovers tried
 * @param elections elections won
 * @param votes votes told
 * @param switches times a Sentinel took over another address
 * @param census what became of the writes
 */
public record Outcome(
        long seed,
        ClusterPlan plan,
        List<Violations.Violation> violations,
        long hash,
        long simulatedMs,
        long healedMs,
        long steps,
        Map<FaultKind, Long> faults,
        Map<Situation, Long> reached,
        long failovers,
        long elections,
        long votes,
        long switches,
        Census census) {

    /** Whether everything held. */
    public boolean isGood() {
        return violations.isEmpty();
    }
}
