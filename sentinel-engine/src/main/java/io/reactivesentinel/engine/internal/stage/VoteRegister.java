package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.Command.DownAnswer;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.NewEpochEvent;
import io.reactivesentinel.protocol.VoteEvent;
import org.jspecify.annotations.Nullable;

/**
 * Our vote for one master: one in each epoch, on disk before anybody hears of it.
 *
 * <p>A vote counts as given from the moment it is decided, so that nobody else gets it while it is being saved. One that
 * could not be saved was never told, and is never given again either: it may have reached the disk after all.
 */
final class VoteRegister {

    private final MonitoredMaster master;
    private final Retry retry;

    /** The newest vote that is on disk: what is told while a later one is being saved, or when it could not be. */
    private @Nullable String durableLeader;

    private long durableEpoch;

    VoteRegister(MonitoredMaster master, Retry retry) {
        this.master = master;
        this.retry = retry;
        this.durableLeader = master.leader;
        this.durableEpoch = master.leaderEpoch;
    }

    /** Answers a peer that asks whether the master is down and perhaps for our vote. */
    void asked(Command.AskDown question, Answer<DownAnswer> answer, Step step) {
        if (question.candidate().equals(DownAnswer.NO_LEADER)) {
            answer.accept(new DownAnswer(isDown(step), DownAnswer.NO_LEADER, 0));
            return;
        }
        Self self = step.self;
        if (!self.membership.votes()) {
            answer.accept(new DownAnswer(isDown(step), DownAnswer.NO_LEADER, 0));
            return;
        }
        if (self.rules.canPromise(self.durability)
                && self.rules.isCandidate(question.candidate())
                && !isSettling(step)
                && self.rules.grantsVote(master, question.epoch(), self.currentEpoch)) {
            give(question.candidate(), question.epoch(), step);
        }
        if (question.epoch() > master.leaderEpoch && isOpen(question.epoch(), step)) {
            answer.accept(new DownAnswer(isDown(step), DownAnswer.NO_LEADER, 0));
            return;
        }
        self.durability.behindSaves(master, step, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                answer.accept(durableVote(then));
            }

            @Override
            public void failed(Step then) {
                answer.accept(new DownAnswer(isDown(then), DownAnswer.NO_LEADER, 0));
            }
        });
    }

    /** What is on disk: another vote may have been decided since, and its save may still fail. */
    private DownAnswer durableVote(Step step) {
        String leader = master.leaderEpoch == durableEpoch ? master.leader : durableLeader;
        return new DownAnswer(isDown(step), leader == null ? DownAnswer.NO_LEADER : leader, durableEpoch);
    }

    /**
     * Whether the master has just been switched and answers us well in its new place.
     *
     * <p>C Sentinels keep what their peers said of the old master for five ask periods, across the switch. One that is slow
     * to connect to the new master (it tries once a second, so with a down-after of a second it often is) takes those
     * answers for a quorum and fails over again at once. Not voting is always safe, and nobody who sees the new master fail
     * is kept from it: then it does not answer us either.
     */
    private boolean isSettling(Step step) {
        DataNode node = master.node;
        long settledMs = master.configSinceMs + 5 * step.self.timings.askPeriodMs();
        return step.nowMs < settledMs
                && !node.sdown
                && node.link.lastValidMs >= master.configSinceMs
                && step.nowMs - node.link.lastValidMs <= master.downAfterMs() / 2
                && node.hasInfoSince(step, master.configSinceMs)
                && node.reports(InstanceKind.MASTER);
    }

    /**
     * Whether a vote in this epoch was refused without a promise: an older epoch as the answer would say that it is never
     * given, but a disk that works again, a restart or a few seconds may still bring that about.
     */
    private boolean isOpen(long epoch, Step step) {
        return !step.self.rules.canPromise(step.self.durability)
                || isSettling(step)
                || epoch <= master.burntEpoch
                || !step.self.rules.isPlausible(epoch, step.self.currentEpoch);
    }

    private boolean isDown(Step step) {
        return !step.self.stall.isTilt() && master.node.sdown;
    }

    private void give(String candidate, long epoch, Step step) {
        Self self = step.self;
        boolean raised = epoch > self.currentEpoch;
        master.leader = candidate;
        master.leaderEpoch = epoch;
        master.changed();
        self.currentEpoch = Math.max(self.currentEpoch, epoch);
        if (!candidate.equals(self.myId)) {
            retry.votedFor(candidate, epoch, step);
        }
        self.durability.persist(master, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                keep(candidate, epoch);
                if (raised) {
                    then.publish(new NewEpochEvent(epoch, master.name, then.wallMs));
                }
                then.publish(new VoteEvent(master.name, candidate, epoch, then.wallMs));
            }

            @Override
            public void failed(Step then) {
                takeBack(epoch, then);
            }
        });
    }

    /** Votes for ourselves in a new epoch; {@code after} goes on once that is durable. */
    void voteForSelf(long epoch, Step step, Durability.AfterDurable after) {
        master.leader = step.self.myId;
        master.leaderEpoch = epoch;
        master.changed();
        step.self.durability.persist(master, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                keep(then.self.myId, epoch);
                after.durable(then);
            }

            @Override
            public void failed(Step then) {
                takeBack(epoch, then);
                after.failed(then);
            }
        });
    }

    private void keep(String leader, long epoch) {
        durableLeader = leader;
        durableEpoch = epoch;
    }

    private void takeBack(long epoch, Step step) {
        step.self.rules.takeBackVote(master, epoch, durableLeader, durableEpoch);
    }
}
