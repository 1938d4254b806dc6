package io.reactivesentinel.engine.internal.stage;

/**
 * Whether this engine is a Sentinel among others or merely looks on.
 *
 * @param listens whether it has a listening port: only then do others know it, and only then may it count itself
 * @param durable whether its state survives a restart: only then does it vote
 * @param port the port that hellos name
 */
public record Membership(boolean listens, boolean durable, int port) {

    /** Looks on: never asks, votes or publishes. */
    public static final Membership OBSERVER = new Membership(false, false, 0);

    /** Whether it may vote and lead. */
    public boolean votes() {
        return listens && durable;
    }
}
