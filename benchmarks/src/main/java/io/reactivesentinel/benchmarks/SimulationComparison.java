package io.reactivesentinel.benchmarks;

import io.reactivesentinel.engine.sim.Census;
import io.reactivesentinel.engine.sim.Outcome;
import io.reactivesentinel.engine.sim.Simulation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The same clusters and faults under our rules and under those of C: what was lost, and for how long two masters took
 * writes. Only seeds of which both runs ended count.
 */
final class SimulationComparison implements SimulationResult {

    /** All runs under either rules. */
    private static final class Side {
        private Census census = Census.NONE;
        private long losing;
        private long split;
        private long unhealed;
        private long longestSplitMs;
        private long simulatedMs;

        void add(Outcome outcome) {
            census = census.plus(outcome.census());
            losing += outcome.census().lost() > 0 ? 1 : 0;
            split += outcome.census().splitMs() > 0 ? 1 : 0;
            unhealed += outcome.healedMs() < 0 ? 1 : 0;
            longestSplitMs = Math.max(longestSplitMs, outcome.census().splitMs());
            simulatedMs += outcome.simulatedMs();
        }

        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"written\": %d, \"acknowledged\": %d, \"lost\": %d, \"runsWithLoss\": %d, \"splitMs\": %d, "
                            + "\"longestSplitMs\": %d, \"runsWithSplit\": %d, \"silentMs\": %d, \"unhealed\": %d, "
                            + "\"simulatedMs\": %d}",
                    census.written(),
                    census.acknowledged(),
                    census.lost(),
                    losing,
                    census.splitMs(),
                    longestSplitMs,
                    split,
                    census.silentMs(),
                    unhealed,
                    simulatedMs);
        }
    }

    private final Side ours = new Side();
    private final Side cs = new Side();
    private final Map<Long, Outcome> waiting = new HashMap<>();
    private final List<Outcome> bad = new ArrayList<>();
    private long pairs;
    private long fewerLost;
    private long moreLost;

    private SimulationComparison() {}

    /** Compares that many seeds, starting from the first one. */
    static SimulationComparison of(SimulationRuns runs, long first, long count) {
        SimulationComparison comparison = new SimulationComparison();
        runs.run(number -> simulation(first + number / 2, number % 2 == 1), 0, 2 * count, comparison::add);
        return comparison;
    }

    /** Both runs of a seed follow each other, so that an interrupted comparison is one nevertheless. */
    private static Simulation simulation(long seed, boolean rulesOfC) {
        Simulation simulation = Simulation.compared(seed);
        return rulesOfC ? simulation.withRulesOfC() : simulation;
    }

    private void add(Outcome outcome) {
        if (!outcome.isGood()) {
            bad.add(outcome);
        }
        Outcome other = waiting.remove(outcome.seed());
        if (other == null) {
            waiting.put(outcome.seed(), outcome);
        } else if (outcome.isGood() && other.isGood()) {
            boolean isOurs = outcome.plan().cs() == 0;
            add(isOurs ? outcome : other, isOurs ? other : outcome);
        }
    }

    private void add(Outcome our, Outcome its) {
        pairs++;
        ours.add(our);
        cs.add(its);
        fewerLost += our.census().lost() < its.census().lost() ? 1 : 0;
        moreLost += our.census().lost() > its.census().lost() ? 1 : 0;
    }

    @Override
    public boolean isGood() {
        return bad.isEmpty();
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("seeds          " + Figures.count(pairs)
                + ", each with all Sentinels ours and with all by the rules of C");
        lines.add("");
        lines.add(row("", "ours", "rules of C"));
        lines.add(row("simulated", side -> Figures.hours(side.simulatedMs)));
        lines.add(row("writes sent", side -> Figures.count(side.census.written())));
        lines.add(row("acknowledged", side -> Figures.count(side.census.acknowledged())));
        lines.add(row("acknowledged and lost", side -> Figures.count(side.census.lost())));
        lines.add(row("", side -> Figures.percent(side.census.lost(), side.census.acknowledged())));
        lines.add(row("runs that lost any", side -> Figures.count(side.losing)));
        lines.add(row("two masters took writes", side -> Figures.seconds(side.census.splitMs())));
        lines.add(row("longest in one run", side -> Figures.seconds(side.longestSplitMs)));
        lines.add(row("runs with two masters", side -> Figures.count(side.split)));
        lines.add(row("no write acknowledged", side -> Figures.seconds(side.census.silentMs())));
        lines.add(row("runs that did not heal", side -> Figures.count(side.unhealed)));
        lines.add("");
        lines.add("Ours lost fewer than C's rules for " + Figures.count(fewerLost) + " seeds, more for "
                + Figures.count(moreLost) + ".");
        for (Outcome each : bad) {
            lines.add("");
            lines.add("seed " + each.seed() + (each.plan().cs() == 0 ? ", ours" : ", rules of C") + ", left out: "
                    + each.violations().get(0));
        }
        return lines;
    }

    private String row(String what, Function<Side, String> figure) {
        return row(what, figure.apply(ours), figure.apply(cs));
    }

    private static String row(String what, String our, String its) {
        return String.format(Locale.ROOT, "%-24s %16s %16s", what, our, its);
    }

    @Override
    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"seeds\": %d, \"ours\": %s, \"rulesOfC\": %s, \"oursLostFewer\": %d, \"oursLostMore\": %d, \"bad\": %d}",
                pairs,
                ours.json(),
                cs.json(),
                fewerLost,
                moreLost,
                bad.size());
    }
}
