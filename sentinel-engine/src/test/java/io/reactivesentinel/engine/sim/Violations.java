package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.List;

/** What was found to be broken in one run, in the order in which it was found. */
public final class Violations {

    private static final int MAX_KEPT = 16;

    /**
     * An invariant that did not hold.
     *
     * @param invariant its name, as in the page on safety
     * @param atMs when, milliseconds since the beginning of the run
     * @param text what was seen
     */
    public record Violation(String invariant, long atMs, String text) {

        @Override
        public String toString() {
            return invariant + " at " + atMs + " ms: " + text;
        }
    }

    private final World world;
    private final List<Violation> found = new ArrayList<>();
    private boolean ignored;

    Violations(World world) {
        this.world = world;
    }

    /** From now on nothing is demanded, so that nothing can be violated. */
    void ignore() {
        ignored = true;
    }

    void add(String invariant, String text) {
        if (ignored) {
            return;
        }
        world.note(invariant, "VIOLATED: " + text);
        if (found.size() < MAX_KEPT) {
            found.add(new Violation(invariant, world.nowMs(), text));
        }
    }

    /** Whether everything has held so far. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** All that were found, the first ones of a great number. */
    public List<Violation> found() {
        return List.copyOf(found);
    }
}
