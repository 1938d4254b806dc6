package io.reactivesentinel.protocol;

/** What an instance is to a monitored master. */
public enum InstanceKind {
    /** The monitored master itself. */
    MASTER("master"),
    /** One of its replicas. */
    REPLICA("slave"),
    /** Another Sentinel that watches the same master. */
    SENTINEL("sentinel");

    private final String wireName;

    InstanceKind(String wireName) {
        this.wireName = wireName;
    }

    /** The word used on the wire, in events and in the {@code flags} field. */
    public String wireName() {
        return wireName;
    }
}
