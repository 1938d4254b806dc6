package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.PersistentState;

/** Makes Sentinels that behave as C's do. */
final class CSentinels {

    private CSentinels() {}

    static SimProcess create(World world, String name, SimHost host, int port, PersistentState state) {
        throw new IllegalStateException("not there yet: " + name);
    }

    static Runnable fullDisk(SentinelNode sentinel) {
        return () -> {};
    }
}
