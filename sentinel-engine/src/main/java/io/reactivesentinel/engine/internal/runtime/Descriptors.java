package io.reactivesentinel.engine.internal.runtime;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many clients fit into the files that the process may have open. Some are kept back: a vote that cannot be saved,
 * or a link that cannot be opened, because clients hold all of them would be worse than a client turned away.
 */
final class Descriptors {
    /** Kept back for links, saves, the JVM, and clients on their way out. */
    static final int RESERVED_MAX = 512;

    static final int RESERVED_MIN = 128;

    private static final int RESERVED_PART = 4;

    private Descriptors() {}

    /** The most files this process may have open; very many where the system does not say. */
    static long limit() {
        // A runtime made to measure may come without the module that knows.
        return ModuleLayer.boot().findModule("jdk.management").isPresent() ? Unix.limit() : Long.MAX_VALUE;
    }

    /** How many of {@code limit} are kept back. */
    static long reserved(long limit) {
        return Math.min(RESERVED_MAX, Math.max(RESERVED_MIN, limit / RESERVED_PART));
    }

    /** How many of the clients that are wanted there is room for; 0 or less for none. */
    static int clients(int wanted, long limit) {
        return (int) Math.min(wanted, limit - reserved(limit));
    }

    /** What to say when there are fewer than wanted. */
    static String reduced(int wanted, int clients, long limit) {
        return "You requested maxclients of " + wanted + " requiring at least " + (wanted + (long) RESERVED_MAX)
                + " max file descriptors. Current maximum open files is " + limit + ". maxclients has been reduced to "
                + clients + " to compensate for low ulimit. If you need higher maxclients increase 'ulimit -n'.";
    }

    /** What to say when there is room for none. */
    static String tooFew(int wanted, long limit) {
        return "Your current 'ulimit -n' of " + limit
                + " is not enough for the server to start. Please increase your open" + " file limit to at least "
                + (wanted + (long) RESERVED_MAX) + ". Exiting...";
    }

    private static final class Unix {
        static long limit() {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                    ? system.getMaxFileDescriptorCount()
                    : Long.MAX_VALUE;
        }
    }
}
