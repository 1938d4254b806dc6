package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import org.jspecify.annotations.Nullable;

/**
 * What bears out the claim that a master has moved. A Sentinel's word alone does not: C Sentinels believe a forged hello,
 * and then confirm it in good faith.
 */
class ClaimEvidence {

    /** Whether the node itself says that it is a master, asked since the claim was made. */
    boolean saysMaster(@Nullable DataNode node, long sinceMs, Step step) {
        return node != null && node.hasInfoSince(step, sinceMs) && node.reports(InstanceKind.MASTER);
    }

    /** Whether a node follows that address and is in touch with it, asked since the claim was made. */
    boolean follows(DataNode node, InstanceAddress address, long sinceMs, Step step) {
        return node.hasInfoSince(step, sinceMs)
                && node.follows(address)
                && node.info != null
                && node.info.masterLinkUp();
    }

    /** Whether so many other Sentinels hold it that they need no further witness. */
    boolean isHeldByEnough(int holding, int voters, int majority) {
        return holding >= Math.min(majority, Math.max(1, voters - 1));
    }

    /**
     * Whether whoever says so won our own vote in that very epoch, and names a node that we know. Without this the
     * configuration of a leader whose new master died at once would not be believed while the old master is back: the
     * Sentinels would name different nodes until the dead one returns.
     */
    boolean isOurLeadersOwn(Peer says, InstanceAddress address, long epoch, MonitoredMaster master) {
        return master.leaderEpoch == epoch && says.id.equals(master.leader) && master.dataNodeAt(address) != null;
    }

    /** Whether it is said anew what was said at that instant; the same hello may come more than once. */
    boolean isSaidAgain(long saidMs, Step step) {
        return step.nowMs - saidMs >= step.self.timings.publishPeriodMs() / 2;
    }

    /** For how long a Sentinel to ask is looked for before any claim is believed without one. */
    long patienceMs(Step step) {
        return 2 * step.self.timings.publishPeriodMs();
    }

    /** Whether the claim may be believed without asking any Sentinel: nobody can be asked, and our master is not well. */
    boolean mayDoWithoutSentinels(
            MonitoredMaster master, int heardTimes, long ageMs, boolean anybodyReachable, Step step) {
        return heardTimes > 1 && ageMs > patienceMs(step) && !anybodyReachable && master.node.sdown;
    }
}
