package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ConfigRead.Held;
import io.reactivesentinel.protocol.InstanceFlag;
import io.reactivesentinel.protocol.InstanceKind;
import org.jspecify.annotations.Nullable;

/**
 * Which node is an old master that may be demoted the moment it returns, and what must be known before. A leader elected
 * since has a voter in every majority, and that voter's register shows it.
 */
class DemotionRules {

    /** Whether the node is a master of an earlier configuration of ours that is back as it was. */
    boolean hasReturned(DataNode node, MonitoredMaster master, Step step) {
        return node.reports(InstanceKind.MASTER)
                && !node.seenAsReplica
                && !node.sdown
                && master.formerAddresses.contains(node.address())
                && step.isFresh(node.infoSentMs, master.configSinceMs);
    }

    /** Whether everybody who was asked has answered and a majority holds our configuration. */
    boolean isHeldByMajority(ConfigPoll poll, Step step) {
        return poll.allAnswered() && poll.isConfirmed(step);
    }

    /** Whether the successor is well, by what it answered since the old master was seen. */
    boolean isMasterWell(MonitoredMaster master, long sinceMs, Step step) {
        DataNode node = master.node;
        return !node.sdown
                && node.hasInfoSince(step, sinceMs)
                && node.reports(InstanceKind.MASTER)
                && node.link.lastValidSentMs >= sinceMs;
    }

    /** Whether what one Sentinel answered speaks against it: it acts, knows of more, or has voted since. */
    boolean isVeto(Peer peer, @Nullable Held held, @Nullable Request register, MonitoredMaster master) {
        return held == null
                || !held.view().isIdle()
                || held.epoch() > master.configEpoch
                || held.view().flags().contains(InstanceFlag.SDOWN)
                || register == null
                || !register.answered
                || peer.votedEpoch > master.configEpoch;
    }

    /** Whether we have not voted since ourselves. */
    boolean isOurVoteSettled(MonitoredMaster master) {
        return master.leaderEpoch <= master.configEpoch;
    }
}
