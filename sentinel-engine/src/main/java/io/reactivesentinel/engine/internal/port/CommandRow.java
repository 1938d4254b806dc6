package io.reactivesentinel.engine.internal.port;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the command table: a command, or a subcommand of a container such as {@code sentinel}.
 *
 * @param name lower-case; a subcommand's own word, without its container
 * @param aliases further names of the same thing, such as Valkey's
 * @param arity exact number of words with the container's and the command's own, or, negative, the least number
 * @param flags what COMMAND INFO says
 * @param categories the ACL categories
 * @param since the version of Redis that brought it
 * @param help the lines that HELP of its container prints: how it is used and, indented, what it does
 * @param manners how its execution relates to the rest of the connection
 * @param handler what carries it out; {@code null} for a container, which only has subcommands
 */
record CommandRow(
        String name,
        List<String> aliases,
        int arity,
        Set<CommandFlag> flags,
        Set<CommandCategory> categories,
        String since,
        List<String> help,
        Set<Manner> manners,
        @Nullable CommandHandler handler) {

    /** How a command relates to the rest of its connection. */
    enum Manner {
        /**
         * Changes what later commands or replies of the connection mean, or must not overtake them: it waits until every
         * earlier command is answered, and later ones wait for it. All others may be under way together.
         */
        IN_TURN,
        /** May be used by a RESP2 connection that has subscriptions. */
        WHILE_SUBSCRIBED,
        /** CLIENT PAUSE holds it even when it holds only what writes. */
        LIKE_A_WRITE
    }

    CommandRow {
        aliases = List.copyOf(aliases);
        flags = Set.copyOf(flags);
        categories = Set.copyOf(categories);
        help = List.copyOf(help);
        manners = Set.copyOf(manners);
        if (arity == 0) {
            throw new IllegalArgumentException("arity of " + name + " must not be 0");
        }
    }

    /** A row with nothing but a name, an arity and a handler; the rest is added to it. */
    static CommandRow of(String name, int arity, CommandHandler handler) {
        return new CommandRow(name, List.of(), arity, Set.of(), Set.of(), "1.0.0", List.of(), Set.of(), handler);
    }

    /** The row of a command that only has subcommands. */
    static CommandRow container(String name) {
        return new CommandRow(
                name, List.of(), -2, Set.of(), Set.of(CommandCategory.SLOW), "1.0.0", List.of(), Set.of(), null);
    }

    CommandRow alias(String other) {
        return new CommandRow(name, List.of(other), arity, flags, categories, since, help, manners, handler);
    }

    CommandRow flags(CommandFlag first, CommandFlag... more) {
        return new CommandRow(name, aliases, arity, EnumSet.of(first, more), categories, since, help, manners, handler);
    }

    CommandRow categories(CommandCategory first, CommandCategory... more) {
        return new CommandRow(name, aliases, arity, flags, EnumSet.of(first, more), since, help, manners, handler);
    }

    CommandRow since(String version) {
        return new CommandRow(name, aliases, arity, flags, categories, version, help, manners, handler);
    }

    /** One way of using it and what it does then; each call adds another way. */
    CommandRow help(String usage, String... lines) {
        List<String> all = new ArrayList<>(help);
        all.add(usage);
        for (String line : lines) {
            all.add("    " + line);
        }
        return new CommandRow(name, aliases, arity, flags, categories, since, all, manners, handler);
    }

    CommandRow manners(Manner first, Manner... more) {
        return new CommandRow(name, aliases, arity, flags, categories, since, help, EnumSet.of(first, more), handler);
    }

    /** Whether a command of that many words may be carried out. */
    boolean takes(int words) {
        return arity > 0 ? words == arity : words >= -arity;
    }
}
