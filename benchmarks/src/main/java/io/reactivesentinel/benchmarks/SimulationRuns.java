package io.reactivesentinel.benchmarks;

import io.reactivesentinel.engine.sim.Campaign;
import io.reactivesentinel.engine.sim.Outcome;
import io.reactivesentinel.engine.sim.Simulation;
import io.reactivesentinel.engine.sim.Tally;
import io.reactivesentinel.engine.sim.Violations;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Simulations on several threads, with a word about how far they are every few seconds. */
final class SimulationRuns {

    private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(3);

    /**
     * What came of them.
     *
     * @param tally all runs together
     * @param violations of how many runs each invariant was violated in
     * @param asked how many runs were asked for
     * @param threads how many ran at a time
     * @param seconds how long they took
     * @param interrupted whether they were ended before all were done
     */
    record Done(
            Tally tally, Map<String, Long> violations, long asked, int threads, double seconds, boolean interrupted) {

        /** Simulated seconds in one second, on all threads together. */
        double speed() {
            return tally.simulatedMs() / 1_000.0 / seconds;
        }

        /** Simulated seconds in one second of one core. */
        double speedPerCore() {
            return speed() / Math.min(threads, Runtime.getRuntime().availableProcessors());
        }
    }

    private final int threads;
    private final PrintWriter err;
    private final Map<String, Long> violations = new TreeMap<>();
    private long beganNs;
    private long toldNs;
    private long done;
    private long bad;
    private long simulatedMs;

    SimulationRuns(int threads, PrintWriter err) {
        this.threads = threads;
        this.err = err;
    }

    /** Runs that many, starting from the first number. */
    Done run(LongFunction<Simulation> simulations, long first, long count) {
        return run(simulations, first, count, outcome -> {});
    }

    /** Runs that many, and hands each outcome to somebody, one at a time. */
    Done run(LongFunction<Simulation> simulations, long first, long count, Consumer<Outcome> each) {
        beganNs = System.nanoTime();
        toldNs = beganNs;
        int needed = (int) Math.min(threads, count);
        Tally tally = new Campaign(simulations, needed, outcome -> {
                    each.accept(outcome);
                    add(outcome, count);
                })
                .run(first, count);
        boolean interrupted = Thread.interrupted();
        if (!interrupted && tally.runs() < count) {
            throw new MeasurementException(
                    "only " + tally.runs() + " of " + count + " runs ended; what broke the others is above");
        }
        return new Done(tally, Map.copyOf(violations), count, needed, secondsSince(beganNs), interrupted);
    }

    private void add(Outcome outcome, long count) {
        done++;
        simulatedMs += outcome.simulatedMs();
        if (!outcome.isGood()) {
            bad++;
            err.println("seed " + outcome.seed() + ": " + outcome.violations().get(0));
            for (String each : outcome.violations().stream()
                    .map(Violations.Violation::invariant)
                    .collect(Collectors.toSet())) {
                violations.merge(each, 1L, Long::sum);
            }
        }
        if (System.nanoTime() - toldNs >= PROGRESS_NS) {
            toldNs = System.nanoTime();
            tellProgress(count);
        }
    }

    private void tellProgress(long count) {
        double seconds = secondsSince(beganNs);
        err.println(Figures.count(done) + " of " + Figures.count(count) + " runs, "
                + Figures.hours(simulatedMs) + " simulated, "
                + Figures.count(bad) + " with violations, "
                + Figures.count(Math.round(simulatedMs / 1_000.0 / seconds)) + " simulated s per s, "
                + Figures.duration(seconds * (count - done) / done) + " to go");
    }

    private static double secondsSince(long thenNs) {
        return (System.nanoTime() - thenNs) / 1e9;
    }
}
