package io.reactivesentinel.engine.internal.acl;

import io.reactivesentinel.protocol.GlobPattern;
import io.reactivesentinel.resp.RespBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * One set of permissions: commands, channels and, for files that are shared with data nodes, keys. Immutable.
 *
 * <p>Rules are kept as they were given, each command or category once and at its last place, as Redis 7.2 does; Redis 7.0
 * told an equivalent set of categories instead.
 */
final class AclSelector {

    /** May do nothing at all. */
    static final AclSelector NOTHING = new AclSelector(new Draft());

    private static final int READ = 1;
    private static final int WRITE = 2;

    /** Every command, those of later versions too. */
    private final boolean allCommands;

    private final boolean beginsWithAll;
    private final Set<String> commands;
    private final Map<String, Set<String>> firstWords;
    private final List<String> rules;
    private final boolean allKeys;
    private final Map<String, Integer> keys;
    private final boolean allChannels;
    private final Map<String, GlobPattern> channels;

    private AclSelector(Draft draft) {
        this.allCommands = draft.allCommands;
        this.beginsWithAll = draft.beginsWithAll;
        this.commands = Set.copyOf(draft.commands);
        this.firstWords = Map.copyOf(draft.firstWords);
        this.rules = List.copyOf(draft.rules);
        this.allKeys = draft.allKeys;
        this.keys = draft.keys;
        this.allChannels = draft.allChannels;
        this.channels = draft.channels;
    }

    /**
     * With one more rule.
     *
     * @throws AclRuleException if it is none; nothing has changed then
     */
    AclSelector with(String rule, CommandCatalog catalog) throws AclRuleException {
        Draft draft = new Draft(this);
        draft.apply(rule, catalog);
        return new AclSelector(draft);
    }

    /** Whether a command is allowed; {@code arguments} are the words after its name. */
    boolean mayRun(String fullName, List<RespBytes> arguments) {
        if (allCommands || commands.contains(fullName)) {
            return true;
        }
        Set<String> first = firstWords.get(fullName);
        return first != null
                && !arguments.isEmpty()
                && first.contains(arguments.get(0).text().toLowerCase(Locale.ROOT));
    }

    /** The first channel that is not allowed. */
    Optional<RespBytes> forbidden(ChannelUse use) {
        if (allChannels) {
            return Optional.empty();
        }
        return use.names().stream()
                .filter(name -> !(use.patterns() ? channels.containsKey(name.text()) : matches(name)))
                .findFirst();
    }

    private boolean matches(RespBytes channel) {
        return channels.values().stream().anyMatch(pattern -> pattern.matches(channel));
    }

    String describeCommands() {
        StringJoiner text = new StringJoiner(" ");
        text.add(beginsWithAll ? "+@all" : "-@all");
        rules.forEach(text::add);
        return text.toString();
    }

    String describeKeys() {
        return allKeys
                ? "~*"
                : keys.entrySet().stream()
                        .map(key -> prefix(key.getValue()) + key.getKey())
                        .collect(Collectors.joining(" "));
    }

    private static String prefix(int rights) {
        return switch (rights) {
            case READ -> "%R~";
            case WRITE -> "%W~";
            default -> "~";
        };
    }

    String describeChannels() {
        return allChannels
                ? "&*"
                : channels.keySet().stream().map(channel -> "&" + channel).collect(Collectors.joining(" "));
    }

    /** All rules that make this selector out of one that may do nothing. */
    String describe() {
        StringJoiner text = new StringJoiner(" ");
        if (allKeys || !keys.isEmpty()) {
            text.add(describeKeys());
        }
        if (!allChannels) {
            text.add("resetchannels");
        }
        if (allChannels || !channels.isEmpty()) {
            text.add(describeChannels());
        }
        return text.add(describeCommands()).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AclSelector selector && describe().equals(selector.describe());
    }

    @Override
    public int hashCode() {
        return describe().hashCode();
    }

    private static final class Draft {
        private boolean allCommands;
        private boolean beginsWithAll;
        private final Set<String> commands;
        private final Map<String, Set<String>> firstWords;
        private final List<String> rules;
        private boolean allKeys;
        private final Map<String, Integer> keys;
        private boolean allChannels;
        private final Map<String, GlobPattern> channels;

        Draft() {
            commands = new HashSet<>();
            firstWords = new HashMap<>();
            rules = new ArrayList<>();
            keys = new LinkedHashMap<>();
            channels = new LinkedHashMap<>();
        }

        Draft(AclSelector from) {
            allCommands = from.allCommands;
            beginsWithAll = from.beginsWithAll;
            commands = new HashSet<>(from.commands);
            firstWords = new HashMap<>(from.firstWords);
            rules = new ArrayList<>(from.rules);
            allKeys = from.allKeys;
            keys = new LinkedHashMap<>(from.keys);
            allChannels = from.allChannels;
            channels = new LinkedHashMap<>(from.channels);
        }

        void apply(String rule, CommandCatalog catalog) throws AclRuleException {
            switch (rule.toLowerCase(Locale.ROOT)) {
                case "allkeys", "~*" -> {
                    keys.clear();
                    allKeys = true;
                }
                case "resetkeys" -> {
                    keys.clear();
                    allKeys = false;
                }
                case "allchannels", "&*" -> {
                    channels.clear();
                    allChannels = true;
                }
                case "resetchannels" -> {
                    channels.clear();
                    allChannels = false;
                }
                case "allcommands", "+@all" -> everything(catalog);
                case "nocommands", "-@all" -> nothing();
                default -> applyPrefixed(rule, catalog);
            }
        }

        private void applyPrefixed(String rule, CommandCatalog catalog) throws AclRuleException {
            char first = rule.isEmpty() ? ' ' : rule.charAt(0);
            String rest = rule.isEmpty() ? "" : rule.substring(1);
            switch (first) {
                case '~', '%' -> key(rule);
                case '&' -> channel(rule, rest);
                case '+', '-' -> {
                    if (rest.startsWith("@")) {
                        category(rule, first == '+', rest.substring(1).toLowerCase(Locale.ROOT), catalog);
                    } else {
                        command(rule, first == '+', rest.toLowerCase(Locale.ROOT), catalog);
                    }
                }
                default -> throw new AclRuleException(rule, AclRuleException.SYNTAX);
            }
        }

        private void everything(CommandCatalog catalog) {
            nothing();
            allCommands = true;
            beginsWithAll = true;
            catalog.commands().forEach(command -> allow(command, true));
        }

        private void nothing() {
            allCommands = false;
            beginsWithAll = false;
            commands.clear();
            firstWords.clear();
            rules.clear();
        }

        private void key(String rule) throws AclRuleException {
            if (allKeys) {
                throw new AclRuleException(rule, AclRuleException.AFTER_ALL_KEYS);
            }
            int rights = READ | WRITE;
            int at = 1;
            if (rule.charAt(0) == '%') {
                rights = 0;
                boolean ended = false;
                while (at < rule.length() && !ended) {
                    char c = rule.charAt(at++);
                    int right = c == 'R' || c == 'r' ? READ : c == 'W' || c == 'w' ? WRITE : 0;
                    ended = c == '~';
                    if (!ended && (right == 0 || (rights & right) != 0)) {
                        throw new AclRuleException(rule, AclRuleException.SYNTAX);
                    }
                    rights |= right;
                }
                if (rights == 0) {
                    throw new AclRuleException(rule, AclRuleException.SYNTAX);
                }
            }
            keys.merge(pattern(rule, at), rights, (one, other) -> one | other);
        }

        private void channel(String rule, String channel) throws AclRuleException {
            if (allChannels) {
                throw new AclRuleException(rule, AclRuleException.AFTER_ALL_CHANNELS);
            }
            String pattern = pattern(rule, 1);
            channels.putIfAbsent(pattern, GlobPattern.of(channel));
        }

        private static String pattern(String rule, int from) throws AclRuleException {
            String pattern = rule.substring(from);
            if (AclUser.hasBlanks(pattern)) {
                throw new AclRuleException(rule, AclRuleException.SYNTAX);
            }
            return pattern;
        }

        private void category(String rule, boolean add, String name, CommandCatalog catalog) throws AclRuleException {
            if (!CommandCatalog.CATEGORIES.contains(name)) {
                throw new AclRuleException(rule, AclRuleException.UNKNOWN_COMMAND);
            }
            for (CommandCatalog.Known command : catalog.commands()) {
                if (command.categories().contains(name)) {
                    allow(command, add);
                }
                command.subcommands().stream()
                        .filter(sub -> sub.categories().contains(name))
                        .forEach(sub -> allow(sub, add));
            }
            keep(add, "@" + name);
        }

        private void command(String rule, boolean add, String name, CommandCatalog catalog) throws AclRuleException {
            Optional<CommandCatalog.Known> known = catalog.command(name);
            if (known.isPresent()) {
                allow(known.get(), add);
            } else {
                firstWord(rule, add, name, catalog);
            }
            keep(add, name);
        }

        /** {@code +command|word}: the command, but with this first word only. */
        private void firstWord(String rule, boolean add, String name, CommandCatalog catalog) throws AclRuleException {
            int bar = name.lastIndexOf('|');
            Optional<CommandCatalog.Known> command =
                    bar < 0 || !add ? Optional.empty() : catalog.command(name.substring(0, bar));
            if (command.isEmpty()) {
                throw new AclRuleException(rule, AclRuleException.UNKNOWN_COMMAND);
            }
            String word = name.substring(bar + 1);
            if (command.get().isSubcommand()) {
                throw new AclRuleException(rule, AclRuleException.FIRST_WORD_OF_SUBCOMMAND);
            }
            if (word.isEmpty()) {
                throw new AclRuleException(rule, AclRuleException.SYNTAX);
            }
            if (!command.get().subcommands().isEmpty()) {
                throw new AclRuleException(rule, AclRuleException.UNKNOWN_COMMAND);
            }
            Set<String> words =
                    new HashSet<>(firstWords.getOrDefault(command.get().fullName(), Set.of()));
            words.add(word);
            firstWords.put(command.get().fullName(), Set.copyOf(words));
        }

        /** A container stands for all its subcommands, in whatever categories they are. */
        private void allow(CommandCatalog.Known command, boolean add) {
            if (add) {
                commands.add(command.fullName());
            } else {
                commands.remove(command.fullName());
            }
            firstWords.remove(command.fullName());
            command.subcommands().forEach(sub -> allow(sub, add));
        }

        /** The rule replaces what was said before of the same command or category, and of a container's subcommands. */
        private void keep(boolean add, String name) {
            rules.removeIf(old -> old.substring(1).equals(name) || old.startsWith(name + "|", 1));
            rules.add((add ? "+" : "-") + name);
            allCommands &= add;
        }
    }
}
