package io.reactivesentinel.engine.internal.port;

import java.util.Locale;

/** What COMMAND INFO says about a command. */
enum CommandFlag {
    ADMIN,
    PUBSUB,
    NOSCRIPT,
    LOADING,
    STALE,
    FAST,
    NO_AUTH,
    NO_MULTI,
    ALLOW_BUSY;

    /** The flag on the wire. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
