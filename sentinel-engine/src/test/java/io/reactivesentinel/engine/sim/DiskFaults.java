package io.reactivesentinel.engine.sim;

import java.util.List;

/** Harm to the disks of Sentinels. */
final class DiskFaults {

    private final Cluster cluster;
    private final Chance chance;

    DiskFaults(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.chance = chance;
    }

    Runnable inflict(FaultKind kind) {
        List<SentinelNode> all = cluster.sentinels();
        SentinelNode victim = all.get(chance.below(all.size()));
        cluster.world().note(victim, "has a disk in trouble: " + kind);
        if (victim instanceof OurSentinel ours) {
            ours.disk()
                    .mood(
                            switch (kind) {
                                case SLOW_DISK -> SimDisk.Mood.SLOW;
                                case FULL_DISK -> SimDisk.Mood.FULL;
                                case TREACHEROUS_DISK -> SimDisk.Mood.TREACHEROUS;
                                default -> SimDisk.Mood.STUCK;
                            });
            return () -> ours.disk().mood(SimDisk.Mood.WELL);
        }
        if (victim instanceof CSentinel other) {
            // It does not notice, nor does it wait for its disk.
            other.diskFull(true);
            return () -> other.diskFull(false);
        }
        return () -> {};
    }
}
