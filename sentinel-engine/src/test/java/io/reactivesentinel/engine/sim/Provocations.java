package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.List;

/** The situations that are brought about on purpose, each for a rule or two that hardly any random fault tries. */
public final class Provocations {

    private static final long FASTEST_US = 100;
    private static final long SLOWEST_US = 800;

    private Provocations() {}

    /** All of them, each with a name of its own. */
    public static List<Provocation> all() {
        List<Provocation> all = new ArrayList<>(VoteProvocations.all());
        all.addAll(LeaderProvocations.all());
        return List.copyOf(all);
    }

    /**
     * One of them.
     *
     * @param name its name
     */
    public static Provocation named(String name) {
        return all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no provocation is called " + name));
    }

    /** One master with two replicas that keep their data, one client, and Sentinels that know each other from the start. */
    static ClusterPlan plan(Chance chance, int sentinels, int quorum, boolean together, long failoverTimeoutMs) {
        return new ClusterPlan(
                sentinels,
                0,
                1,
                2,
                quorum,
                chance.logBetween(500, 1_500),
                failoverTimeoutMs,
                1,
                together,
                true,
                FASTEST_US,
                SLOWEST_US,
                1,
                100,
                0,
                true);
    }
}
