package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.Command.DownAnswer;
import io.reactivesentinel.protocol.NewEpochEvent;
import io.reactivesentinel.protocol.VoteEvent;

/**
 * Our vote for one master: one in each epoch, on disk before anybody hears of it.
 *
 * <p>A vote counts as given from the moment it is decided, so that nobody else gets it while it is being saved. One that
 * could not be saved was never told, and is never given again either: it may have reached the disk after all.
 */
final class VoteRegister {

    private final MonitoredMaster master;
    private final Retry retry;

    VoteRegister(MonitoredMaster master, Retry retry) {
        this.master = master;
        this.retry = retry;
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
        if (!self.durability.isFailing()
                && isCandidate(question.candidate())
                && self.rules.grantsVote(master, question.epoch(), self.currentEpoch)) {
            give(question.candidate(), question.epoch(), step);
        }
        self.durability.behindSaves(master, step, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                String leader = master.leader;
                answer.accept(new DownAnswer(
                        isDown(then), leader == null ? DownAnswer.NO_LEADER : leader, master.leaderEpoch));
            }

            @Override
            public void failed(Step then) {
                answer.accept(new DownAnswer(isDown(then), DownAnswer.NO_LEADER, 0));
            }
        });
    }

    private static boolean isCandidate(String id) {
        return io.reactivesentinel.protocol.HelloMessage.isId(id);
    }

    private boolean isDown(Step step) {
        return !step.self.stall.isTilt() && master.node.sdown;
    }

    private void give(String candidate, long epoch, Step step) {
        Self self = step.self;
        String formerLeader = master.leader;
        long formerEpoch = master.leaderEpoch;
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
                if (raised) {
                    then.publish(new NewEpochEvent(epoch, master.name, then.wallMs));
                }
                then.publish(new VoteEvent(master.name, candidate, epoch, then.wallMs));
            }

            @Override
            public void failed(Step then) {
                burn(epoch, formerLeader, formerEpoch);
            }
        });
    }

    /** Votes for ourselves in a new epoch; {@code after} goes on once that is durable. */
    void voteForSelf(long epoch, Step step, Durability.AfterDurable after) {
        String formerLeader = master.leader;
        long formerEpoch = master.leaderEpoch;
        master.leader = step.self.myId;
        master.leaderEpoch = epoch;
        master.changed();
        step.self.durability.persist(master, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                after.durable(then);
            }

            @Override
            public void failed(Step then) {
                burn(epoch, formerLeader, formerEpoch);
                after.failed(then);
            }
        });
    }

    private void burn(long epoch, @org.jspecify.annotations.Nullable String formerLeader, long formerEpoch) {
        master.burntEpoch = Math.max(master.burntEpoch, epoch);
        if (master.leaderEpoch == epoch) {
            master.leader = formerLeader;
            master.leaderEpoch = formerEpoch;
            master.changed();
        }
    }
}
