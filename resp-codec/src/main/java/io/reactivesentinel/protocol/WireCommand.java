package io.reactivesentinel.protocol;

/** Command words whose wire form keeps an old name. */
public final class WireCommand {

    /** Makes a server a replica of another, or a master again; the form that every version understands. */
    public static final String REPLICAOF = "SLAVEOF";

    private WireCommand() {}
}
