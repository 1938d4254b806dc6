package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import java.util.List;

/** Situations in which it matters what a leader rests its acts on, and whom it takes for whom. */
final class LeaderProvocations {

    private LeaderProvocations() {}

    static List<Provocation> all() {
        return List.of(
                new Provocation(
                        "two-operators",
                        "two operators fail over what they see of a torn cluster, so that one epoch has two addresses",
                        15_000,
                        chance -> Provocations.plan(chance, 3, 2, true, chance.between(5_000, 10_000)),
                        LeaderProvocations::failOverApart),
                new Provocation(
                        "replica-replaced",
                        "the chosen replica restarts just before it is promoted, as another process",
                        40_000,
                        chance -> Provocations.plan(chance, 3, 2, false, chance.between(5_000, 10_000)),
                        LeaderProvocations::replaceReplica),
                new Provocation(
                        "earlier-failure",
                        "what one Sentinel said of a failure that is over is all that is missing for a quorum",
                        40_000,
                        chance -> Provocations.plan(chance, 5, 3, false, chance.between(5_000, 10_000))
                                .withTimes(chance.between(500, 700), 5_000),
                        LeaderProvocations::failAgain),
                new Provocation(
                        "hand-over-cut",
                        "a hand-over is broken off when the successor has taken over, and nobody hears of that one for a while",
                        60_000,
                        chance -> Provocations.plan(chance, 3, 2, false, chance.between(5_000, 10_000)),
                        LeaderProvocations::cutHandOver));
    }

    /** Each Sentinel is left alone with one node. */
    private static void failOverApart(Staging on) {
        Chance chance = on.chance();
        List<RedisNode> nodes = on.nodes();
        for (RedisNode each : nodes) {
            on.isolate(each);
        }
        on.in(chance.between(100, 2_000), () -> {
            for (OurSentinel each : on.sentinels()) {
                if (each.host() != nodes.get(0).host()) {
                    on.in(chance.between(0, 500), () -> on.tell(each, "SENTINEL", "FAILOVER", "m0"));
                }
            }
        });
    }

    private static void replaceReplica(Staging on) {
        Chance chance = on.chance();
        on.at(EventType.SELECTED_REPLICA, (leader, choice) -> {
            RedisNode chosen = on.nodeAt(choice.instance().address());
            if (chosen != null && chosen.isAlive() && !chance.oneIn(4)) {
                on.crash(chosen, chance.logBetween(5, 600));
            }
        });
        on.crash(on.master(), 30_000);
    }

    /**
     * One of five sees the master fail and hears the same of a second one, whom it then does not reach any more. Its own
     * verdict ends. The next time a third one agrees.
     */
    private static void failAgain(Staging on) {
        List<OurSentinel> all = on.sentinels();
        OurSentinel one = all.get(0);
        RedisNode master = on.master();
        Runnable healOne = on.cut(one, master);
        Runnable healSecond = on.cut(all.get(1), master);
        long heardMs = on.chance().between(100, 400);
        on.once(
                () -> Staging.holdsForDown(one) && Staging.holdsForDown(all.get(1)),
                3_000,
                () -> on.in(heardMs, () -> {
                    Runnable healBetween = on.cut(one, all.get(1));
                    healOne.run();
                    on.once(() -> !Staging.holdsForDown(one), 4_000, () -> {
                        Runnable again = on.cut(one, master);
                        Runnable third = on.cut(all.get(2), master);
                        on.in(4_000, () -> {
                            again.run();
                            third.run();
                            healSecond.run();
                            healBetween.run();
                            on.in(3_000, () -> failAgain(on));
                        });
                    });
                }));
    }

    /**
     * The old master is told to go on as one while nobody hears of its successor: what it takes from then on the successor
     * will never have.
     */
    private static void cutHandOver(Staging on) {
        Chance chance = on.chance();
        RedisNode old = on.master();
        on.tell(on.sentinels().get(0), "SENTINEL", "FAILOVER", "m0", "COORDINATED");
        on.onceMaster(successor -> successor != old, successor -> {
            on.in(10_000, on.cut(old, successor));
            for (OurSentinel each : on.sentinels()) {
                on.in(chance.between(100, 400), on.cut(each, successor));
            }
            on.in(chance.between(0, 50), () -> on.tell(old, "FAILOVER", "ABORT"));
        });
        on.in(20_000, () -> cutHandOver(on));
    }
}
