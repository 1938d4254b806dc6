package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Many runs, one for each seed, on several threads; each run stays on one thread, so that its outcome does not depend on
 * how many there are.
 */
public final class Campaign {

    /** The same everywhere, so that a run does not depend on what the JVM was told. */
    private static final long STACK_BYTES = 4L << 20;

    private final LongFunction<Simulation> runs;
    private final int threads;
    private final Consumer<Outcome> each;

    /**
     * A campaign that has not begun.
     *
     * @param runs makes the run of a seed
     * @param threads how many runs at a time
     * @param each takes every outcome, one at a time, in no order
     */
    public Campaign(LongFunction<Simulation> runs, int threads, Consumer<Outcome> each) {
        this.runs = runs;
        this.threads = threads;
        this.each = each;
    }

    /**
     * Runs seeds.
     *
     * @param from the first seed
     * @param count how many
     * @return what came of all of them, or of those that had begun when the calling thread was interrupted
     */
    public Tally run(long from, long count) {
        Tally tally = new Tally();
        AtomicLong next = new AtomicLong(from);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(null, () -> work(next, from + count, tally), "simulation-" + i, STACK_BYTES);
            worker.setDaemon(true);
            workers.add(worker);
            worker.start();
        }
        boolean interrupted = false;
        for (Thread worker : workers) {
            interrupted |= await(worker, () -> next.set(from + count));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return tally;
    }

    /** Waits for a worker. When it is interrupted, no more runs begin, and it waits for those that have begun. */
    private static boolean await(Thread worker, Runnable stop) {
        boolean interrupted = false;
        while (true) {
            try {
                worker.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
                stop.run();
            }
        }
    }

    private void work(AtomicLong next, long end, Tally tally) {
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            Outcome outcome = run(seed);
            synchronized (tally) {
                tally.add(outcome);
                each.accept(outcome);
            }
        }
    }

    /** A run that breaks down is a violation too: nothing that happens in a cluster may break an engine. */
    private Outcome run(long seed) {
        Simulation simulation = runs.apply(seed);
        try {
            return simulation.run();
        } catch (RuntimeException | StackOverflowError e) {
            return simulation.brokeDown(e);
        }
    }
}
