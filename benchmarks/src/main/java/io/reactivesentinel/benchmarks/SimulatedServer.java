package io.reactivesentinel.benchmarks;

import io.reactivesentinel.engine.internal.stage.Conn;
import io.reactivesentinel.protocol.InstanceAddress;
import org.jspecify.annotations.Nullable;

/** One Redis server of a {@link SimulatedGroup}, and the newest connections to it. */
final class SimulatedServer {

    private final SimulatedGroup group;
    private final int index;
    private final InstanceAddress address;

    @Nullable
    Conn command;

    @Nullable
    Conn pubsub;

    SimulatedServer(SimulatedGroup group, int index, InstanceAddress address) {
        this.group = group;
        this.index = index;
        this.address = address;
    }

    SimulatedGroup group() {
        return group;
    }

    int index() {
        return index;
    }

    InstanceAddress address() {
        return address;
    }

    boolean isSilent() {
        return group.isSilent(this);
    }
}
