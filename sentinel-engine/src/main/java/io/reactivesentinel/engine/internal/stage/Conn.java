package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;

/**
 * One connection to another process, from its opening to its end; a reconnect is a new object, so that whatever still
 * arrives from an old one is recognised and dropped.
 *
 * <p>Only the decision loop reads and writes the state; the runtime uses identity, address and purpose.
 */
public final class Conn {

    /** What a connection is for. */
    public enum Purpose {
        /** PING, INFO, PUBLISH and everything else that is answered. */
        COMMAND,
        /** Hears the hellos of a master or replica. */
        PUBSUB,
        /** A second way to PING an instance whose command link is silent. */
        PROBE
    }

    enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    private final long id;
    private final InstanceAddress address;
    private final Purpose purpose;
    final NodeLink link;
    final long startedMs;
    State state = State.CONNECTING;
    long openedMs = Time.NEVER;
    int pending;
    String localHost = "";
    String remoteHost = "";

    Conn(long id, InstanceAddress address, Purpose purpose, NodeLink link, long startedMs) {
        this.id = id;
        this.address = address;
        this.purpose = purpose;
        this.link = link;
        this.startedMs = startedMs;
    }

    /** Unique in this process. */
    public long id() {
        return id;
    }

    /** Where it leads. */
    public InstanceAddress address() {
        return address;
    }

    /** What it is for. */
    public Purpose purpose() {
        return purpose;
    }

    void opened(String from, String to, long nowMs) {
        state = State.OPEN;
        openedMs = nowMs;
        localHost = Hosts.canonical(from);
        remoteHost = to;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public String toString() {
        return purpose + "#" + id + " to " + address;
    }
}
