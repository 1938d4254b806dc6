package io.reactivesentinel.engine.internal.stage;

/** What the {@link Gate} asks before the first irreversible command of an attempt. */
class GateRules {

    /** The least that answers may be old; no network is so fast that less would do. */
    static final long MIN_AGE_MS = 1_000;

    /** The most, however slow the network: what was said longer ago proves little, and no vote is worth waiting for it. */
    private static final long MAX_AGE_MS = 5_000;

    private static final long MAX_CLAIM_WAIT_MS = 500;

    /** Whether the master is well again, so that there is no reason left to replace it. */
    boolean isMasterBack(Attempt attempt, MonitoredMaster master, Step step) {
        return !attempt.forced && !master.node.sdown && !step.self.stall.isTilt();
    }

    /** How old an answer may be. */
    long maxAgeMs(Step step) {
        return Time.clamp(4 * step.self.roundTrips.p99Ms(step.nowMs), MIN_AGE_MS, MAX_AGE_MS);
    }

    /** Whether a vote was asked for recently, and since this process last stood still. */
    boolean isRecent(Attempt.Vote vote, Step step) {
        return step.isFresh(vote.sentMs, step.nowMs - maxAgeMs(step));
    }

    /** Whether what a peer does was asked recently, and not before its vote. */
    boolean isViewRecent(Peer peer, Attempt.Vote vote, Step step) {
        return step.isFresh(peer.viewSentMs, Math.max(vote.sentMs, step.nowMs - maxAgeMs(step)));
    }

    /**
     * Whether what a peer does was asked recently in this attempt, though perhaps before its vote or before we stood still:
     * that it acted then is reason enough to give way until something newer is known.
     */
    boolean isViewKnown(Peer peer, Attempt attempt, Step step) {
        return peer.viewSentMs >= Math.max(attempt.askedMs, step.nowMs - maxAgeMs(step));
    }

    /** Whether a peer may have won an earlier epoch, and must have answered before we act. */
    boolean isSuspect(Peer peer, Attempt attempt) {
        return attempt.suspects.contains(peer.id);
    }

    /** Whether a peer is acting itself or holds a configuration that we do not know. */
    boolean isActing(MasterView view, MonitoredMaster master) {
        return view.isActing() || view.configEpoch() > master.configEpoch;
    }

    /** Whether a replica that follows another one was turned round since the master failed: somebody is at it already. */
    boolean isTurned(DataNode replica, DataNode other, MonitoredMaster master) {
        return replica.follows(other.address()) && replica.followsSinceMs >= master.node.sdownSinceMs;
    }

    /** How long claims of a configuration that would overtake us are waited for. */
    long claimWaitMs() {
        return MAX_CLAIM_WAIT_MS;
    }
}
