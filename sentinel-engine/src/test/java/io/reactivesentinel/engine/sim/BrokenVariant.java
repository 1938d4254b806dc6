package io.reactivesentinel.engine.sim;

import java.util.Set;

/**
 * A Sentinel with one thing broken on purpose: the checks must notice it, or they prove nothing.
 *
 * @param name what to call it on a command line
 * @param broken what it does wrong, in a sentence
 * @param standsFor the known bugs of which it is one, or the promise that it breaks
 * @param noticedBy the invariants of which one is expected to notice first; others may
 * @param variant how it is made
 */
public record BrokenVariant(String name, String broken, String standsFor, Set<String> noticedBy, Variant variant) {

    /** Copies the set. */
    public BrokenVariant {
        noticedBy = Set.copyOf(noticedBy);
    }

    @Override
    public String toString() {
        return name + ": " + broken;
    }
}
