package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceKind;
import java.util.Comparator;
import java.util.Locale;

/**
 * Which replica is promoted: who is eligible at all, and in which order. C Sentinel's rules, with a stricter filter: a node
 * that holds nothing, or holds another lineage, must not win by its priority.
 */
class ReplicaOrder {

    /** How many ping periods old the last answers may be; the configured period, however fast we really ask. */
    private static final int FRESH_PERIODS = 5;

    private static final int INFO_PERIODS = 3;
    private static final int LINK_DOWN_FACTOR = 10;

    /** Whether it may be eligible once it answers: all of C Sentinel's rule but the age of what it told before. */
    boolean isWorthWaitingFor(DataNode replica, Step step) {
        return !replica.sdown
                && replica.link.isCommandOpen()
                && step.nowMs <= worthUntilMs(replica, step)
                && (replica.info == null || isWilling(replica.info));
    }

    /** Until when its last valid answer to a PING is young enough. */
    long worthUntilMs(DataNode replica, Step step) {
        return replica.link.lastValidMs + FRESH_PERIODS * step.self.timings.pingPeriodMs();
    }

    /** Whether it may be promoted at all: priority 0 is an operator's never. */
    boolean isWilling(Info info) {
        return info.priority() > 0;
    }

    /** Whether it told how far it is since this attempt began; better an old number than no master, but only then. */
    boolean isUpToDate(DataNode replica, Attempt attempt, Step step) {
        return replica.hasInfoSince(step, attempt.askedMs);
    }

    /** C Sentinel's rule. */
    boolean isEligible(DataNode replica, Step step) {
        MonitoredMaster master = replica.master;
        Info info = replica.info;
        if (info == null || !isWorthWaitingFor(replica, step)) {
            return false;
        }
        long pingLimitMs = FRESH_PERIODS * step.self.timings.pingPeriodMs();
        long infoLimitMs = master.node.sdown ? pingLimitMs : INFO_PERIODS * step.self.timings.infoPeriodMs();
        return step.nowMs - replica.infoAtMs <= infoLimitMs && wasLinkedLately(info, master, step);
    }

    /** Whether it has not been without its master for much longer than the master has been none. */
    boolean wasLinkedLately(Info info, MonitoredMaster master, Step step) {
        long linkDownLimitMs = masterGoneMs(master.node, step) + LINK_DOWN_FACTOR * master.downAfterMs();
        return info.masterLinkDownSeconds() * 1_000 <= linkDownLimitMs;
    }

    /**
     * For how long the master has been none. One that became a replica is held for down only twenty seconds later, and its
     * own replicas have been without it since; counted from then, as C does, none of them would ever be good enough.
     */
    private static long masterGoneMs(DataNode master, Step step) {
        if (!master.sdown) {
            return 0;
        }
        boolean turned = master.roleReported == InstanceKind.REPLICA;
        return step.nowMs - (turned ? Math.min(master.roleReportedMs, master.sdownSinceMs) : master.sdownSinceMs);
    }

    /**
     * Whether promoting it would lose everything: it is being filled just now, or it is empty where our master was not, and
     * was never filled from it since it started, be it a replica or the master that it says it is.
     */
    boolean isExcluded(DataNode replica) {
        Info info = replica.info;
        MonitoredMaster master = replica.master;
        return info == null
                || info.syncInProgress()
                || (master.hadKeys
                        && !info.hasKeys()
                        && (info.neverLinked() || isOtherLineage(info, master.replicationId)));
    }

    /** Whether it comes after all others, though it may be promoted when nothing better is there. */
    boolean isDoubtful(DataNode replica) {
        Info info = replica.info;
        MonitoredMaster master = replica.master;
        return info == null
                || info.neverLinked()
                || isOtherLineage(info, master.replicationId)
                || (info.role() == InstanceKind.REPLICA && !info.follows(master.node.address()))
                || (info.role() == InstanceKind.MASTER && !isPromotedAlready(replica));
    }

    private static boolean isOtherLineage(Info info, String lineage) {
        return !lineage.isEmpty()
                && !info.replicationId().isEmpty()
                && !info.replicationId().equals(lineage)
                && !info.formerReplicationId().equals(lineage);
    }

    /**
     * Whether it is a master already and carries on our master's lineage: an earlier leader promoted it, and doing the same
     * again harms nobody.
     */
    boolean isPromotedAlready(DataNode replica) {
        Info info = replica.info;
        MonitoredMaster master = replica.master;
        return info != null
                && info.role() == InstanceKind.MASTER
                && replica.seenAsReplica
                && isWilling(info)
                && replica.roleReportedMs >= master.node.link.lastValidMs
                && !master.replicationId.isEmpty()
                && info.formerReplicationId().equals(master.replicationId);
    }

    /** Best first. */
    Comparator<DataNode> order() {
        return Comparator.comparing((DataNode replica) -> !isPromotedAlready(replica))
                .thenComparing(this::isDoubtful)
                .thenComparingInt(replica -> replica.info == null ? Integer.MAX_VALUE : replica.info.priority())
                .thenComparing(byOffset())
                .thenComparing(ReplicaOrder::runIdKey);
    }

    /** The one that has received most first. */
    Comparator<DataNode> byOffset() {
        return Comparator.comparing(
                replica -> replica.info == null ? 0L : replica.info.offset(), Comparator.reverseOrder());
    }

    /** A missing run id sorts last. */
    private static String runIdKey(DataNode replica) {
        String runId = replica.info == null ? "" : replica.info.runId();
        return runId.isEmpty() ? "~" : runId.toLowerCase(Locale.ROOT);
    }
}
