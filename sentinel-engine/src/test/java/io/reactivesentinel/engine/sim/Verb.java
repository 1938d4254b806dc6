package io.reactivesentinel.engine.sim;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands a node knows, each with what Redis 7.0 lets it do when. */
enum Verb {
    PING(1, false, false, false),
    INFO(1, true, false, false),
    ROLE(1, true, false, false),
    SET(3, false, false, true),
    PUBLISH(3, true, false, true),
    SUBSCRIBE(2, true, false, false),
    UNSUBSCRIBE(1, true, false, false),
    MULTI(1, true, true, false),
    EXEC(1, true, false, false),
    DISCARD(1, true, true, false),
    CLIENT(2, true, false, false),
    CONFIG(2, true, false, false),
    SAVE(1, false, false, false),
    SCRIPT(2, false, true, false),
    SLAVEOF(3, false, false, false),
    REPLICAOF(3, false, false, false),
    FAILOVER(1, false, false, false),
    AUTH(2, true, true, false),
    HELLO(1, true, true, false),
    REPLCONF(1, true, true, false),
    PSYNC(3, false, false, false);

    private static final Map<String, Verb> BY_NAME = new LinkedHashMap<>();

    static {
        for (Verb each : values()) {
            BY_NAME.put(each.name(), each);
        }
    }

    /** The fewest words it comes with. */
    final int words;

    /** Whether it is carried out while the data set is loaded. */
    final boolean whileLoading;

    /** Whether it is carried out while a script runs for too long. */
    final boolean whileBusy;

    /** Whether it goes into the replication stream of a master, and so waits while writes are paused. */
    final boolean replicates;

    Verb(int words, boolean whileLoading, boolean whileBusy, boolean replicates) {
        this.words = words;
        this.whileLoading = whileLoading;
        this.whileBusy = whileBusy;
        this.replicates = replicates;
    }

    static @Nullable Verb of(String word) {
        return BY_NAME.get(word.toUpperCase(Locale.ROOT));
    }
}
