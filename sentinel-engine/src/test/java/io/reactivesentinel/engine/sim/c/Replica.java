package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import org.jspecify.annotations.Nullable;

/** A replica of a master. */
final class Replica extends Instance {

    private final Master master;
    boolean promoted;
    boolean reconfSent;
    boolean reconfInProg;
    boolean reconfDone;
    long reconfSentMs;
    int priority = 100;
    boolean announced = true;
    boolean linkUp;
    long offset;
    long confChangeMs;
    int masterPort;

    @Nullable
    String masterHost;

    Replica(Master master, InstanceAddress address) {
        super(master.program, InstanceKind.REPLICA, address.toString(), address, Role.REPLICA);
        this.master = master;
        this.downAfterMs = master.downAfterMs;
        this.confChangeMs = roleSinceMs;
    }

    @Override
    Master owner() {
        return master;
    }

    /** Whether it says that it follows that node. */
    boolean follows(InstanceAddress node) {
        String host = masterHost;
        return host != null && host.equals(node.host()) && masterPort == node.port();
    }
}
