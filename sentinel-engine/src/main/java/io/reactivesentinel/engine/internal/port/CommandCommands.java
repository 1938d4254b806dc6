package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.protocol.GlobPattern;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** COMMAND and its subcommands: what commands there are. */
final class CommandCommands {
    private static final String SYNTAX = "ERR syntax error";
    private static final RespValue NO_SET = new RespValue.Set(List.of());

    private final CommandTable table;

    CommandCommands(CommandTable table) {
        this.table = table;
    }

    CommandRow container() {
        return describe(CommandRow.of("command", -1, this::info))
                .since("2.8.13")
                .help("(no subcommand)", "Return details about all Redis commands.");
    }

    List<CommandRow> rows() {
        return List.of(
                row(
                                "count",
                                2,
                                call -> call.reply(
                                        RespValue.Int.of(table.commands().size())))
                        .since("2.8.13")
                        .help("COUNT", "Return the total number of commands in this Redis server."),
                row("list", -2, this::list)
                        .since("7.0.0")
                        .help("LIST", "Return a list of all commands in this Redis server."),
                row("info", -2, this::info)
                        .since("2.8.13")
                        .help(
                                "INFO [<command-name> ...]",
                                "Return details about multiple Redis commands.",
                                "If no command names are given, documentation details for all",
                                "commands are returned."),
                row("docs", -2, this::docs)
                        .since("7.0.0")
                        .help(
                                "DOCS [<command-name> ...]",
                                "Return documentation details about multiple Redis commands.",
                                "If no command names are given, documentation details for all",
                                "commands are returned."),
                row("getkeys", -3, this::keys)
                        .since("2.8.13")
                        .help("GETKEYS <full-command>", "Return the keys from a full Redis command."),
                row("getkeysandflags", -3, this::keys)
                        .since("7.0.0")
                        .help(
                                "GETKEYSANDFLAGS <full-command>",
                                "Return the keys and the access flags from a full Redis command."));
    }

    private static CommandRow row(String name, int arity, CommandHandler handler) {
        return describe(CommandRow.of(name, arity, handler));
    }

    private static CommandRow describe(CommandRow row) {
        return row.flags(CommandFlag.LOADING, CommandFlag.STALE)
                .categories(CommandCategory.SLOW, CommandCategory.CONNECTION);
    }

    private void info(Invocation call) {
        List<RespValue> told = new ArrayList<>();
        if (call.arguments().isEmpty()) {
            table.commands().forEach(entry -> told.add(details(entry)));
        }
        for (RespBytes name : call.arguments()) {
            told.add(table.named(name).map(CommandCommands::details).orElse(RespValue.Null.BULK));
        }
        call.reply(new RespValue.Array(told));
    }

    private static RespValue details(CommandTable.Entry entry) {
        CommandRow row = entry.row();
        RespValue zero = RespValue.Int.of(0);
        RespValue subcommands = entry.subcommands().isEmpty()
                ? NO_SET
                : new RespValue.Array(CommandTable.subcommands(entry).stream()
                        .map(CommandCommands::details)
                        .toList());
        return new RespValue.Array(List.of(
                RespValue.bulk(entry.fullName()),
                RespValue.Int.of(row.arity()),
                words(row.flags().stream().sorted().map(CommandFlag::wireName).toList()),
                // No command of a Sentinel has a key.
                zero,
                zero,
                zero,
                words(row.categories().stream()
                        .sorted()
                        .map(category -> "@" + category.wireName())
                        .toList()),
                new RespValue.Set(CommandDocs.tips(entry).stream()
                        .<RespValue>map(RespValue::bulk)
                        .toList()),
                NO_SET,
                subcommands));
    }

    private static RespValue words(Collection<String> words) {
        return new RespValue.Set(
                words.stream().<RespValue>map(RespValue.SimpleString::new).toList());
    }

    private void docs(Invocation call) {
        List<CommandTable.Entry> wanted = table.commands();
        if (!call.arguments().isEmpty()) {
            wanted = call.arguments().stream()
                    .flatMap(name -> table.named(name).stream())
                    .toList();
        }
        call.reply(CommandDocs.byName(wanted, CommandDocs::of));
    }

    private void list(Invocation call) {
        filter(call.arguments())
                .ifPresentOrElse(
                        filter -> call.reply(Replies.bulks(all().stream()
                                .filter(filter)
                                .map(CommandTable.Entry::fullName)
                                .toList())),
                        () -> call.error(SYNTAX));
    }

    private List<CommandTable.Entry> all() {
        List<CommandTable.Entry> all = new ArrayList<>();
        for (CommandTable.Entry entry : table.commands()) {
            all.add(entry);
            all.addAll(CommandTable.subcommands(entry));
        }
        return all;
    }

    /** Which commands to list; empty when the words make no sense. */
    private static Optional<Predicate<CommandTable.Entry>> filter(List<RespBytes> words) {
        if (words.isEmpty()) {
            return Optional.of(entry -> true);
        }
        if (words.size() != 3 || !Words.is(words.get(0), "filterby")) {
            return Optional.empty();
        }
        String wanted = Words.lowerCase(words.get(2));
        return switch (Words.lowerCase(words.get(1))) {
            // There are no modules.
            case "module" -> Optional.of(entry -> false);
            case "aclcat" ->
                Optional.of(entry -> entry.row().categories().stream()
                        .anyMatch(category -> category.wireName().equals(wanted)));
            case "pattern" -> {
                GlobPattern pattern = GlobPattern.of(wanted);
                yield Optional.of(entry -> pattern.matches(entry.fullName()));
            }
            default -> Optional.empty();
        };
    }

    private void keys(Invocation call) {
        boolean exists = table.meant(call.arguments()).isPresent();
        call.error(exists ? "ERR The command has no key arguments" : "ERR Invalid command specified");
    }
}
