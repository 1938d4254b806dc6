package io.reactivesentinel.engine.sim;

/** Everything that watches a run and demands something of it. */
final class Checks {

    private final Cluster cluster;
    private final Violations violations;
    private final VoteChecks votes;
    private final ConfigChecks configs;
    private final ActionChecks actions;
    private final HandOverChecks handOvers;
    private final Coverage coverage;

    Checks(Cluster cluster) {
        World world = cluster.world();
        this.cluster = cluster;
        this.violations = new Violations(world);
        this.votes = new VoteChecks(violations);
        this.configs = new ConfigChecks(violations, cluster.plan().cs() == 0);
        this.actions = new ActionChecks(violations);
        this.handOvers = new HandOverChecks(cluster, violations);
        this.coverage = new Coverage(cluster);
        if (cluster.plan().cs() > 0) {
            actions.mixed();
        }
        world.watch(votes);
        world.watch(configs);
        world.watch(actions);
        world.watch(new EvidenceChecks(cluster, violations));
        world.watch(new RegisterChecks(violations));
        world.watch(new ChoiceChecks(violations));
        world.watch(handOvers);
        world.watch(new SaveChecks(violations));
        world.watch(new LeaderChecks(violations));
        world.watch(new TurnChecks(violations));
        world.watch(coverage);
        world.watch(new Sightings(cluster, coverage::reach));
        world.watch(new WakeCheck(cluster, violations));
    }

    Violations violations() {
        return violations;
    }

    boolean isGood() {
        return violations.isEmpty();
    }

    Outcome outcome(long seed, long healedMs, Faults harm) {
        Census census = census();
        count(Situation.QUICK_DEMOTION, actions.quickDemotions());
        count(Situation.SLOW_DEMOTION, actions.corrections() - actions.quickDemotions());
        count(Situation.EPOCH_CONFLICT, configs.conflicts());
        count(Situation.HANDED_OVER, handOvers.handedOver());
        count(Situation.WRITE_LOST, census.lost());
        count(Situation.TWO_WRITABLE_MASTERS, census.splitMs() > 0 ? 1 : 0);
        World world = cluster.world();
        return new Outcome(
                seed,
                cluster.plan(),
                violations.found(),
                world.hash(),
                world.nowMs(),
                healedMs,
                world.steps(),
                harm.injected(),
                coverage.reached(),
                actions.failovers(),
                votes.elections(),
                votes.votes(),
                configs.switches(),
                census);
    }

    private void count(Situation situation, long times) {
        if (times > 0) {
            coverage.reached().merge(situation, times, Long::sum);
        }
    }

    private Census census() {
        Census all = Census.NONE;
        for (Cluster.Group group : cluster.groups()) {
            SentinelNode.Held held = cluster.sentinels().get(0).held(group.name());
            for (RedisNode node : group.nodes()) {
                if (held != null && node.address().equals(held.address())) {
                    all = all.plus(Census.of(
                            group.writes(), node, cluster.world().queue().nowUs()));
                }
            }
        }
        return all;
    }
}
