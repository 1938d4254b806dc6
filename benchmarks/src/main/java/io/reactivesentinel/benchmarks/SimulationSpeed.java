package io.reactivesentinel.benchmarks;

import io.reactivesentinel.engine.sim.ClusterPlan;
import io.reactivesentinel.engine.sim.Outcome;
import io.reactivesentinel.engine.sim.Simulation;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How fast the usual cluster is simulated on one core, without faults, every check included.
 *
 * @param runs how many were measured
 * @param simulatedMs how much time passed in them
 * @param steps how many events happened in them
 * @param seconds how long they took
 * @param cpuSeconds how much of that the thread was running
 */
record SimulationSpeed(long runs, long simulatedMs, long steps, double seconds, double cpuSeconds)
        implements SimulationResult {

    private static final long RUN_MS = 300_000;

    /** Warms up for that many seconds and measures for as many. */
    static SimulationSpeed measure(int seconds) {
        pass(seconds, 0);
        return pass(seconds, 1_000_000);
    }

    private static SimulationSpeed pass(int seconds, long firstSeed) {
        long beganNs = System.nanoTime();
        long beganCpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long runs = 0;
        long simulatedMs = 0;
        long steps = 0;
        while (System.nanoTime() - beganNs < TimeUnit.SECONDS.toNanos(seconds)) {
            Outcome outcome = Simulation.of(firstSeed + runs)
                    .cluster(ClusterPlan.usual())
                    .faults(Set.of(), RUN_MS)
                    .run();
            if (!outcome.isGood()) {
                throw new MeasurementException(
                        "without a fault: " + outcome.violations().get(0));
            }
            runs++;
            simulatedMs += outcome.simulatedMs();
            steps += outcome.steps();
        }
        return new SimulationSpeed(
                runs,
                simulatedMs,
                steps,
                (System.nanoTime() - beganNs) / 1e9,
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - beganCpuNs) / 1e9);
    }

    @Override
    public boolean isGood() {
        return true;
    }

    @Override
    public List<String> lines() {
        return List.of(
                "cluster        " + ClusterPlan.usual(),
                "runs           " + Figures.count(runs) + " of " + Figures.seconds(simulatedMs / runs)
                        + " each, no faults",
                "events         " + Figures.count(steps * 1_000 / simulatedMs) + " per simulated s",
                String.format(Locale.ROOT, "speed          %,.0f simulated s per s", simulatedMs / 1_000.0 / seconds),
                String.format(
                        Locale.ROOT,
                        "               %,.0f simulated s per s of processor time of its thread",
                        simulatedMs / 1_000.0 / cpuSeconds));
    }

    @Override
    public String json() {
        return String.format(Locale.ROOT, """
                {
                    "runs": %d,
                    "simulatedMs": %d,
                    "events": %d,
                    "seconds": %.3f,
                    "cpuSeconds": %.3f
                  }""", runs, simulatedMs, steps, seconds, cpuSeconds);
    }
}
