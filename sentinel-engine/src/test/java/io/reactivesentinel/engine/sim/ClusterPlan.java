package io.reactivesentinel.engine.sim;

/**
 * What a simulated cluster consists of. {@link #random} draws one; a topology of one's own is made with the {@code with…}
 * methods from {@link #usual}.
 *
 * @param ours Sentinels of ours
 * @param cs Sentinels that behave as C's
 * @param masters monitored masters
 * @param replicas replicas of each
 * @param quorum how many Sentinels must agree that a master is down
 * @param downAfterMs {@code down-after-milliseconds}
 * @param failoverTimeoutMs {@code failover-timeout}
 * @param parallelSyncs {@code parallel-syncs}
 * @param together whether a Sentinel shares its host with a Redis node, as far as there are enough
 * @param acquainted whether the Sentinels and replicas are known from the start, as after a restart
 * @param fastestUs what a message takes at least, in microseconds
 * @param slowestUs what a message takes at most on a good path
 * @param writers clients that write
 * @param writePeriodMs between two writes of one client
 * @param minReplicas {@code min-replicas-to-write} of the nodes; 0 for none
 * @param persistent whether a node finds its data after a restart
 */
public record ClusterPlan(
        int ours,
        int cs,
        int masters,
        int replicas,
        int quorum,
        long downAfterMs,
        long failoverTimeoutMs,
        int parallelSyncs,
        boolean together,
        boolean acquainted,
        long fastestUs,
        long slowestUs,
        int writers,
        long writePeriodMs,
        int minReplicas,
        boolean persistent) {

    /** Checks that there is something to simulate. */
    public ClusterPlan {
        if (ours + cs < 1 || ours < 0 || cs < 0) {
            throw new IllegalArgumentException("at least one Sentinel is needed, there are " + ours + " and " + cs);
        }
        if (masters < 1 || replicas < 0) {
            throw new IllegalArgumentException("masters must be >= 1 and replicas >= 0");
        }
        if (quorum < 1 || quorum > ours + cs) {
            throw new IllegalArgumentException("quorum must be 1 to " + (ours + cs) + ", was " + quorum);
        }
    }

    /** Three Sentinels of ours, one master with two replicas, a quorum of two, and one client that writes. */
    public static ClusterPlan usual() {
        return new ClusterPlan(3, 0, 1, 2, 2, 5_000, 30_000, 1, false, true, 100, 800, 1, 200, 0, true);
    }

    /** Any cluster, all Sentinels of ours unless {@code mixed}. */
    public static ClusterPlan random(Chance chance, boolean mixed) {
        int sentinels = chance.oneIn(3) ? 5 : chance.oneIn(12) ? 4 : chance.oneIn(12) ? 7 : 3;
        int cs = mixed ? 1 + chance.below(sentinels) : 0;
        int majority = sentinels / 2 + 1;
        int quorum = chance.oneIn(6) ? 1 + chance.below(sentinels) : majority;
        long downAfterMs = chance.logBetween(500, 30_000);
        long fastestUs = chance.logBetween(50, 2_000);
        return new ClusterPlan(
                sentinels - cs,
                cs,
                chance.oneIn(5) ? 2 + chance.below(2) : 1,
                chance.oneIn(8) ? 1 : 2 + chance.below(2),
                quorum,
                downAfterMs,
                chance.logBetween(5_000, 60_000),
                1 + chance.below(2),
                chance.oneIn(2),
                chance.oneIn(2),
                fastestUs,
                fastestUs + chance.logBetween(100, 10_000),
                1 + chance.below(2),
                chance.logBetween(100, 2_000),
                chance.oneIn(4) ? 1 : 0,
                !chance.oneIn(4));
    }

    /** All Sentinels. */
    public int sentinels() {
        return ours + cs;
    }

    /** The same cluster with other Sentinels. */
    public ClusterPlan withSentinels(int newOurs, int newCs, int newQuorum) {
        return new ClusterPlan(
                newOurs,
                newCs,
                masters,
                replicas,
                newQuorum,
                downAfterMs,
                failoverTimeoutMs,
                parallelSyncs,
                together,
                acquainted,
                fastestUs,
                slowestUs,
                writers,
                writePeriodMs,
                minReplicas,
                persistent);
    }

    /** The same cluster with other times, both in milliseconds. */
    public ClusterPlan withTimes(long newDownAfterMs, long newFailoverTimeoutMs) {
        return new ClusterPlan(
                ours,
                cs,
                masters,
                replicas,
                quorum,
                newDownAfterMs,
                newFailoverTimeoutMs,
                parallelSyncs,
                together,
                acquainted,
                fastestUs,
                slowestUs,
                writers,
                writePeriodMs,
                minReplicas,
                persistent);
    }

    /** The same cluster with other nodes. */
    public ClusterPlan withNodes(int newMasters, int newReplicas) {
        return new ClusterPlan(
                ours,
                cs,
                newMasters,
                newReplicas,
                quorum,
                downAfterMs,
                failoverTimeoutMs,
                parallelSyncs,
                together,
                acquainted,
                fastestUs,
                slowestUs,
                writers,
                writePeriodMs,
                minReplicas,
                persistent);
    }

    /** The same cluster, each Sentinel on the host of a Redis node or on one of its own. */
    public ClusterPlan withSentinelsTogether(boolean withNodes) {
        return new ClusterPlan(
                ours,
                cs,
                masters,
                replicas,
                quorum,
                downAfterMs,
                failoverTimeoutMs,
                parallelSyncs,
                withNodes,
                acquainted,
                fastestUs,
                slowestUs,
                writers,
                writePeriodMs,
                minReplicas,
                persistent);
    }
}
