package io.reactivesentinel.engine.internal.stage;

import java.util.function.Predicate;

/** How the votes for an attempt are counted: ours, and one of each confirmed Sentinel that gave us its own. */
class VoteCount {

    /** Whether a peer's ballot counts at all. */
    boolean hasVoice(Peer peer) {
        return peer.confirmed;
    }

    /** Whether it gave us its vote for this attempt. */
    boolean isOurs(Peer peer, Attempt.Vote vote) {
        return hasVoice(peer) && vote.ballot == Attempt.Ballot.MINE;
    }

    /** How many votes we have. */
    int ours(Attempt attempt, MonitoredMaster master) {
        return ours(attempt, master, vote -> true);
    }

    /** How many votes we have that answer to the condition; our own always does. */
    int ours(Attempt attempt, MonitoredMaster master, Predicate<Attempt.Vote> condition) {
        int ours = 1;
        for (Peer peer : master.peers.values()) {
            Attempt.Vote vote = attempt.vote(peer);
            if (isOurs(peer, vote) && condition.test(vote)) {
                ours += worth(peer);
            }
        }
        return ours;
    }

    /** What one peer's vote is worth. */
    int worth(Peer peer) {
        return 1;
    }
}
