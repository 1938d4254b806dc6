package io.reactivesentinel.guards;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** What Netty's leak detectors found. */
public final class Leaks {

    /** The reference handler works off whole batches, in no order: what one leaves behind the next one brings. */
    private static final int ROUNDS = 2;

    private static final long COLLECTED_WITHIN_MS = 5_000;

    private static final List<ReportingLeakDetector<?>> DETECTORS = new CopyOnWriteArrayList<>();
    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

    private Leaks() {}

    static void watch(ReportingLeakDetector<?> detector) {
        DETECTORS.add(detector);
    }

    static void report(String text) {
        REPORTS.add(text);
    }

    /** Whether Netty uses our detector at all: whether the JVM was started with the options of the build. */
    static boolean areWatched() {
        return !DETECTORS.isEmpty();
    }

    /** Collects the garbage, then takes away every report there is. A leak is reported once. */
    public static List<String> take() {
        for (int i = 0; i < ROUNDS; i++) {
            collectGarbage();
        }
        DETECTORS.forEach(Leaks::provoke);
        List<String> taken = new ArrayList<>();
        for (String each = REPORTS.poll(); each != null; each = REPORTS.poll()) {
            taken.add(each);
        }
        return taken;
    }

    /** A detector looks at no more of a resource than its identity, so any object serves. */
    @SuppressWarnings("unchecked")
    private static void provoke(ReportingLeakDetector<?> detector) {
        ((ReportingLeakDetector<Object>) detector).provokeReports(new Object());
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
        System.gc();
        try {
            if (collected.remove(COLLECTED_WITHIN_MS) != canary) {
                throw new IllegalStateException("System.gc() collects nothing, so that no leak would be seen");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
