package io.reactivesentinel.engine.internal.stage;

/**
 * The rules that safety hangs on, each an object of its own so that a test can break one on purpose and show that the
 * simulation notices.
 */
class Rules {

    /**
     * How far an epoch may be ahead of ours before it is taken for nonsense: epochs rise by one for each attempt, and one
     * that jumps would use up the numbers for good.
     */
    static final long MAX_EPOCH_JUMP = 1L << 20;

    /** Whether an epoch that somebody states can be true; subtracted, for a sum may overflow. */
    boolean isPlausible(long epoch, long currentEpoch) {
        return epoch >= 0 && epoch - MAX_EPOCH_JUMP <= currentEpoch;
    }

    /** Whether we give our vote: one in each epoch, never in one that is settled or burnt. */
    boolean grantsVote(MonitoredMaster master, long epoch, long currentEpoch) {
        return epoch > master.leaderEpoch
                && epoch > master.configEpoch
                && epoch > master.burntEpoch
                && isPlausible(epoch, currentEpoch);
    }

    /** Who is promoted. */
    ReplicaOrder replicaOrder() {
        return new ReplicaOrder();
    }

    /** How many votes are a majority. */
    int majority(int voters) {
        return voters / 2 + 1;
    }

    /** How many votes a leader needs: a majority, or the quorum where that is larger. */
    int needed(int voters, int quorum) {
        return Math.max(quorum, majority(voters));
    }

    /** How many reports make a master objectively down. */
    boolean isOdown(int agreeing, int quorum) {
        return agreeing >= quorum;
    }

    /** Whether a vote that a peer tells of is for us in that epoch, and no other. */
    boolean isVoteFor(String candidate, long epoch, String votedLeader, long votedEpoch) {
        return votedEpoch == epoch && votedLeader.equals(candidate);
    }

    /** Whether a configuration replaces ours: only a strictly newer one does. */
    boolean replaces(long epoch, long ourConfigEpoch) {
        return epoch > ourConfigEpoch;
    }
}
