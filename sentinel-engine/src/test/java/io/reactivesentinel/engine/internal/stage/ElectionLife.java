package io.reactivesentinel.engine.internal.stage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All of one Sentinel process, and of the disk below it, that can make a difference to an election. Two processes that are
 * equal in this are taken for one; the search's own test feeds such pairs everything and compares what they do.
 *
 * <p>Sentinels are named from this one's point of view: 0 itself, 1 and 2 the others in a fixed cyclic order, {@link
 * #NOBODY} a name that is not known.
 *
 * @param disk what a restart would find
 * @param running the save under way
 * @param next the save that waits behind it
 * @param failing whether the last save failed
 * @param retries whether it will save again by itself
 * @param currentEpoch the current epoch in memory
 * @param vote the vote register in memory
 * @param told what the register tells when a later vote fails: the last vote known to be on disk
 * @param burntEpoch the last epoch whose vote could not be saved; 0 once the register is past it
 * @param attempt its election
 * @param firstSeen the epoch of the first peer's vote, where that will overtake our next attempt; otherwise 0
 * @param secondSeen that of the second peer's
 * @param votes votes that wait for a save, oldest first
 * @param asking who waits for an answer, and for which save
 */
record ElectionLife(
        Memory disk,
        @Nullable Memory running,
        @Nullable Memory next,
        boolean failing,
        boolean retries,
        long currentEpoch,
        Vote vote,
        Vote told,
        long burntEpoch,
        @Nullable Running attempt,
        long firstSeen,
        long secondSeen,
        List<Pending> votes,
        Set<Asking> asking) {

    static final int NOBODY = 3;

    /**
     * What is saved.
     *
     * @param currentEpoch the highest epoch seen or created
     * @param vote the newest vote
     */
    record Memory(long currentEpoch, Vote vote) {

        /** What is found when the file with the names is lost. */
        Memory withoutName() {
            return new Memory(currentEpoch, new Vote(NOBODY, vote.epoch));
        }

        Memory mirrored() {
            return new Memory(currentEpoch, vote.mirrored());
        }
    }

    /**
     * A vote.
     *
     * @param leader for whom
     * @param epoch in which epoch; 0 for none
     */
    record Vote(int leader, long epoch) {

        Vote mirrored() {
            return new Vote(leader == 1 || leader == 2 ? 3 - leader : leader, epoch);
        }
    }

    /**
     * A vote on its way to the disk.
     *
     * @param vote the vote
     * @param behind whether it waits for the save behind the running one
     */
    record Pending(Vote vote, boolean behind) {}

    /**
     * A question that will be answered when a save has ended.
     *
     * @param peer who asked
     * @param behind whether it waits for the save behind the running one
     */
    record Asking(int peer, boolean behind) {}

    /**
     * An attempt.
     *
     * @param epoch its epoch
     * @param durable whether its own vote is on disk
     * @param leads whether it was elected
     * @param late whether its time is up already
     * @param first how the first peer stands to it
     * @param second how the second peer stands to it
     */
    record Running(long epoch, boolean durable, boolean leads, boolean late, Ballot first, Ballot second) {}

    /** How a peer stands to an attempt, as far as the count goes. */
    enum Ballot {
        /** It has said nothing yet. */
        OPEN,
        /** It voted for us. */
        MINE,
        /** It did not and will not. */
        AGAINST
    }

    /** The same when the two peers change places. */
    ElectionLife mirrored() {
        Running election = attempt;
        List<Pending> mirroredVotes = new ArrayList<>();
        votes.forEach(each -> mirroredVotes.add(new Pending(each.vote.mirrored(), each.behind)));
        Set<Asking> mirroredAsking = new HashSet<>();
        asking.forEach(each -> mirroredAsking.add(new Asking(3 - each.peer, each.behind)));
        return new ElectionLife(
                disk.mirrored(),
                running == null ? null : running.mirrored(),
                next == null ? null : next.mirrored(),
                failing,
                retries,
                currentEpoch,
                vote.mirrored(),
                told.mirrored(),
                burntEpoch,
                election == null
                        ? null
                        : new Running(
                                election.epoch,
                                election.durable,
                                election.leads,
                                election.late,
                                /* first= */ election.second,
                                /* second= */ election.first),
                /* firstSeen= */ secondSeen,
                /* secondSeen= */ firstSeen,
                mirroredVotes,
                mirroredAsking);
    }

    /** The earliest epoch in which it asks for votes or ever will, whatever happens: it never falls. */
    long nextAttempt() {
        Running election = attempt;
        long afterCrash = disk.currentEpoch + 1;
        return election == null || election.leads ? afterCrash : Math.min(election.epoch, afterCrash);
    }

    /** An epoch up to which it gives no more votes, whatever happens: it never falls. */
    long settledEpoch() {
        return Math.min(disk.vote.epoch, told.epoch);
    }

    /** The same with no answer owed to that peer. */
    ElectionLife owingNothingTo(int peer) {
        Set<Asking> others = new HashSet<>(asking);
        others.removeIf(each -> each.peer == peer);
        return new ElectionLife(
                disk,
                running,
                next,
                failing,
                retries,
                currentEpoch,
                vote,
                told,
                burntEpoch,
                attempt,
                firstSeen,
                secondSeen,
                votes,
                others);
    }
}
