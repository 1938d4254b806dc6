package io.reactivesentinel.engine.sim;

import java.util.IdentityHashMap;

/**
 * Nothing is overlooked, and nothing spins: now and then each Sentinel of ours is made to look although nothing is due,
 * and what it then does it should have been woken for (W1); and no turn follows another without end (W2).
 */
final class WakeCheck implements Observer {

    private static final long LEAST_GAP_US = 300_000;
    private static final long MOST_GAP_US = 3_000_000;
    private static final int MAX_TURNS_PER_MS = 100;

    private final World world;
    private final Violations violations;
    private final Chance chance;
    private long turnsMs;
    private final IdentityHashMap<SentinelNode, Integer> turns = new IdentityHashMap<>();

    WakeCheck(Cluster cluster, Violations violations) {
        this.world = cluster.world();
        this.violations = violations;
        this.chance = world.chance().fork();
        for (SentinelNode each : cluster.sentinels()) {
            if (each instanceof OurSentinel ours) {
                lookLater(ours);
            }
        }
    }

    private void lookLater(OurSentinel sentinel) {
        world.queue().in(chance.between(LEAST_GAP_US, MOST_GAP_US), () -> {
            String did = sentinel.lookWithoutReason();
            if (!did.isEmpty()) {
                violations.add("W1", sentinel + " was not woken for what it " + did);
            }
            lookLater(sentinel);
        });
    }

    @Override
    public void turned(SentinelNode by) {
        if (!by.isOurs()) {
            return;
        }
        if (world.nowMs() != turnsMs) {
            turnsMs = world.nowMs();
            turns.clear();
        }
        if (turns.merge(by, 1, Integer::sum) == MAX_TURNS_PER_MS) {
            violations.add("W2", by.process() + " does not come to rest");
        }
    }
}
