package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.internal.store.DirectiveTable.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the ordinary server directives as Redis does while it reads its file, with its messages. Light: what only a
 * running server can tell (ACL rules, certificates) is checked there.
 */
public final class Directives {

    static final String UNKNOWN = "Bad directive or wrong number of arguments";
    static final String WRONG_NUMBER = "wrong number of arguments";

    private static final Map<String, Row> ROWS = DirectiveTable.byName();
    /** Words that begin a line but are no settings of their own. */
    private static final Set<String> STATEMENTS = Set.of(
            "include",
            "rename-command",
            "user",
            "loadmodule",
            "sentinel",
            // Settings of older versions, still accepted and without effect.
            "list-max-ziplist-entries",
            "list-max-ziplist-value",
            "lua-replicate-commands");

    private static final Set<String> MULTIPLE_WORDS =
            Set.of("bind", "buffers", "oom", "save", "percentiles", "replicaof", "enums");

    private Directives() {}

    /** Whether a line may begin with this word. */
    static boolean isKnown(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        return ROWS.containsKey(key) || STATEMENTS.contains(key) || key.indexOf('.') >= 0;
    }

    /** The name under which a directive is kept: lower case, aliases replaced. */
    public static String primaryName(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        Row row = ROWS.get(key);
        return row == null ? key : row.name();
    }

    /** Text form of a directive's default in Sentinel mode; there must be such a directive. */
    public static String requireDefaultValue(String name) {
        String value = defaultValue(name);
        if (value == null) {
            throw new IllegalArgumentException("no such directive: " + name);
        }
        return value;
    }

    /** Text form of a directive's default in Sentinel mode; {@code null} if there is no such directive. */
    static @Nullable String defaultValue(String name) {
        Row row = ROWS.get(name.toLowerCase(Locale.ROOT));
        return row == null ? null : row.defaultValue();
    }

    /**
     * The values of a line. Those of a directive with several values may also stand in one quoted word, as CONFIG GET
     * prints them.
     *
     * @param words all its words
     */
    static List<String> arguments(List<String> words) {
        List<String> arguments = words.subList(1, words.size());
        Row row = ROWS.get(words.get(0).toLowerCase(Locale.ROOT));
        if (row == null || !MULTIPLE_WORDS.contains(row.kind()) || arguments.size() != 1) {
            return arguments;
        }
        List<String> inside = ConfWords.split(ConfBytes.encode(arguments.get(0)));
        return inside == null || inside.isEmpty() ? arguments : inside;
    }

    /**
     * What is wrong with a line. Two things a line alone does not show: whether a {@code logfile} is the last one, and which
     * {@linkplain CommandNames names} are free.
     *
     *
     * @param words all its words
     * @param cwd what paths are relative to
     * @return the message of Redis, or {@code null} if the line is in order
     */
    public static @Nullable String check(List<String> words, Path cwd) {
        String name = words.get(0).toLowerCase(Locale.ROOT);
        List<String> arguments = arguments(words);
        Row row = ROWS.get(name);
        if (row == null) {
            return checkStatement(name, arguments);
        }
        if (!MULTIPLE_WORDS.contains(row.kind()) && arguments.size() != 1) {
            return WRONG_NUMBER;
        }
        return switch (row.kind()) {
            case "bool" -> isYesOrNo(arguments.get(0)) ? null : "argument must be 'yes' or 'no'";
            case "int", "mem", "mempct", "octal" -> ConfNumbers.check(row, arguments.get(0));
            case "enum", "enums" -> checkEnum(row, arguments);
            case "filename" -> TextChecks.fileName(row.name(), arguments.get(0));
            case "hostname" -> TextChecks.hostName(arguments.get(0));
            case "title" -> TextChecks.processTitle(arguments.get(0));
            case "dir" -> TextChecks.directory(FilePattern.resolve(cwd, arguments.get(0)), arguments.get(0));
            case "logfile" -> TextChecks.logFile(arguments.get(0), cwd);
            case "bind" -> arguments.size() > 16 ? "Too many bind addresses specified." : null;
            case "buffers" -> checkBuffers(arguments);
            case "oom" -> checkOom(arguments);
            case "save" -> checkSave(arguments);
            case "percentiles" -> checkPercentiles(arguments);
            case "replicaof" -> checkReplicaOf(arguments);
            case "events" ->
                arguments.get(0).chars().allMatch(c -> "Ag$lshzxeKEtmdn".indexOf(c) >= 0)
                        ? null
                        : "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.";
            default -> null;
        };
    }

    private static @Nullable String checkStatement(String name, List<String> arguments) {
        int count = arguments.size();
        boolean inOrder =
                switch (name) {
                    case "include" -> count == 1;
                    case "rename-command" -> count == 2;
                    case "user", "loadmodule" -> count >= 1;
                    case "sentinel" -> true;
                    default -> STATEMENTS.contains(name) && count == 1;
                };
        if (name.indexOf('.') >= 0) {
            return count == 0 ? "Module config specified without value" : null;
        }
        return inOrder ? null : UNKNOWN;
    }

    static boolean isYesOrNo(String word) {
        return word.equalsIgnoreCase("yes") || word.equalsIgnoreCase("no");
    }

    private static @Nullable String checkEnum(Row row, List<String> arguments) {
        boolean allKnown = arguments.stream()
                .allMatch(word -> row.arguments().stream().anyMatch(choice -> choice.equalsIgnoreCase(word)));
        if (arguments.isEmpty() || !allKnown) {
            return "argument(s) must be one of the following: " + String.join(", ", row.arguments());
        }
        boolean both = arguments.stream().anyMatch("save"::equalsIgnoreCase)
                && arguments.stream().anyMatch("nosave"::equalsIgnoreCase);
        return both ? "shutdown options SAVE and NOSAVE can't be used simultaneously" : null;
    }

    private static @Nullable String checkBuffers(List<String> arguments) {
        if (arguments.size() % 4 != 0) {
            return "Wrong number of arguments in buffer limit configuration.";
        }
        for (int i = 0; i < arguments.size(); i += 4) {
            if (!Set.of("normal", "slave", "replica", "pubsub")
                    .contains(arguments.get(i).toLowerCase(Locale.ROOT))) {
                return "Invalid client class specified in buffer limit configuration.";
            }
            boolean numbers = ConfNumbers.memory(arguments.get(i + 1)) != null
                    && ConfNumbers.memory(arguments.get(i + 2)) != null
                    && isSeconds(arguments.get(i + 3));
            if (!numbers) {
                return "Error in hard, soft or soft_seconds setting in buffer limit configuration.";
            }
        }
        return null;
    }

    /** Read as a long and kept in 32 bits, of which a negative result is refused. */
    private static boolean isSeconds(String word) {
        return word.matches("[+]?[0-9]{1,18}|-0+") && (int) Long.parseLong(word) >= 0;
    }

    private static @Nullable String checkOom(List<String> arguments) {
        if (arguments.size() != 3) {
            return WRONG_NUMBER;
        }
        return arguments.stream().allMatch(word -> ConfNumbers.isBetween(word, -2000, 2000))
                ? null
                : "Invalid oom-score-adj-values, elements must be between -2000 and 2000.";
    }

    private static @Nullable String checkSave(List<String> arguments) {
        if (arguments.isEmpty() || (arguments.size() == 1 && arguments.get(0).isEmpty())) {
            return null;
        }
        boolean inOrder = arguments.size() % 2 == 0;
        for (int i = 0; i < arguments.size() && inOrder; i++) {
            inOrder = ConfNumbers.isBetween(arguments.get(i), i % 2 == 0 ? 1 : 0, Integer.MAX_VALUE);
        }
        return inOrder ? null : "Invalid save parameters";
    }

    private static @Nullable String checkPercentiles(List<String> arguments) {
        if (arguments.size() == 1 && arguments.get(0).isEmpty()) {
            return null;
        }
        for (String word : arguments) {
            if (word.toLowerCase(Locale.ROOT).matches("[+-]?inf(inity)?")) {
                return "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]";
            }
            if (!word.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?")) {
                return "Invalid latency-tracking-info-percentiles parameters";
            }
            double value = Double.parseDouble(word);
            if (value < 0 || value > 100) {
                return "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]";
            }
        }
        return null;
    }

    private static @Nullable String checkReplicaOf(List<String> arguments) {
        if (arguments.size() != 2) {
            return WRONG_NUMBER;
        }
        boolean none =
                arguments.get(0).equalsIgnoreCase("no") && arguments.get(1).equalsIgnoreCase("one");
        return none || ConfNumbers.isBetween(arguments.get(1), 0, 65535) ? null : "Invalid master port";
    }
}
