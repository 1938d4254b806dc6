package io.reactivesentinel.engine.sim;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A situation that a rule exists for, brought about on purpose: a kind of cluster, and what is done to it. Everything that
 * may vary is drawn from the seed. Random faults come to such a point too, but in one seed of hundreds.
 *
 * @param name what to call it on a command line
 * @param situation what happens, in a sentence
 * @param durationMs how long it goes on
 * @param plan draws the cluster
 * @param script does what is done, from when the cluster has settled
 */
public record Provocation(
        String name, String situation, long durationMs, Function<Chance, ClusterPlan> plan, Consumer<Staging> script) {

    @Override
    public String toString() {
        return name + ": " + situation;
    }
}
