package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;

/** Tells a node whom to follow. */
final class Orders {

    private static final List<String> MULTI = List.of("MULTI");
    private static final List<String> NO_ONE = List.of("SLAVEOF", "NO", "ONE");
    private static final List<String> REWRITE = List.of("CONFIG", "REWRITE");
    private static final List<String> KILL_NORMAL = List.of("CLIENT", "KILL", "TYPE", "normal");
    private static final List<String> KILL_PUBSUB = List.of("CLIENT", "KILL", "TYPE", "pubsub");
    private static final List<String> EXEC = List.of("EXEC");

    boolean promote(Replica replica) {
        return send(replica, NO_ONE);
    }

    boolean follow(Replica replica, InstanceAddress master) {
        return send(replica, List.of("SLAVEOF", master.host(), Integer.toString(master.port())));
    }

    /** Answers whether everything could be queued; what comes of it is seen by INFO only. */
    private static boolean send(Replica replica, List<String> slaveOf) {
        return one(replica, MULTI)
                && one(replica, slaveOf)
                && one(replica, REWRITE)
                && one(replica, KILL_NORMAL)
                && one(replica, KILL_PUBSUB)
                && one(replica, EXEC);
    }

    private static boolean one(Replica replica, List<String> words) {
        return replica.link.send(Conn.Topic.NOTHING, replica, words);
    }
}
