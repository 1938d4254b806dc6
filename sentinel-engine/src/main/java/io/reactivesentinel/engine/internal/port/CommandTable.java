package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.port.CommandRow.Manner;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All commands there are. Filled once by the families of commands, then only read.
 *
 * <p>Finding a command is the first of the checks in protocol order: existence, then number of words. What depends on the
 * connection comes later, in {@link Conversation}.
 */
final class CommandTable {
    /** How much of a name or of the arguments an error repeats. */
    private static final int ECHO_MAX = 128;

    /** Longer words name nothing, so they are not even looked up. */
    private static final int NAME_MAX = 64;

    /**
     * A row in its place.
     *
     * @param fullName the name in errors and for ACLs, such as {@code sentinel|masters}
     * @param depth how many words the name has
     * @param subcommands by every name they have; empty unless the row is a container
     */
    record Entry(CommandRow row, String fullName, int depth, Map<String, Entry> subcommands) {}

    /** What a line of words turned out to be: an entry, or else the error that answers it. */
    record Found(@Nullable Entry entry, String error) {}

    private final Map<String, Entry> commands = new LinkedHashMap<>();

    /** Adds commands without subcommands. */
    void add(List<CommandRow> rows) {
        rows.forEach(row -> put(commands, row, new Entry(row, row.name(), 1, Map.of())));
    }

    /** Adds a container with its subcommands and the HELP that lists them. */
    void addContainer(CommandRow container, List<CommandRow> rows) {
        Map<String, Entry> subcommands = new LinkedHashMap<>();
        List<CommandRow> all = new ArrayList<>(rows);
        all.add(help(container.name(), rows));
        for (CommandRow row : all) {
            put(subcommands, row, new Entry(row, container.name() + "|" + row.name(), 2, Map.of()));
        }
        put(commands, container, new Entry(container, container.name(), 1, Map.copyOf(subcommands)));
    }

    private static void put(Map<String, Entry> entries, CommandRow row, Entry entry) {
        List<String> names = new ArrayList<>(row.aliases());
        names.add(row.name());
        for (String name : names) {
            if (entries.put(name, entry) != null) {
                throw new IllegalStateException("two commands are called " + entry.fullName());
            }
        }
    }

    private static CommandRow help(String container, List<CommandRow> rows) {
        List<RespValue> lines = new ArrayList<>();
        lines.add(new RespValue.SimpleString(
                container.toUpperCase(Locale.ROOT) + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
        for (CommandRow row : rows) {
            for (int i = 0; i < row.help().size(); i++) {
                lines.add(new RespValue.SimpleString(
                        (i == 0 ? "" : "    ") + row.help().get(i)));
            }
        }
        lines.add(new RespValue.SimpleString("HELP"));
        lines.add(new RespValue.SimpleString("    Print this help."));
        RespValue reply = new RespValue.Array(List.copyOf(lines));
        return CommandRow.of("help", 2, invocation -> invocation.reply(reply))
                .flags(CommandFlag.LOADING, CommandFlag.STALE)
                .categories(CommandCategory.SLOW)
                .since("6.2.0");
    }

    /** Finds the command of these words and checks their number. */
    Found find(List<RespBytes> words) {
        Entry entry = get(commands, words.get(0));
        if (entry == null) {
            return new Found(null, unknownCommand(words));
        }
        if (!entry.subcommands().isEmpty() && words.size() > 1) {
            Entry container = entry;
            entry = get(container.subcommands(), words.get(1));
            if (entry == null) {
                return new Found(
                        null,
                        "ERR unknown subcommand '" + Words.head(words.get(1), ECHO_MAX) + "'. Try "
                                + container.row().name().toUpperCase(Locale.ROOT) + " HELP.");
            }
        }
        return entry.row().takes(words.size()) ? new Found(entry, "") : new Found(null, wrongArity(entry.fullName()));
    }

    /** Whether the words are the beginning of an HTTP request: a browser was talked into sending us commands. */
    static boolean isHttp(List<RespBytes> words) {
        return Words.is(words.get(0), "post") || Words.is(words.get(0), "host:");
    }

    /** The error for a wrong number of words; handlers that count for themselves answer with it too. */
    static String wrongArity(String fullName) {
        return "ERR wrong number of arguments for '" + fullName + "' command";
    }

    /** Whether the command has to wait for all before it; what is not found is answered with an error at once. */
    static boolean inTurn(Found found) {
        Entry entry = found.entry();
        return entry != null && entry.row().manners().contains(Manner.IN_TURN);
    }

    private static @Nullable Entry get(Map<String, Entry> entries, RespBytes name) {
        return name.length() > NAME_MAX ? null : entries.get(Words.lowerCase(name));
    }

    private static String unknownCommand(List<RespBytes> words) {
        StringBuilder arguments = new StringBuilder();
        for (int i = 1; i < words.size() && arguments.length() < ECHO_MAX; i++) {
            String word = Words.head(words.get(i), ECHO_MAX - arguments.length());
            arguments.append('\'').append(word).append("' ");
        }
        return "ERR unknown command '" + Words.head(words.get(0), ECHO_MAX) + "', with args beginning with: "
                + arguments;
    }
}
