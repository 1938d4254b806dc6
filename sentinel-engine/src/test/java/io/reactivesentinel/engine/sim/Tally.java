package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What came of many runs together. Filled by one thread at a time. */
public final class Tally {

    private static final int MAX_BAD_KEPT = 1_000;

    private final List<Outcome> bad = new ArrayList<>();
    private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    private final Map<Situation, Long> reached = new EnumMap<>(Situation.class);
    private Census census = Census.NONE;
    private long runs;
    private long badRuns;
    private long simulatedMs;
    private long steps;
    private long failovers;
    private long elections;
    private long votes;
    private long switches;
    private long longestHealingMs;
    private long hash;

    Tally() {}

    void add(Outcome outcome) {
        runs++;
        if (!outcome.isGood()) {
            badRuns++;
            if (bad.size() < MAX_BAD_KEPT) {
                bad.add(outcome);
            }
        }
        outcome.faults().forEach((kind, count) -> faults.merge(kind, count, Long::sum));
        outcome.reached().forEach((situation, count) -> reached.merge(situation, count, Long::sum));
        census = census.plus(outcome.census());
        simulatedMs += outcome.simulatedMs();
        steps += outcome.steps();
        failovers += outcome.failovers();
        elections += outcome.elections();
        votes += outcome.votes();
        switches += outcome.switches();
        longestHealingMs = Math.max(longestHealingMs, outcome.healedMs());
        hash ^= outcome.hash();
    }

    /** How many runs there were. */
    public long runs() {
        return runs;
    }

    /** How many of them were not good. */
    public long badRuns() {
        return badRuns;
    }

    /** The runs that were not good, the first ones of a great number. */
    public List<Outcome> bad() {
        return List.copyOf(bad);
    }

    /** How much time passed in all of them, milliseconds. */
    public long simulatedMs() {
        return simulatedMs;
    }

    /** How many events happened in all of them. */
    public long steps() {
        return steps;
    }

    /** Harm done, by kind. */
    public Map<FaultKind, Long> faults() {
        return faults;
    }

    /** Situations that occurred, with how often. */
    public Map<Situation, Long> reached() {
        return reached;
    }

    /** Situations that never occurred. */
    public Set<Situation> unvisited() {
        Set<Situation> missing = EnumSet.allOf(Situation.class);
        missing.removeAll(reached.keySet());
        return missing;
    }

    /** What became of all writes. */
    public Census census() {
        return census;
    }

    /** Failovers tried by our Sentinels. */
    public long failovers() {
        return failovers;
    }

    /** Elections won. */
    public long elections() {
        return elections;
    }

    /** Votes told. */
    public long votes() {
        return votes;
    }

    /** Times a Sentinel took over another address. */
    public long switches() {
        return switches;
    }

    /** The longest that a cluster took to come to rest after everything worked again, milliseconds. */
    public long longestHealingMs() {
        return longestHealingMs;
    }

    /** The hashes of all runs in one number, whatever their order. */
    public long hash() {
        return hash;
    }
}
