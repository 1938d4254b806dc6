package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import org.jspecify.annotations.Nullable;

/** Another Sentinel, as it watches one master. */
final class Peer extends Instance {

    private final Master master;
    boolean saysDown;
    long lastHelloMs;
    long lastReplyMs;
    long leaderEpoch;

    @Nullable
    String leader;

    Peer(Master master, String id, InstanceAddress address) {
        super(master.program, InstanceKind.SENTINEL, id, address, Role.NONE);
        this.master = master;
        this.downAfterMs = master.downAfterMs;
        this.lastHelloMs = roleSinceMs;
        this.lastReplyMs = roleSinceMs;
        this.runId = id;
    }

    @Override
    Master owner() {
        return master;
    }
}
