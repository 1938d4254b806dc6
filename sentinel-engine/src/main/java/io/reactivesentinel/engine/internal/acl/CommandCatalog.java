package io.reactivesentinel.engine.internal.acl;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The commands that rules can name. Fixed once it is used; any thread. */
public interface CommandCatalog {

    /** All categories that rules may name, whether or not a command is in them, in the order in which Redis tells them. */
    List<String> CATEGORIES = List.of(
            "keyspace",
            "read",
            "write",
            "set",
            "sortedset",
            "list",
            "hash",
            "string",
            "bitmap",
            "hyperloglog",
            "geo",
            "stream",
            "pubsub",
            "admin",
            "fast",
            "slow",
            "blocking",
            "dangerous",
            "connection",
            "transaction",
            "scripting");

    /**
     * A command.
     *
     * @param fullName in lower case, such as {@code ping} or {@code sentinel|masters}
     * @param categories without {@code @}
     * @param subcommands empty unless it is a container
     */
    record Known(String fullName, Set<String> categories, List<Known> subcommands) {

        /** Whether it is a subcommand of a container. */
        public boolean isSubcommand() {
            return fullName.indexOf('|') >= 0;
        }
    }

    /** A command or subcommand by its full name in lower case, whatever it was renamed to. */
    Optional<Known> command(String fullName);

    /** All commands, their subcommands within them. */
    List<Known> commands();
}
