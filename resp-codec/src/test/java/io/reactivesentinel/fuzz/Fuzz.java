package io.reactivesentinel.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Feeds a target one input after another, each made from its own seed.
 *
 * <p>{@code -Dfuzz.inputs=N} runs so many of every target instead of the few of the build; {@code -Dfuzz.seed=S} begins
 * with that seed, so that both together replay one: {@code -Dfuzz.seed=S -Dfuzz.inputs=1}.
 */
public final class Fuzz {
    /** Longer than any input may take, and far longer than any does. */
    private static final long SLOW_MS = 1_000;

    /** A collection of garbage, or a busy machine, may slow down one run, but hardly each of these. */
    private static final int TRIES = 3;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzz() {}

    /** What is fed. */
    @FunctionalInterface
    public interface Target {
        /** Makes one input from the chance given, feeds it, and checks what came of it. */
        void feed(Random random);
    }

    /** Feeds so many inputs, unless the command line says otherwise; fails with the seed that fails. */
    public static void run(int inputs, Target target) {
        run(Long.getLong("fuzz.seed", 0), Long.getLong("fuzz.inputs", inputs), target);
    }

    /** Feeds so many inputs, whatever the command line says: where chance only adds to an input that is given. */
    public static void times(int inputs, Target target) {
        run(0, inputs, target);
    }

    private static void run(long first, long inputs, Target target) {
        long end = first + inputs;
        for (long seed = first; seed < end; seed++) {
            try {
                feedInTime(seed, target);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("-Dfuzz.seed=" + seed + " -Dfuzz.inputs=1: " + e, e);
            }
        }
    }

    private static void feedInTime(long seed, Target target) {
        long tookMs = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && tookMs > SLOW_MS; i++) {
            long startNanos = System.nanoTime();
            target.feed(random(seed));
            tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        }
        if (tookMs > SLOW_MS) {
            throw new AssertionError("took " + tookMs + " ms");
        }
    }

    /** Neighbouring seeds of {@link Random} begin alike; these do not. */
    private static Random random(long seed) {
        return new Random(seed * 0x9E3779B97F4A7C15L ^ seed >>> 29);
    }

    /** Fails when a step allocates more than that on the heap, and does so again. */
    public static void allocatesAtMost(long bytes, Runnable step) {
        long allocated = allocatedBy(step);
        if (allocated > bytes) {
            // The first run may have loaded a class.
            allocated = allocatedBy(step);
        }
        if (allocated > bytes) {
            throw new AssertionError("allocated " + allocated + " bytes where " + bytes + " are plenty");
        }
    }

    private static long allocatedBy(Runnable step) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        step.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
