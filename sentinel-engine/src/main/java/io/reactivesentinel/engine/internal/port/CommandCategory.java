package io.reactivesentinel.engine.internal.port;

import java.util.Locale;

/** The ACL categories that the commands of a Sentinel are in. */
enum CommandCategory {
    PUBSUB,
    ADMIN,
    FAST,
    SLOW,
    DANGEROUS,
    CONNECTION;

    /** The category on the wire, without {@code @}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
