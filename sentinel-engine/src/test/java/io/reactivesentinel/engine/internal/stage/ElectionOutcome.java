package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ElectionLife.Memory;
import io.reactivesentinel.engine.internal.stage.ElectionLife.Vote;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one Sentinel told the world in one step, and whether all of it was on its disk by then. */
final class ElectionOutcome {

    /**
     * A request for a vote.
     *
     * @param to which peer
     * @param epoch in which epoch
     */
    record Question(int to, long epoch) {}

    /**
     * An answer that names a vote.
     *
     * @param to which peer
     * @param vote the vote
     */
    record Reply(int to, Vote vote) {}

    final Set<Question> questions = new LinkedHashSet<>();
    final Set<Reply> replies = new LinkedHashSet<>();

    /** Votes of our own that were told, whether by answer, by event or by asking for others. */
    final Set<Vote> told = new LinkedHashSet<>();

    /** The epoch it was elected in; 0 when it was not. */
    long electedEpoch;

    boolean firstVoted;
    boolean secondVoted;

    /** What should not have been. */
    @Nullable
    String fault;

    void fault(String what) {
        if (fault == null) {
            fault = what;
        }
    }

    /** Asking for votes tells our own. */
    void asksForVote(int to, long epoch, Memory disk) {
        questions.add(new Question(to, epoch));
        tells(new Vote(0, epoch), disk);
    }

    /** Tells a vote to a peer, or to all by an event. */
    void tellsVote(int to, int leader, long epoch, Memory disk) {
        Vote vote = new Vote(leader, epoch);
        if (epoch > 0) {
            if (to > 0) {
                replies.add(new Reply(to, vote));
            }
            tells(vote, disk);
        }
    }

    private void tells(Vote vote, Memory disk) {
        boolean durable = disk.vote().epoch() > vote.epoch()
                || (disk.vote().epoch() == vote.epoch()
                        && (vote.leader() == ElectionLife.NOBODY || vote.equals(disk.vote())));
        if (!durable || disk.currentEpoch() < vote.epoch()) {
            fault("S2: " + vote + " is told and the disk says " + disk);
        }
        if (vote.leader() != ElectionLife.NOBODY) {
            told.add(vote);
        }
    }

    void elected(long epoch, boolean first, boolean second) {
        electedEpoch = epoch;
        firstVoted = first;
        secondVoted = second;
    }

    /** The same for the search: what left the process. */
    boolean isSameAs(ElectionOutcome other) {
        return questions.equals(other.questions)
                && replies.equals(other.replies)
                && told.equals(other.told)
                && electedEpoch == other.electedEpoch
                && firstVoted == other.firstVoted
                && secondVoted == other.secondVoted
                && (fault == null) == (other.fault == null);
    }
}
