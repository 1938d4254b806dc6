package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.acl.CommandCatalog;
import io.reactivesentinel.engine.internal.port.CommandRow.Manner;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

    /** The versions of Redis that brought HELP, where it is not the same as for most containers. */
    private static final Map<String, String> HELP_SINCE = Map.of("sentinel", "6.2.0", "acl", "6.0.0");

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

    /** By the names they had before {@code rename-command}, which is how rules know them. */
    private final Map<String, Entry> originals = new LinkedHashMap<>();

    /** Adds commands without subcommands. */
    void add(List<CommandRow> rows) {
        rows.forEach(row -> put(row, new Entry(row, row.name(), 1, Map.of())));
    }

    /** Adds a container with its subcommands and the HELP that lists them. */
    void addContainer(CommandRow container, List<CommandRow> rows) {
        Map<String, Entry> subcommands = new LinkedHashMap<>();
        List<CommandRow> all = new ArrayList<>(rows);
        all.add(help(container, rows));
        for (CommandRow row : all) {
            put(subcommands, row, new Entry(row, container.name() + "|" + row.name(), 2, Map.of()));
        }
        put(container, new Entry(container, container.name(), 1, Collections.unmodifiableMap(subcommands)));
    }

    private void put(CommandRow row, Entry entry) {
        put(commands, row, entry);
        put(originals, row, entry);
    }

    /** The commands as the rules of users name them. */
    CommandCatalog catalog() {
        return new CommandCatalog() {
            @Override
            public Optional<Known> command(String fullName) {
                return Optional.ofNullable(get(originals, fullName)).map(CommandTable::known);
            }

            @Override
            public List<Known> commands() {
                return each(originals).stream().map(CommandTable::known).toList();
            }
        };
    }

    private static CommandCatalog.Known known(Entry entry) {
        return new CommandCatalog.Known(
                entry.fullName(),
                entry.row().categories().stream().map(CommandCategory::wireName).collect(Collectors.toSet()),
                subcommands(entry).stream().map(CommandTable::known).toList());
    }

    /** Gives a command another name, or none for an empty one ({@code rename-command}). */
    void rename(String command, String newName) {
        Entry entry = commands.remove(command.toLowerCase(Locale.ROOT));
        if (entry != null && !newName.isEmpty()) {
            commands.put(newName.toLowerCase(Locale.ROOT), entry);
        }
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

    private static CommandRow help(CommandRow container, List<CommandRow> rows) {
        List<RespValue> lines = new ArrayList<>();
        lines.add(new RespValue.SimpleString(container.name().toUpperCase(Locale.ROOT)
                + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
        container.help().forEach(line -> lines.add(new RespValue.SimpleString(line)));
        rows.forEach(row -> row.help().forEach(line -> lines.add(new RespValue.SimpleString(line))));
        lines.add(new RespValue.SimpleString("HELP"));
        lines.add(new RespValue.SimpleString("    Print this help."));
        RespValue reply = new RespValue.Array(List.copyOf(lines));
        CommandRow row = CommandRow.of("help", 2, invocation -> invocation.reply(reply))
                .flags(CommandFlag.LOADING, CommandFlag.STALE)
                .since(HELP_SINCE.getOrDefault(container.name(), "5.0.0"));
        boolean ofConnection = rows.stream().anyMatch(each -> each.categories().contains(CommandCategory.CONNECTION));
        return ofConnection
                ? row.categories(CommandCategory.SLOW, CommandCategory.CONNECTION)
                : row.categories(CommandCategory.SLOW);
    }

    /** The commands without their subcommands, in the order in which they were added, each once. */
    List<Entry> commands() {
        return each(commands);
    }

    /** The subcommands of a container in the order in which they were added, each once; empty for any other command. */
    static List<Entry> subcommands(Entry entry) {
        return each(entry.subcommands());
    }

    private static List<Entry> each(Map<String, Entry> entries) {
        return entries.entrySet().stream()
                .filter(named -> named.getKey().equals(named.getValue().row().name()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** A command by its full name, such as {@code ping} or {@code sentinel|masters}, in any case. */
    Optional<Entry> named(RespBytes fullName) {
        if (fullName.length() > NAME_MAX) {
            return Optional.empty();
        }
        return Optional.ofNullable(get(commands, Words.lowerCase(fullName)));
    }

    private static @Nullable Entry get(Map<String, Entry> entries, String fullName) {
        String[] parts = fullName.split("\\|", -1);
        Entry entry = entries.get(parts[0]);
        if (entry != null && parts.length == 2) {
            entry = entry.subcommands().get(parts[1]);
        }
        return parts.length > 2 ? null : entry;
    }

    /** The command that these words would be, whether or not there are as many as it takes. */
    Optional<Entry> meant(List<RespBytes> words) {
        Entry entry = get(commands, words.get(0));
        if (entry != null && !entry.subcommands().isEmpty() && words.size() > 1) {
            entry = get(entry.subcommands(), words.get(1));
        }
        return Optional.ofNullable(entry);
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
        return entry.row().takes(words.size())
                ? new Found(entry, "")
                : new Found(null, wrongArity(typed(entry, words)));
    }

    /** The full name of a command in lower case, and by the name under which it was found where it has several. */
    private static String typed(Entry entry, List<RespBytes> words) {
        return words.stream().limit(entry.depth()).map(Words::lowerCase).collect(Collectors.joining("|"));
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
