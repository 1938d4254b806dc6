package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.Secret;
import java.util.Optional;

/**
 * Whether this engine is a Sentinel among others or merely looks on.
 *
 * @param listens whether it has a listening port: only then do others know it, and only then may it count itself
 * @param durable whether its state survives a restart: only then does it vote
 * @param port the port that hellos name
 * @param password password of our own port, which other Sentinels are taken to have too when nothing else is said
 */
public record Membership(boolean listens, boolean durable, int port, Optional<Secret> password) {

    /** Looks on: never asks, votes or publishes. */
    public static final Membership OBSERVER = new Membership(false, false, 0, Optional.empty());

    /** A member of the quorum on that port, without a password. */
    public static Membership member(int port) {
        return new Membership(true, true, port, Optional.empty());
    }

    /** Whether it may vote and lead. */
    public boolean votes() {
        return listens && durable;
    }
}
