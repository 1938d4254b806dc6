package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.List;

/** Who is told to follow a new master, whom it is told, and how many at a time. */
class ReconfigureRules {

    /** All replicas but the one that is the master now. */
    List<DataNode> followers(MonitoredMaster master, DataNode promoted) {
        List<DataNode> others = new ArrayList<>(master.replicas.values());
        others.remove(promoted);
        return others;
    }

    /** Whom a replica is told to follow. */
    InstanceAddress target(DataNode replica, MonitoredMaster master) {
        return master.node.address();
    }

    /** Whether one more may be told: a replica that synchronises with a new master may not answer for a while. */
    boolean hasRoom(int busy, int parallelSyncs) {
        return busy < parallelSyncs;
    }

    /** Whether a replica still follows the old master or already the new one, so that nobody else has turned it round. */
    boolean isAsWeLeftIt(DataNode replica, Attempt attempt, MonitoredMaster master) {
        return (attempt.oldAddress != null && replica.follows(attempt.oldAddress))
                || replica.follows(master.node.address());
    }
}
