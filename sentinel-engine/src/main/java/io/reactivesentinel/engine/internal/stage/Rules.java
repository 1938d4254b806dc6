package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.HelloMessage;
import org.jspecify.annotations.Nullable;

/**
 * The rules that safety hangs on, each an object of its own so that a test can break one on purpose and show that the
 * simulation notices. Single decisions are methods here; those that belong together have a small class, handed out below.
 */
class Rules {

    /**
     * How far an epoch may be ahead of ours before it is taken for nonsense: epochs rise by one for each attempt, and one
     * that jumps would use up the numbers for good.
     */
    static final long MAX_EPOCH_JUMP = 1L << 20;

    private final ReplicaOrder replicaOrder = new ReplicaOrder();
    private final Electorate electorate = new Electorate();
    private final Silence silence = new Silence();
    private final DownReports downReports = new DownReports();
    private final VoteCount voteCount = new VoteCount();
    private final SplitProof splitProof = new SplitProof();
    private final Spacing spacing = new Spacing();
    private final GateRules gate = new GateRules();
    private final PromotionRules promotion = new PromotionRules();
    private final HandOverRules handOver = new HandOverRules();
    private final ReconfigureRules reconfigure = new ReconfigureRules();
    private final ClaimEvidence claims = new ClaimEvidence();
    private final DemotionRules demotion = new DemotionRules();
    private final CorrectionRules correction = new CorrectionRules();

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

    /** Whether somebody of that id can be voted for at all. */
    boolean isCandidate(String id) {
        return HelloMessage.isId(id);
    }

    /**
     * Whether a promise could be made durable: one that cannot be is neither given nor acted upon, for a restart would
     * forget it.
     */
    boolean canPromise(Durability durability) {
        return !durability.isFailing();
    }

    /**
     * Takes back a vote that could not be saved. It was never told; but it may have reached the disk after all, so its epoch
     * is used up. A vote that was decided after this one stands or falls by its own save.
     */
    void takeBackVote(MonitoredMaster master, long epoch, @Nullable String durableLeader, long durableEpoch) {
        master.burntEpoch = Math.max(master.burntEpoch, epoch);
        if (master.leaderEpoch == epoch) {
            master.leader = durableLeader;
            master.leaderEpoch = durableEpoch;
            master.changed();
        }
    }

    /**
     * Up to which epoch we count as having voted for a master that is watched from now on: no vote that was given before a
     * REMOVE can be given again after it.
     */
    long votedUpTo(long currentEpoch) {
        return currentEpoch;
    }

    /** Which epoch a hello may carry: only one that a crash does not take back. */
    long toldEpoch(long durableEpoch, long currentEpoch) {
        return durableEpoch;
    }

    /** Who is promoted. */
    ReplicaOrder replicaOrder() {
        return replicaOrder;
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

    /**
     * The epoch in which an attempt asks for votes and counts them: its own for life, however far other elections, of this
     * master or another, have taken the current one meanwhile.
     */
    long electionEpoch(Attempt attempt, long currentEpoch) {
        return attempt.epoch;
    }

    /** Under which configuration epoch a promotion is saved and told: the one in which its leader was elected. */
    long configEpochFor(Attempt attempt, MonitoredMaster master) {
        return attempt.epoch;
    }

    /** Whether a configuration replaces ours: only a strictly newer one does. */
    boolean replaces(long epoch, long ourConfigEpoch) {
        return epoch > ourConfigEpoch;
    }

    /** Whether a later epoch of this master has been seen: whoever created it must not meet us acting. */
    boolean isOvertaken(Attempt attempt, MonitoredMaster master) {
        if (master.leaderEpoch > attempt.epoch || master.configEpoch >= attempt.epoch) {
            return true;
        }
        for (Peer peer : master.peers.values()) {
            if (peer.confirmed
                    && (peer.votedEpoch > attempt.epoch
                            || (peer.view != null && peer.view.configEpoch() > attempt.epoch))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the Sentinel at the other end of our own connection is the one that a hello named. One too old to know MYID,
     * or one that forbids it, is believed as C believes it.
     *
     * @param id whom the hello named
     * @param told the id that it told; {@code null} when it told none
     * @param refused whether it answered with an error
     */
    boolean isIdentityProved(String id, @Nullable String told, boolean refused) {
        return told == null ? refused : id.equals(told);
    }

    /**
     * Whether the answer to a request is fresh: the request was written neither before the given instant nor before this
     * process last stood still.
     */
    boolean isFresh(long sentMs, long notBeforeMs, long stallFloorMs) {
        return sentMs >= notBeforeMs && sentMs >= stallFloorMs;
    }

    /** Whether this process stood still for so long that it decides nothing for a while. */
    boolean isTilt(long gapMs, long triggerMs) {
        return gapMs > triggerMs;
    }

    /** Who counts as a voter. */
    Electorate electorate() {
        return electorate;
    }

    /** When an instance that does not answer is down. */
    Silence silence() {
        return silence;
    }

    /** Whose word that the master is down counts, and for how long. */
    DownReports downReports() {
        return downReports;
    }

    /** How votes are counted. */
    VoteCount voteCount() {
        return voteCount;
    }

    /** Who may have won an election that we did not win. */
    SplitProof splitProof() {
        return splitProof;
    }

    /** How far apart attempts are. */
    Spacing spacing() {
        return spacing;
    }

    /** What stops an elected leader before its first irreversible command. */
    GateRules gate() {
        return gate;
    }

    /** What shows that a promotion was carried out. */
    PromotionRules promotion() {
        return promotion;
    }

    /** How a master that hands over stands. */
    HandOverRules handOver() {
        return handOver;
    }

    /** Who is told to follow a new master, and when. */
    ReconfigureRules reconfigure() {
        return reconfigure;
    }

    /** What bears out the claim that there is a newer configuration. */
    ClaimEvidence claims() {
        return claims;
    }

    /** Which old master may be demoted at once. */
    DemotionRules demotion() {
        return demotion;
    }

    /** Which stray node may be told to follow our master. */
    CorrectionRules correction() {
        return correction;
    }
}
