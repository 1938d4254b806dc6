package io.reactivesentinel.engine.sim;

/** What a Redis node finds on its disk after a crash. */
public enum Persistence {

    /** Nothing: it is reborn empty. */
    NOTHING,

    /**
     * Every write, as with {@code appendonly yes} and {@code appendfsync always}. The append-only file does not say which
     * history it belongs to, so the replication id is new, offsets begin at 0 and a replica needs a full copy.
     */
    EVERYTHING,

    /**
     * The last snapshot. It says which history it belongs to: a replica goes on from it, a master has a new replication id
     * with that history as its second.
     */
    SNAPSHOT
}
