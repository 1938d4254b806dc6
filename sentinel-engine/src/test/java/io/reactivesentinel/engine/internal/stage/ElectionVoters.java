package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ElectionLife.Memory;
import io.reactivesentinel.engine.internal.stage.ElectionLife.Vote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All Sentinels that the search has met, by number, and what each input makes of them; crashes are inputs as well. */
final class ElectionVoters {

    /** A crash leaves the old or the new file, with or without the name of whom the Sentinel voted for. */
    static final int CRASHES = 4;

    static final int NEW_FILE = 1;
    static final int NAME_LOST = 2;

    /**
     * What an input makes of a Sentinel: the number of what it is then, the messages it sends for each place it can stand
     * at, what it tells, and what must not be.
     */
    static final class Edge {
        final int next;
        final long[] sends;
        final ElectionOutcome outcome;
        final @Nullable String violation;

        Edge(int next, long[] sends, ElectionOutcome outcome, @Nullable String violation) {
            this.next = next;
            this.sends = sends;
            this.outcome = outcome;
            this.violation = violation;
        }
    }

    private static final Edge NONE = new Edge(-1, new long[0], new ElectionOutcome(), null);

    private final ElectionTable table;
    private final ElectionMessages messages;
    private final int epochs;
    private final Map<ElectionVoter, Integer> numbers = new HashMap<>();
    private final List<ElectionVoter> voters = new ArrayList<>();
    private final List<@Nullable Edge[]> edges = new ArrayList<>();
    private int[] mirrored = new int[1024];
    private int[] nextAttempts = new int[1024];
    private int[] settledEpochs = new int[1024];

    ElectionVoters(ElectionTable table, ElectionMessages messages, int epochs) {
        this.table = table;
        this.messages = messages;
        this.epochs = epochs;
    }

    int size() {
        return voters.size();
    }

    ElectionVoter voter(int number) {
        return voters.get(number);
    }

    /** One that starts with that on its disk and has told nothing yet. */
    int start(Memory found) {
        return number(new ElectionVoter(table.start(found), 0, 0));
    }

    /** The earliest epoch in which it asks for votes or may still do so. */
    int nextAttempt(int voter) {
        return nextAttempts[voter];
    }

    /** An epoch up to which it gives no more votes. */
    int settledEpoch(int voter) {
        return settledEpochs[voter];
    }

    ElectionLife life(int voter) {
        return table.life(voters.get(voter).life());
    }

    /** The number of the one whose peers have changed places. */
    int mirrored(int voter) {
        if (mirrored[voter] == 0) {
            ElectionVoter each = voters.get(voter);
            int other = number(each.mirrored(table.mirrored(each.life()), epochs));
            mirrored[voter] = other + 1;
        }
        return mirrored[voter] - 1;
    }

    private int number(ElectionVoter voter) {
        Integer known = numbers.putIfAbsent(voter, voters.size());
        if (known != null) {
            return known;
        }
        voters.add(voter);
        edges.add(new Edge[table.inputs().size() + CRASHES]);
        int number = voters.size() - 1;
        if (number == mirrored.length) {
            mirrored = Arrays.copyOf(mirrored, 2 * number);
            nextAttempts = Arrays.copyOf(nextAttempts, 2 * number);
            settledEpochs = Arrays.copyOf(settledEpochs, 2 * number);
        }
        nextAttempts[number] = (int) life(number).nextAttempt();
        settledEpochs[number] = (int) life(number).settledEpoch();
        return number;
    }

    /** What an input makes of it; {@code null} where it cannot happen. */
    @Nullable
    Edge edge(int voter, int input) {
        Edge edge = edges.get(voter)[input];
        if (edge == null) {
            int crash = input - table.inputs().size();
            edge = crash < 0 ? live(voters.get(voter), input) : crash(voters.get(voter), crash);
            edges.get(voter)[input] = edge;
        }
        return edge == NONE ? null : edge;
    }

    private Edge crash(ElectionVoter voter, int how) {
        ElectionLife life = table.life(voter.life());
        Memory found = (how & NEW_FILE) == 0 ? life.disk() : life.running();
        boolean nameLost = (how & NAME_LOST) != 0;
        if (found == null || (nameLost && found.vote().leader() == ElectionLife.NOBODY)) {
            return NONE;
        }
        ElectionVoter next = voter.living(table.start(nameLost ? found.withoutName() : found));
        return new Edge(
                number(next), new long[ElectionMessages.SENTINELS], new ElectionOutcome(), wrong(null, voter, next));
    }

    private Edge live(ElectionVoter voter, int input) {
        ElectionTable.Effect effect = table.effect(voter.life(), input);
        if (effect == null) {
            return NONE;
        }
        ElectionOutcome outcome = effect.outcome;
        String wrong = outcome.fault;
        ElectionVoter next = voter.living(effect.next);
        for (Vote vote : outcome.told) {
            int before = next.toldIn(vote.epoch());
            if (before < 0) {
                next = next.telling(vote.leader(), vote.epoch());
            } else if (before != vote.leader() && wrong == null) {
                wrong = "S1: a second vote is told in epoch " + vote.epoch();
            }
        }
        if (outcome.electedEpoch > 0) {
            next = next.leading(outcome.electedEpoch);
        }
        return new Edge(number(next), sends(outcome), outcome, wrong(wrong, voter, next));
    }

    private long[] sends(ElectionOutcome outcome) {
        long[] sends = new long[ElectionMessages.SENTINELS];
        for (int place = 0; place < sends.length; place++) {
            for (ElectionOutcome.Question each : outcome.questions) {
                sends[place] |= 1L << messages.question(place, each.to(), each.epoch());
            }
            for (ElectionOutcome.Reply each : outcome.replies) {
                boolean isForAsker = each.vote().leader() == each.to();
                sends[place] |= 1L
                        << messages.reply(
                                place, each.to(), isForAsker, each.vote().epoch());
            }
        }
        return sends;
    }

    private @Nullable String wrong(@Nullable String already, ElectionVoter before, ElectionVoter after) {
        if (already != null) {
            return already;
        }
        if (table.life(after.life()).disk().currentEpoch()
                < table.life(before.life()).disk().currentEpoch()) {
            return "the current epoch on disk falls";
        }
        return forgotten(after);
    }

    /** A vote that was told is on the disk for ever, until a later one takes its place. */
    private @Nullable String forgotten(ElectionVoter voter) {
        Vote onDisk = table.life(voter.life()).disk().vote();
        for (long epoch = Math.max(1, onDisk.epoch()); epoch <= epochs; epoch++) {
            boolean same = epoch == onDisk.epoch()
                    && (onDisk.leader() == ElectionLife.NOBODY || onDisk.leader() == voter.toldIn(epoch));
            if (voter.toldIn(epoch) >= 0 && !same) {
                return "S2: the disk does not hold the vote told in epoch " + epoch;
            }
        }
        return null;
    }
}
