package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.NewEpochEvent;
import io.reactivesentinel.protocol.VoteEvent;
import org.jspecify.annotations.Nullable;

/**
 * ODOWN → votes: asks the other Sentinels for their votes in an epoch of its own, and leads when a majority gave theirs for
 * exactly that epoch.
 *
 * <p>Candidates keep apart by a rank that all compute alike, so that one is normally alone.
 */
final class Election {

    private static final long MAX_START_DELAY_MS = 1_000;
    private static final long OPEN_PAUSE_MS = 100;
    private static final long SILENT_PAUSE_MS = 1_000;
    private static final long FORCED_ELECTION_MS = 1_000;

    private final MonitoredMaster master;
    private final Questions questions;
    private final VoteRegister register;
    private final Retry retry;
    private final InfoPolling infos;
    private final ObjectiveDown objectiveDown;
    private long startMs = Time.NEVER;
    private @Nullable AfterLoss loss;

    Election(
            MonitoredMaster master,
            Questions questions,
            VoteRegister register,
            Retry retry,
            InfoPolling infos,
            ObjectiveDown objectiveDown) {
        this.master = master;
        this.questions = questions;
        this.register = register;
        this.retry = retry;
        this.infos = infos;
        this.objectiveDown = objectiveDown;
    }

    /** Starts, asks and counts; answers whether this Sentinel leads a failover. */
    boolean advance(boolean odown, Step step) {
        if (loss != null && loss.advance(retry, questions, step)) {
            loss = null;
        }
        Attempt attempt = master.attempt;
        if (attempt == null) {
            considerStart(odown, step);
        } else if (attempt.is(FailoverState.WAIT_START) && attempt.voteDurable) {
            if (step.self.stall.isTilt()) {
                end(attempt, EventType.ABORT_NOT_ELECTED, step);
                retry.endedHarmlessly(step);
            } else {
                canvass(attempt, step);
                tally(attempt, step);
            }
        }
        return master.attempt != null && !master.attempt.is(FailoverState.WAIT_START);
    }

    private void considerStart(boolean odown, Step step) {
        if (!odown) {
            startMs = Time.NEVER;
            if (!master.node.sdown) {
                retry.episodeOver();
            }
            return;
        }
        Self self = step.self;
        if (self.stall.isTilt()
                || !self.membership.votes()
                || !self.rules.canPromise(self.durability)
                || master.pendingConfig != null
                || !enoughAnswer(step)) {
            startMs = Time.NEVER;
            return;
        }
        long rankMs = Rank.delayMs(master, objectiveDown, step);
        retry.lookAfterVote(questions, rankMs, step);
        if (step.nowMs < retry.allowedMs()) {
            startMs = Time.NEVER;
            step.wakeAt(retry.allowedMs());
            if (retry.announces()) {
                step.effects.failoverDelayed(master.name, step.wallMs + retry.allowedMs() - step.nowMs);
            }
            return;
        }
        if (startMs == Time.NEVER) {
            long slotMs = self.slotMs(step.nowMs);
            startMs = step.nowMs + Math.min(MAX_START_DELAY_MS, rankMs + self.random.below((int) (slotMs / 2) + 1));
        }
        if (step.nowMs < startMs) {
            step.wakeAt(startMs);
        } else {
            start(false, step);
        }
    }

    /** Without a majority that answers, an attempt would only burn epochs. */
    private boolean enoughAnswer(Step step) {
        if (master.peers.isEmpty()) {
            long knowsPeersMs = master.addedMs + 2 * step.self.timings.publishPeriodMs() + 1_000;
            step.wakeAt(knowsPeersMs);
            if (step.nowMs < knowsPeersMs) {
                return false;
            }
        }
        int answering = 1;
        for (Peer peer : master.peers.values()) {
            if (peer.confirmed && step.nowMs - peer.link.lastReplyMs <= 2 * step.self.timings.askPeriodMs()) {
                answering++;
            }
        }
        return answering >= Voters.needed(master, step);
    }

    /** A vote was given to somebody else: our own start is off. */
    void votedForAnother() {
        startMs = Time.NEVER;
    }

    /** There is a new configuration. */
    void configChanged() {
        startMs = Time.NEVER;
        loss = null;
        retry.configChanged();
    }

    void start(boolean forced, Step step) {
        Self self = step.self;
        startMs = Time.NEVER;
        loss = null;
        long epoch = nextEpoch(step);
        boolean raised = epoch > self.currentEpoch;
        self.currentEpoch = Math.max(self.currentEpoch, epoch);
        self.createdEpoch = epoch;
        self.createdEpochMs = step.nowMs;
        Attempt attempt = new Attempt(epoch, forced, step.nowMs);
        attempt.suspects.addAll(retry.suspects(step));
        master.attempt = attempt;
        retry.started(step);
        register.voteForSelf(epoch, step, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                if (master.attempt == attempt) {
                    begun(attempt, raised, then);
                }
            }

            @Override
            public void failed(Step then) {
                if (master.attempt == attempt) {
                    master.attempt = null;
                    retry.endedHarmlessly(then);
                }
            }
        });
    }

    /** Masters that are ready in one instant share an epoch, for votes are per master; but only one that we created. */
    private long nextEpoch(Step step) {
        Self self = step.self;
        boolean shares = self.createdEpochMs == step.nowMs
                && self.createdEpoch == self.currentEpoch
                && self.createdEpoch > master.leaderEpoch
                && self.createdEpoch > master.configEpoch
                && self.createdEpoch > master.burntEpoch;
        return shares
                ? self.createdEpoch
                : Math.max(Math.max(self.currentEpoch, master.leaderEpoch), master.burntEpoch) + retry.epochStep();
    }

    private void begun(Attempt attempt, boolean raised, Step step) {
        attempt.voteDurable = true;
        attempt.askedMs = step.nowMs;
        if (raised) {
            step.publish(new NewEpochEvent(attempt.epoch, master.name, step.wallMs));
        }
        step.publish(new FailoverEvent(EventType.TRY_FAILOVER, master.ref(), attempt.epoch, step.wallMs));
        step.publish(new VoteEvent(master.name, step.self.myId, attempt.epoch, step.wallMs));
        canvass(attempt, step);
        for (DataNode replica : master.replicas.values()) {
            infos.ask(replica, step);
        }
    }

    /** Asks everybody whose answer is not known, and those again whose answer said nothing. */
    private void canvass(Attempt attempt, Step step) {
        for (Peer peer : master.peers.values()) {
            Attempt.Vote vote = attempt.vote(peer);
            boolean waiting = Request.awaits(vote.request) && step.nowMs < vote.askedMs + SILENT_PAUSE_MS;
            if (!peer.isReachable() || vote.ballot != Attempt.Ballot.OPEN || waiting) {
                continue;
            }
            if (step.nowMs >= vote.nextAskMs) {
                askAgain(attempt, peer, step);
            }
            step.wakeAt(vote.nextAskMs);
        }
    }

    /** Asks one peer for its vote and its view, whatever it said before: a repeated answer is a fresh one. */
    void askAgain(Attempt attempt, Peer peer, Step step) {
        Attempt.Vote vote = attempt.vote(peer);
        vote.request = questions.askVote(peer, attempt, step);
        vote.askedMs = step.nowMs;
        vote.nextAskMs = step.nowMs + OPEN_PAUSE_MS;
    }

    /** A peer answered our request for its vote. */
    void answered(Request request, Peer peer, Questions.DownReply reply, Step step) {
        // Who answers at its address before it told its id may be somebody else, even we ourselves: asked again.
        boolean known = peer.confirmed && peer.identified;
        if (!known || !(request.context instanceof Attempt attempt) || !isCurrent(attempt)) {
            return;
        }
        Attempt.Vote vote = attempt.vote(peer);
        Attempt.Ballot ballot = classify(attempt, reply, step);
        if (ballot != Attempt.Ballot.OPEN) {
            vote.ballot = ballot;
            vote.leader = reply.leader();
            vote.epoch = reply.epoch();
            vote.sentMs = request.sentMs;
        }
    }

    private boolean isCurrent(Attempt attempt) {
        return attempt == master.attempt || (loss != null && attempt == loss.attempt());
    }

    private static Attempt.Ballot classify(Attempt attempt, Questions.DownReply reply, Step step) {
        Self self = step.self;
        long epoch = self.rules.electionEpoch(attempt, self.currentEpoch);
        if (self.rules.isVoteFor(self.myId, epoch, reply.leader(), reply.epoch())) {
            return Attempt.Ballot.MINE;
        }
        if (reply.epoch() == attempt.epoch) {
            return reply.namesNobody() ? Attempt.Ballot.UNKNOWN : Attempt.Ballot.OTHER;
        }
        if (reply.epoch() > attempt.epoch) {
            return Attempt.Ballot.PASSED;
        }
        return reply.epoch() > 0 ? Attempt.Ballot.NEVER : Attempt.Ballot.OPEN;
    }

    private void tally(Attempt attempt, Step step) {
        VoteCount rule = step.self.rules.voteCount();
        int mine = rule.ours(attempt, master);
        int open = 0;
        int openAlive = 0;
        int answered = 1;
        for (Peer peer : master.peers.values()) {
            Attempt.Vote vote = attempt.vote(peer);
            if (!rule.hasVoice(peer)) {
                continue;
            }
            answered += vote.ballot == Attempt.Ballot.OPEN ? 0 : 1;
            if (vote.ballot == Attempt.Ballot.OPEN) {
                open++;
                openAlive += peer.link.lastReplyMs >= attempt.startedMs ? 1 : 0;
            }
        }
        int needed = Voters.needed(master, step);
        if (step.self.rules.isOvertaken(attempt, master)) {
            end(attempt, EventType.ABORT_NOT_ELECTED, step);
        } else if (mine >= needed) {
            elected(attempt, step);
        } else if (attempt.forced && !attempt.coordinated) {
            tallyForced(attempt, answered >= needed, mine + open < needed, step);
        } else {
            long age = step.nowMs - attempt.startedMs;
            boolean hopeless = mine + open < needed
                    || (age >= step.self.withdrawMs(step.nowMs) && mine + openAlive < needed)
                    || age >= retry.electionTimeoutMs(step);
            if (hopeless) {
                withdraw(attempt, step);
            } else {
                step.wakeAt(attempt.startedMs + step.self.withdrawMs(step.nowMs));
                step.wakeAt(attempt.startedMs + retry.electionTimeoutMs(step));
            }
        }
    }

    /** An operator's failover waits a second for votes; without a majority to ask it goes on alone, as in C. */
    private void tallyForced(Attempt attempt, boolean majorityAnswered, boolean lost, Step step) {
        long untilMs = attempt.startedMs + FORCED_ELECTION_MS;
        if (step.nowMs < untilMs && !(lost && majorityAnswered)) {
            step.wakeAt(untilMs);
        } else if (majorityAnswered) {
            end(attempt, EventType.ABORT_NOT_ELECTED, step);
        } else {
            attempt.withoutMajority = true;
            elected(attempt, step);
        }
    }

    private void elected(Attempt attempt, Step step) {
        step.publish(new FailoverEvent(EventType.ELECTED_LEADER, master.ref(), attempt.epoch, step.wallMs));
        if (step.crashesAt(Command.FailurePoint.AFTER_ELECTION)) {
            return;
        }
        attempt.to(FailoverState.SELECT_REPLICA, step.nowMs);
        step.publish(new FailoverEvent(EventType.STATE_SELECT_REPLICA, master.ref(), attempt.epoch, step.wallMs));
    }

    private void withdraw(Attempt attempt, Step step) {
        boolean refused = attempt.votes.values().stream().anyMatch(vote -> vote.ballot == Attempt.Ballot.NEVER);
        if (refused) {
            retry.epochRefused();
        }
        end(attempt, EventType.ABORT_NOT_ELECTED, step);
        loss = new AfterLoss(master, attempt, step);
        if (loss.advance(retry, questions, step)) {
            loss = null;
        }
        step.self.wake(master);
    }

    private void end(Attempt attempt, EventType why, Step step) {
        step.publish(new FailoverEvent(why, master.ref(), attempt.epoch, step.wallMs));
        master.attempt = null;
        if (attempt.coordinated) {
            retry.undone();
        }
    }
}
