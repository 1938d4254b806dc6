package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ElectionLife.Memory;
import io.reactivesentinel.engine.internal.stage.ElectionLife.Vote;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can happen when three Sentinels elect a leader, visited state by state until nothing new is found.
 *
 * <p>In each state every Sentinel may begin an attempt, hear any message that was ever sent to it, have its save end well
 * or badly (before or after the new file was in place), run out of time, or crash and start again from its disk, whichever
 * of the two files that holds and with or without the name of whom it voted for. What it then does is decided by production
 * objects: see {@link ElectionMember}. Crashes, failures and duplicates are not counted and so have no bound; only epochs
 * have one.
 *
 * <p>Checked in each step: one vote told for each Sentinel and epoch (S1), nothing told or forgotten that is not on disk
 * (S2), one leader in each epoch (S3), each with the votes of a majority in that epoch (S4), and no epoch that falls.
 *
 * <p>States that differ only in which Sentinel is which are one.
 */
final class ElectionSearch {

    /**
     * What was found.
     *
     * @param states how many states were visited
     * @param transitions how many steps between them were tried
     * @param leaders how many of those steps won an election
     * @param conditions in how many conditions one Sentinel was seen
     * @param closed whether nothing is left to visit
     * @param violation what must not be; {@code null} when all is well
     * @param trace how that came about
     */
    record Result(
            long states,
            long transitions,
            long leaders,
            int conditions,
            boolean closed,
            @Nullable String violation,
            List<String> trace) {}

    private static final int BITS = 20;
    private static final long MASK = (1L << BITS) - 1;
    private static final int N = ElectionMessages.SENTINELS;
    private static final int MIRRORED = 3;
    private static final int RECENT = 1 << 20;

    private final ElectionVariant variant;
    private final boolean sweeps;
    private final ElectionTable table;
    private final ElectionVoters voters;
    private final ElectionMessages messages;
    private final ElectionStates states = new ElectionStates();
    private final int[] next = new int[N];
    private final int[] settled = new int[N];
    private final long[] recentVoters = new long[RECENT];
    private final long[] recentSent = new long[RECENT];
    private long transitions;
    private long leaders;
    private int violatedAt;
    private int violatedBy;
    private @Nullable String violation;

    /**
     * A search that has not begun.
     *
     * @param variant what is run
     * @param epochs how many epochs there may be
     * @param sweeps whether states are one that differ only in messages that make no difference any more; that they make
     *     none follows from the rules, and so is true of right ones only
     */
    ElectionSearch(ElectionVariant variant, int epochs, boolean sweeps) {
        this.variant = variant;
        this.sweeps = sweeps;
        this.table = new ElectionTable(variant, epochs);
        this.messages = new ElectionMessages(epochs);
        this.voters = new ElectionVoters(table, messages, epochs);
    }

    ElectionTable table() {
        return table;
    }

    /** Visits states until there are no more, something is wrong, or there are too many. */
    Result run(int limit) {
        int fresh = voters.start(new Memory(0, new Vote(ElectionLife.NOBODY, 0)));
        states.add(pack(fresh, fresh, fresh), 0, -1, 0);
        int at = 0;
        while (at < states.size() && violation == null && states.size() < limit) {
            expand(at++);
        }
        return new Result(
                states.size(),
                transitions,
                leaders,
                table.size(),
                at == states.size() && violation == null,
                violation,
                trace());
    }

    private static long pack(long first, long second, long third) {
        return first | (second << BITS) | (third << (2 * BITS));
    }

    private static int unpack(long all, int sentinel) {
        return (int) ((all >>> (BITS * sentinel)) & MASK);
    }

    private void expand(int at) {
        long all = states.voters(at);
        for (int sentinel = 0; sentinel < N; sentinel++) {
            for (int input = 0; input < ElectionInput.FIRST_MESSAGE; input++) {
                move(at, sentinel, unpack(all, sentinel), input);
            }
            for (int crash = 0; crash < ElectionVoters.CRASHES; crash++) {
                move(at, sentinel, unpack(all, sentinel), table.inputs().size() + crash);
            }
            for (long left = messages.reaching(states.sent(at), sentinel); left != 0; left &= left - 1) {
                move(at, sentinel, unpack(all, sentinel), messages.input(Long.numberOfTrailingZeros(left)));
            }
        }
    }

    private void move(int at, int sentinel, int voter, int input) {
        ElectionVoters.Edge edge = voters.edge(voter, input);
        if (edge == null || violation != null) {
            return;
        }
        transitions++;
        long before = states.voters(at);
        long sent = states.sent(at);
        String wrong = edge.violation;
        if (wrong == null && edge.outcome.electedEpoch > 0) {
            leaders++;
            wrong = elected(before, sentinel, edge.outcome);
        }
        if (wrong != null) {
            violation = wrong;
            violatedAt = at;
            violatedBy = action(sentinel, input);
            return;
        }
        int shift = BITS * sentinel;
        long after = (before & ~(MASK << shift)) | ((long) edge.next << shift);
        long sentAfter = sent | edge.sends[sentinel];
        if (after != before || sentAfter != sent) {
            add(after, sweeps ? sweep(after, sentAfter) : sentAfter, at, action(sentinel, input));
        }
    }

    private static int action(int sentinel, int input) {
        return (sentinel << 16) | input;
    }

    private long sweep(long all, long sent) {
        for (int i = 0; i < N; i++) {
            int voter = unpack(all, i);
            next[i] = voters.nextAttempt(voter);
            settled[i] = voters.settledEpoch(voter);
        }
        return messages.swept(sent, next, settled);
    }

    /** Adds a state in the least of the orders in which the Sentinels can stand. */
    private void add(long all, long sent, int parent, int action) {
        if (isRecent(all, sent)) {
            return;
        }
        long least = Long.MAX_VALUE;
        for (int order = 0; order < ElectionMessages.ORDERS; order++) {
            least = Math.min(least, moved(all, order));
        }
        long leastSent = Long.MAX_VALUE;
        int leastOrder = 0;
        for (int order = 0; order < ElectionMessages.ORDERS; order++) {
            if (moved(all, order) == least) {
                long movedSent = messages.moved(sent, order);
                if (movedSent < leastSent) {
                    leastSent = movedSent;
                    leastOrder = order;
                }
            }
        }
        states.add(least, leastSent, parent, (action << 3) | leastOrder);
    }

    private long moved(long all, int order) {
        long moved = 0;
        for (int i = 0; i < N; i++) {
            int voter = unpack(all, i);
            long there = order < MIRRORED ? voter : voters.mirrored(voter);
            moved |= there << (BITS * ElectionMessages.place(order, i));
        }
        return moved;
    }

    /** Whether the same was added a moment ago: saves most of the work. */
    private boolean isRecent(long all, long sent) {
        int slot = ElectionStates.hash(all, sent) & (RECENT - 1);
        boolean recent = recentVoters[slot] == all && recentSent[slot] == sent;
        recentVoters[slot] = all;
        recentSent[slot] = sent;
        return recent;
    }

    private @Nullable String elected(long all, int leader, ElectionOutcome outcome) {
        long epoch = outcome.electedEpoch;
        int votes = 1;
        for (int peer = 1; peer <= 2; peer++) {
            ElectionVoter voter = voters.voter(unpack(all, (leader + peer) % N));
            if (voter.ledIn(epoch)) {
                return "S3: two leaders in epoch " + epoch;
            }
            if (peer == 1 ? outcome.firstVoted : outcome.secondVoted) {
                votes++;
                if (voter.toldIn(epoch) != N - peer) {
                    return "S4: a vote is counted in epoch " + epoch + " that was not given";
                }
            }
        }
        boolean enough = votes >= Math.max(N / 2 + 1, variant.quorum());
        return enough ? null : "S4: a leader in epoch " + epoch + " with the votes of " + votes;
    }

    private List<String> trace() {
        if (violation == null) {
            return List.of();
        }
        Deque<Integer> path = new ArrayDeque<>();
        for (int at = violatedAt; states.parent(at) >= 0; at = states.parent(at)) {
            path.push(at);
        }
        ElectionTrace trace = new ElectionTrace(table, voters);
        int at = 0;
        for (int step : path) {
            int action = states.action(step) >> 3;
            step(trace, at, action);
            trace.reorder(states.action(step) & 7);
            at = step;
        }
        step(trace, at, violatedBy);
        return trace.lines();
    }

    private void step(ElectionTrace trace, int at, int action) {
        int place = action >> 16;
        trace.step(place, unpack(states.voters(at), place), action & 0xffff);
    }
}
