package io.reactivesentinel.engine.internal.stage;

/**
 * What every attempt passes before its first irreversible command. Votes that were good when they were counted may be
 * worthless a moment later: this process slept, the master is back, somebody else is already acting. So everything is
 * asked again, and judged by when it was asked.
 */
class Gate {

    /** What to do. */
    enum Verdict {
        /** Go on. */
        OPEN,
        /** Answers are under way or votes have become too old: asked again, look again. */
        WAIT,
        /** Another Sentinel is, or may be, acting: ask on and give way. */
        YIELD,
        /** The master is well again. */
        MASTER_BACK,
        /** TILT. */
        TILT,
        /** Not elected any more, overtaken by a later epoch, or unable to save. */
        LOST
    }

    private static final long ASK_AGAIN_MS = 100;
    private static final long MAX_YIELD_MS = 10_000;

    private final MonitoredMaster master;
    private final Election election;

    Gate(MonitoredMaster master, Election election) {
        this.master = master;
        this.election = election;
    }

    /** Judges before the promotion. */
    Verdict judge(Attempt attempt, boolean claimOpen, Step step) {
        if (step.self.rules.gate().isMasterBack(attempt, master, step)) {
            return Verdict.MASTER_BACK;
        }
        return judge(attempt, claimOpen, step, false);
    }

    /** Judges before a promotion that was carried out is told: that the old master is back makes no difference any more. */
    Verdict judgeAfterPromotion(Attempt attempt, Step step) {
        return judge(attempt, false, step, true);
    }

    private Verdict judge(Attempt attempt, boolean claimOpen, Step step, boolean promoted) {
        Self self = step.self;
        if (self.stall.isTilt()) {
            return Verdict.TILT;
        }
        if (!self.rules.canPromise(self.durability) || self.rules.isOvertaken(attempt, master)) {
            return Verdict.LOST;
        }
        if (self.durability.isPending(master)) {
            return Verdict.WAIT;
        }
        Verdict votes = votes(attempt, step);
        if (votes != Verdict.OPEN) {
            return votes;
        }
        if (!promoted && isReplicaTurned(attempt, step) && givesWay(attempt, step)) {
            return Verdict.YIELD;
        }
        if (claimOpen) {
            if (attempt.claimWaitMs == Time.NEVER) {
                attempt.claimWaitMs = step.nowMs;
            }
            long untilMs = attempt.claimWaitMs + self.rules.gate().claimWaitMs();
            if (step.nowMs < untilMs) {
                step.wakeAt(untilMs);
                return Verdict.WAIT;
            }
        }
        return peers(attempt, step);
    }

    /** Whether enough votes for this very epoch were asked for recently. */
    private Verdict votes(Attempt attempt, Step step) {
        if (attempt.withoutMajority) {
            return Verdict.OPEN;
        }
        Rules rules = step.self.rules;
        int needed = Voters.needed(master, step);
        if (rules.voteCount().ours(attempt, master, vote -> rules.gate().isRecent(vote, step)) >= needed) {
            wakeWhenVotesAreOld(attempt, step);
            return Verdict.OPEN;
        }
        if (rules.voteCount().ours(attempt, master) < needed) {
            return Verdict.LOST;
        }
        askAgain(attempt, step);
        return Verdict.WAIT;
    }

    private void wakeWhenVotesAreOld(Attempt attempt, Step step) {
        GateRules rule = step.self.rules.gate();
        long oldestMs = step.nowMs;
        for (Peer peer : master.peers.values()) {
            Attempt.Vote vote = attempt.vote(peer);
            if (step.self.rules.voteCount().isOurs(peer, vote) && rule.isRecent(vote, step)) {
                oldestMs = Math.min(oldestMs, vote.sentMs);
            }
        }
        step.wakeAt(oldestMs + rule.maxAgeMs(step) + 1);
    }

    /** Whether nobody who answered is acting, and everybody who may have won before has answered. */
    private Verdict peers(Attempt attempt, Step step) {
        GateRules rule = step.self.rules.gate();
        boolean waiting = false;
        boolean inTheWay = false;
        boolean allStuck = true;
        for (Peer peer : master.peers.values()) {
            Attempt.Vote vote = attempt.vote(peer);
            boolean suspect = rule.isSuspect(peer, attempt);
            // A peer that cannot save says nothing of its vote; what it does counts all the same.
            boolean voteTold = vote.sentMs != Time.NEVER;
            MasterView view = peer.view;
            boolean recent = view != null
                    && rule.isViewRecent(peer, vote, step)
                    && (voteTold || peer.viewSentMs >= attempt.askedMs);
            boolean acting =
                    view != null && (recent || rule.isViewKnown(peer, attempt, step)) && rule.isActing(view, master);
            if (!recent && !suspect && !acting && (!voteTold || peer.viewRefused)) {
                continue;
            }
            waiting |= !recent && voteTold && peer.isReachable();
            boolean unsettled = suspect && (!recent || vote.epoch < attempt.epoch);
            if (unsettled || acting) {
                inTheWay = true;
                allStuck &= isStuck(peer, step);
            }
        }
        if (inTheWay && givesWay(attempt, step)) {
            return Verdict.YIELD;
        }
        if (!allStuck) {
            return Verdict.LOST;
        }
        if (waiting) {
            askAgain(attempt, step);
            return Verdict.WAIT;
        }
        return Verdict.OPEN;
    }

    /** Whether a peer that we gave way to long enough answers still and has come to nothing. */
    private boolean isStuck(Peer peer, Step step) {
        MasterView view = peer.view;
        return view != null
                && step.isFresh(peer.viewSentMs, step.nowMs - GateRules.MIN_AGE_MS)
                && view.configEpoch() <= master.configEpoch;
    }

    /** A replica that freshly follows another one shows that somebody is reconfiguring already. */
    private boolean isReplicaTurned(Attempt attempt, Step step) {
        for (DataNode replica : master.replicas.values()) {
            if (replica.hasInfoSince(step, attempt.askedMs) && replica.info != null && replica.info.masterLinkUp()) {
                for (DataNode other : master.replicas.values()) {
                    if (other != replica && step.self.rules.gate().isTurned(replica, other, master)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether there is time left to give way; everybody is asked again meanwhile, so that no vote grows old. */
    private boolean givesWay(Attempt attempt, Step step) {
        if (attempt.yieldingMs == Time.NEVER) {
            attempt.yieldingMs = step.nowMs;
        }
        // Less than the attempt itself may take: otherwise it would end, and the next one give way again, for ever.
        long untilMs = attempt.yieldingMs + Math.min(master.failoverTimeoutMs() / 2, MAX_YIELD_MS);
        if (step.nowMs >= untilMs) {
            return false;
        }
        askAgain(attempt, step);
        step.wakeAt(untilMs);
        return true;
    }

    private void askAgain(Attempt attempt, Step step) {
        for (Peer peer : master.peers.values()) {
            Attempt.Vote vote = attempt.vote(peer);
            if (!peer.isReachable()) {
                continue;
            }
            if (step.nowMs >= vote.askedMs + ASK_AGAIN_MS) {
                election.askAgain(attempt, peer, step);
            }
            step.wakeAt(vote.askedMs + ASK_AGAIN_MS);
        }
    }
}
