package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import java.util.ArrayList;
import java.util.List;

/** Situations in which it matters who votes for whom, in which epoch, and when. */
final class VoteProvocations {

    private VoteProvocations() {}

    static List<Provocation> all() {
        return List.of(
                new Provocation(
                        "votes-asked-for-anew",
                        "votes are asked for in epochs that are past, after failovers, restarts and RESET",
                        60_000,
                        chance -> chance.oneIn(2)
                                ? Provocations.plan(chance, 3, 2, false, 5_000)
                                : Provocations.plan(chance, 5, 3, false, 5_000),
                        VoteProvocations::askAnew),
                new Provocation(
                        "voted-in-a-later-epoch",
                        "the others have voted for a candidate in a later epoch than the one it asks for",
                        20_000,
                        chance -> Provocations.plan(chance, 3, 2, false, chance.between(5_000, 10_000)),
                        VoteProvocations::laterVotes),
                new Provocation(
                        "overtaken",
                        "a candidate votes for another in a later epoch before it is elected",
                        20_000,
                        chance -> Provocations.plan(chance, 3, 2, false, chance.between(5_000, 10_000)),
                        VoteProvocations::overtake),
                new Provocation(
                        "no-votes-to-be-had",
                        "two Sentinels hold the master for down and cannot save a vote",
                        60_000,
                        chance -> chance.oneIn(2)
                                ? Provocations.plan(chance, 3, 2, false, chance.between(15_000, 25_000))
                                : Provocations.plan(chance, 5, 4, false, chance.between(15_000, 25_000)),
                        VoteProvocations::fillDisks),
                new Provocation(
                        "voters-gone",
                        "whoever is elected stands still for a moment, and its voters are gone when it goes on",
                        30_000,
                        chance -> Provocations.plan(chance, 3, 2, false, chance.between(5_000, 10_000)),
                        VoteProvocations::loseVoters),
                new Provocation(
                        "half-known",
                        "two of five are cut off, and one of them has just forgotten the others",
                        20_000,
                        chance -> Provocations.plan(chance, 5, 2, false, chance.between(5_000, 10_000)),
                        VoteProvocations::cutOffAndForget));
    }

    /** Failovers that one Sentinel misses; when all is calm, whoever likes asks for votes in epochs past and to come. */
    private static void askAnew(Staging on) {
        Chance chance = on.chance();
        OurSentinel absent = on.sentinels().get(0);
        long awayMs = on.plan().downAfterMs() + chance.between(2_000, 3_000);
        on.crash(absent, awayMs);
        on.crash(on.master(), awayMs);
        on.in(awayMs + 7_000, () -> {
            for (OurSentinel each : on.sentinels()) {
                for (int i = 0; i < 3; i++) {
                    long epoch = chance.between(1, each.currentEpoch() + 1);
                    on.in(chance.between(0, 300), () -> on.askVote(each, epoch, chance.hexId()));
                }
            }
        });
        on.in(awayMs + 8_000, () -> {
            OurSentinel each = on.sentinels().get(0);
            long epoch = each.currentEpoch() + 1;
            on.askVote(each, epoch, chance.hexId());
            on.in(100, () -> on.tell(each, "SENTINEL", "RESET", "*"));
            on.in(200, () -> on.askVote(each, epoch, chance.hexId()));
        });
        on.in(awayMs + 12_000, () -> askAnew(on));
    }

    /** Just before the master is held for down the others give one of them their votes, in an epoch it has not heard of. */
    private static void laterVotes(Staging on) {
        Chance chance = on.chance();
        OurSentinel candidate = on.sentinels().get(0);
        on.crash(on.master(), 15_000);
        on.in(on.plan().downAfterMs() - chance.between(150, 450), () -> {
            long later = candidate.currentEpoch() + chance.between(2, 6);
            on.othersThan(candidate).forEach(each -> on.askVote(each, later, candidate.id()));
        });
    }

    private static void overtake(Staging on) {
        Chance chance = on.chance();
        on.atAttempt((candidate, epoch) -> {
            String other = chance.oneIn(2)
                    ? chance.hexId()
                    : on.othersThan(candidate).get(0).id();
            on.askVote(candidate, epoch + chance.between(1, 5), other);
        });
        on.crash(on.master(), 15_000);
    }

    private static void fillDisks(Staging on) {
        List<OurSentinel> all = on.sentinels();
        on.disk(all.get(0), SimDisk.Mood.FULL);
        on.disk(all.get(1), SimDisk.Mood.FULL);
        on.in(on.chance().between(500, 3_000), on.master()::crash);
    }

    private static void loseVoters(Staging on) {
        Chance chance = on.chance();
        List<OurSentinel> leaders = new ArrayList<>();
        on.at(EventType.ELECTED_LEADER, (leader, told) -> {
            if (leaders.isEmpty()) {
                leaders.add(leader);
                leader.pause();
                on.in(chance.between(1_350, 1_900), leader::resume);
                on.othersThan(leader).forEach(each -> on.in(chance.between(0, 1_000), () -> on.crash(each, 12_000)));
            }
        });
        on.master().crash();
    }

    private static void cutOffAndForget(Staging on) {
        List<OurSentinel> all = on.sentinels();
        on.isolate(all.get(0), all.get(1));
        on.tell(all.get(0), "SENTINEL", "RESET", "*");
        on.in(on.chance().between(0, 500), on.master()::crash);
    }
}
