package io.reactivesentinel.benchmarks;

import io.reactivesentinel.engine.sim.FaultKind;
import io.reactivesentinel.engine.sim.Outcome;
import io.reactivesentinel.engine.sim.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a campaign came to: figures, what it did and did not visit, and how to replay what is bad. */
final class SimulationSummary implements SimulationResult {

    private static final int MAX_BAD_SHOWN = 20;

    private final SimulationRuns.Done done;
    private final Tally tally;
    private final String options;
    private final List<Outcome> bad;

    private SimulationSummary(SimulationRuns.Done done, String options) {
        this.done = done;
        this.tally = done.tally();
        this.options = options;
        this.bad = tally.bad().stream()
                .sorted(Comparator.comparingLong(Outcome::seed))
                .toList();
    }

    /**
     * A summary.
     *
     * @param done what it is about
     * @param options what a replay must be told besides the seed, with a blank in front
     */
    static SimulationSummary of(SimulationRuns.Done done, String options) {
        return new SimulationSummary(done, options);
    }

    @Override
    public boolean isGood() {
        return tally.badRuns() == 0;
    }

    /** The command that runs one seed again and tells its story. */
    private String replay(long seed) {
        return "benchmarks/run simulate --seed " + seed + " --trace" + options;
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("runs           " + Figures.count(tally.runs()) + ", " + Figures.count(tally.badRuns())
                + " with violations"
                + (done.interrupted() ? "; interrupted before all " + Figures.count(done.asked()) + " were done" : ""));
        lines.add(String.format(
                Locale.ROOT,
                "simulated      %s in %s: %,.0f s per s, %,.0f per core",
                Figures.hours(tally.simulatedMs()),
                Figures.duration(done.seconds()),
                done.speed(),
                done.speedPerCore()));
        lines.add("events         " + Figures.count(tally.steps()));
        lines.add("failovers      " + Figures.count(tally.failovers()) + " tried, " + Figures.count(tally.elections())
                + " elections won, " + Figures.count(tally.votes()) + " votes, " + Figures.count(tally.switches())
                + " switches");
        lines.add("writes         " + Figures.count(tally.census().written()) + ", "
                + Figures.count(tally.census().acknowledged()) + " acknowledged, "
                + Figures.count(tally.census().lost()) + " of these lost ("
                + Figures.percent(tally.census().lost(), tally.census().acknowledged()) + ")");
        lines.add("two masters    acknowledged writes at a time for "
                + Figures.seconds(tally.census().splitMs()));
        lines.add("healing        " + Figures.seconds(tally.longestHealingMs()) + " at most");
        lines.add("hash           " + hash());
        table(lines, "faults", allKinds());
        table(lines, "situations", tally.reached());
        lines.add("");
        lines.add("never reached  "
                + (tally.unvisited().isEmpty()
                        ? "none"
                        : tally.unvisited().stream().map(Object::toString).collect(Collectors.joining(", "))));
        lines.add("violations     " + (isGood() ? "none" : "by invariant, with the number of runs"));
        new TreeMap<>(done.violations()).forEach((invariant, runs) -> lines.add(row(invariant, runs)));
        bad.stream().limit(MAX_BAD_SHOWN).forEach(each -> {
            lines.add("");
            lines.add("seed " + each.seed() + ": " + each.plan());
            each.violations().forEach(violation -> lines.add("  " + violation));
            lines.add("  " + replay(each.seed()));
        });
        if (tally.badRuns() > MAX_BAD_SHOWN) {
            lines.add("");
            lines.add("... and " + Figures.count(tally.badRuns() - MAX_BAD_SHOWN) + " more; --json FILE lists them");
        }
        return lines;
    }

    private String hash() {
        return String.format(Locale.ROOT, "%016x", tally.hash());
    }

    /** Also those that were never done. */
    private Map<FaultKind, Long> allKinds() {
        Map<FaultKind, Long> all = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            all.put(kind, tally.faults().getOrDefault(kind, 0L));
        }
        return all;
    }

    private static void table(List<String> lines, String head, Map<?, Long> counts) {
        lines.add("");
        lines.add(head);
        counts.forEach((what, times) -> lines.add(row(what, times)));
    }

    private static String row(Object what, long times) {
        return String.format(Locale.ROOT, "  %-28s %,12d", what, times);
    }

    @Override
    public String json() {
        return String.format(
                Locale.ROOT,
                """
                {
                    "runs": %d,
                    "asked": %d,
                    "bad": %d,
                    "simulatedMs": %d,
                    "seconds": %.3f,
                    "threads": %d,
                    "simulatedSecondsPerSecond": %.1f,
                    "simulatedSecondsPerCoreSecond": %.1f,
                    "events": %d,
                    "failovers": %d,
                    "elections": %d,
                    "votes": %d,
                    "switches": %d,
                    "writes": {"written": %d, "acknowledged": %d, "lost": %d, "splitMs": %d, "silentMs": %d},
                    "longestHealingMs": %d,
                    "hash": "%s",
                    "faults": %s,
                    "reached": %s,
                    "neverReached": [%s],
                    "violations": %s,
                    "badSeeds": [%s]
                  }""",
                tally.runs(),
                done.asked(),
                tally.badRuns(),
                tally.simulatedMs(),
                done.seconds(),
                done.threads(),
                done.speed(),
                done.speedPerCore(),
                tally.steps(),
                tally.failovers(),
                tally.elections(),
                tally.votes(),
                tally.switches(),
                tally.census().written(),
                tally.census().acknowledged(),
                tally.census().lost(),
                tally.census().splitMs(),
                tally.census().silentMs(),
                tally.longestHealingMs(),
                hash(),
                Figures.json(allKinds()),
                Figures.json(tally.reached()),
                tally.unvisited().stream()
                        .map(each -> Environment.quoted(each.toString()))
                        .collect(Collectors.joining(", ")),
                Figures.json(new TreeMap<>(done.violations())),
                bad.stream().map(this::json).collect(Collectors.joining(", ")));
    }

    private String json(Outcome outcome) {
        return "{\"seed\": " + outcome.seed() + ", \"violation\": "
                + Environment.quoted(outcome.violations().get(0).toString()) + ", \"replay\": "
                + Environment.quoted(replay(outcome.seed())) + "}";
    }
}
