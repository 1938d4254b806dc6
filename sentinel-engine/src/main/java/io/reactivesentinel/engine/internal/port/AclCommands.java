package io.reactivesentinel.engine.internal.port;

import static io.reactivesentinel.engine.internal.port.CommandFlag.ADMIN;
import static io.reactivesentinel.engine.internal.port.CommandFlag.LOADING;
import static io.reactivesentinel.engine.internal.port.CommandFlag.NOSCRIPT;
import static io.reactivesentinel.engine.internal.port.CommandFlag.STALE;

import io.reactivesentinel.engine.internal.acl.AclLog;
import io.reactivesentinel.engine.internal.acl.AclUser;
import io.reactivesentinel.engine.internal.acl.CommandCatalog;
import io.reactivesentinel.engine.internal.acl.Denial;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** ACL and its subcommands, except those that change users: {@link AclChanges}. */
final class AclCommands {
    private static final int DEFAULT_LOG_LINES = 10;
    private static final int DEFAULT_BITS = 256;
    private static final int MAX_BITS = 4096;
    private static final int BITS_PER_DIGIT = 4;
    private static final double MILLIS_PER_SECOND = 1000;

    private static final String BAD_BITS =
            "ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to "
                    + MAX_BITS;
    private static final String NO_INTEGER = "ERR value is not an integer or out of range";

    private final Users users;
    private final CommandTable table;
    private final AclChanges changes;
    private final SecureRandom random = new SecureRandom();

    AclCommands(Users users, CommandTable table, AclChanges changes) {
        this.users = users;
        this.table = table;
        this.changes = changes;
    }

    static CommandRow container() {
        return CommandRow.container("acl").since("6.0.0");
    }

    List<CommandRow> rows() {
        return List.of(
                open("cat", -2, this::categories)
                        .help(
                                "CAT [<category>]",
                                "List all commands that belong to <category>, or all command categories",
                                "when no category is specified."),
                admin("deluser", -3, changes::remove)
                        .help("DELUSER <username> [<username> ...]", "Delete a list of users."),
                admin("dryrun", -4, this::dryRun)
                        .since("7.0.0")
                        .help(
                                "DRYRUN <username> <command> [<arg> ...]",
                                "Returns whether the user can execute the given command without executing the command."),
                admin("getuser", 3, this::user).help("GETUSER <username>", "Get the user's details."),
                open("genpass", -2, this::password)
                        .help(
                                "GENPASS [<bits>]",
                                "Generate a secure 256-bit user password. The optional `bits` argument can",
                                "be used to specify a different size."),
                admin(
                                "list",
                                2,
                                call -> call.reply(Replies.bulks(users.now().lines().stream()
                                        .map(line -> "user " + line)
                                        .toList())))
                        .help("LIST", "Show users details in config file format."),
                admin("load", 2, changes::load).help("LOAD", "Reload users from the ACL file."),
                admin("log", -2, this::log).help("LOG [<count> | RESET]", "Show the ACL log entries."),
                admin("save", 2, changes::save).help("SAVE", "Save the current config to the ACL file."),
                admin("setuser", -3, changes::set)
                        .help(
                                "SETUSER <username> <attribute> [<attribute> ...]",
                                "Create or modify a user with the specified attributes."),
                admin(
                                "users",
                                2,
                                call -> call.reply(Replies.bulks(users.now().all().stream()
                                        .map(AclUser::name)
                                        .toList())))
                        .help("USERS", "List all the registered usernames."),
                open(
                                "whoami",
                                2,
                                call -> call.reply(RespValue.bulk(call.session().user())))
                        .help("WHOAMI", "Return the current connection username."));
    }

    private static CommandRow open(String name, int arity, CommandHandler handler) {
        return CommandRow.of(name, arity, handler)
                .flags(NOSCRIPT, LOADING, STALE)
                .categories(CommandCategory.SLOW)
                .since("6.0.0");
    }

    private static CommandRow admin(String name, int arity, CommandHandler handler) {
        return CommandRow.of(name, arity, handler)
                .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                .categories(CommandCategory.ADMIN, CommandCategory.SLOW, CommandCategory.DANGEROUS)
                .since("6.0.0");
    }

    private static String tooManyWords(String subcommand) {
        return "ERR unknown subcommand or wrong number of arguments for '" + subcommand + "'. Try ACL HELP.";
    }

    private void categories(Invocation call) {
        if (call.arguments().size() > 1) {
            call.error(tooManyWords(call.typed()));
        } else if (call.arguments().isEmpty()) {
            call.reply(Replies.bulks(CommandCatalog.CATEGORIES));
        } else {
            String category = Words.lowerCase(call.argument(0));
            if (!CommandCatalog.CATEGORIES.contains(category)) {
                call.error("ERR Unknown category '" + call.text(0) + "'");
                return;
            }
            List<String> names = new ArrayList<>();
            for (CommandCatalog.Known command : table.catalog().commands()) {
                addIfIn(category, command, names);
                command.subcommands().forEach(sub -> addIfIn(category, sub, names));
            }
            call.reply(Replies.bulks(names));
        }
    }

    private static void addIfIn(String category, CommandCatalog.Known command, List<String> names) {
        if (command.categories().contains(category)) {
            names.add(command.fullName());
        }
    }

    private void dryRun(Invocation call) {
        Optional<AclUser> user = users.now().user(call.text(0));
        if (user.isEmpty()) {
            call.error("ERR User '" + call.text(0) + "' not found");
            return;
        }
        List<RespBytes> words = call.arguments().subList(1, call.arguments().size());
        Optional<CommandTable.Entry> entry = table.meant(words);
        if (entry.isEmpty()) {
            call.error("ERR Command '" + words.get(0).text() + "' not found");
        } else if (!entry.get().row().takes(words.size())) {
            call.error(CommandTable.wrongArity(entry.get().fullName()));
        } else {
            Optional<Denial> denial = Users.denial(user.get(), entry.get(), words);
            denial.ifPresentOrElse(
                    found -> call.reply(RespValue.bulk(sentence(user.get().name(), found))), call::ok);
        }
    }

    private static String sentence(String user, Denial denial) {
        return denial.kind() == Denial.Kind.COMMAND
                ? "User " + user + " has no permissions to run the '" + denial.object() + "' command"
                : "User " + user + " has no permissions to access the '" + denial.object() + "' channel";
    }

    /** The error that answers a command its user may not run. */
    static String refusal(String user, Denial denial) {
        return denial.kind() == Denial.Kind.COMMAND
                ? "NOPERM " + sentence(user, denial)
                : "NOPERM No permissions to access a channel";
    }

    private void user(Invocation call) {
        call.reply(users.now().user(call.text(0)).map(AclCommands::details).orElse(RespValue.Null.BULK));
    }

    private static RespValue details(AclUser user) {
        List<RespValue.Entry> fields = new ArrayList<>();
        fields.add(entry(
                "flags",
                new RespValue.Set(
                        user.flags().stream().<RespValue>map(RespValue::bulk).toList())));
        fields.add(entry("passwords", Replies.bulks(user.hashes())));
        fields.addAll(rights(user.rights()));
        fields.add(entry(
                "selectors",
                new RespValue.Array(user.moreRights().stream()
                        .<RespValue>map(rights -> new RespValue.MapValue(rights(rights)))
                        .toList())));
        return new RespValue.MapValue(fields);
    }

    private static List<RespValue.Entry> rights(AclUser.Rights rights) {
        return List.of(
                entry("commands", RespValue.bulk(rights.commands())),
                entry("keys", RespValue.bulk(rights.keys())),
                entry("channels", RespValue.bulk(rights.channels())));
    }

    private static RespValue.Entry entry(String key, RespValue value) {
        return new RespValue.Entry(RespValue.bulk(key), value);
    }

    private void password(Invocation call) {
        if (call.arguments().size() > 1) {
            call.error(tooManyWords(call.typed()));
            return;
        }
        long bits = DEFAULT_BITS;
        if (!call.arguments().isEmpty()) {
            OptionalLong asked = Words.integer(call.argument(0));
            if (asked.isEmpty()) {
                call.error(NO_INTEGER);
                return;
            }
            bits = asked.getAsLong();
            if (bits <= 0 || bits > MAX_BITS) {
                call.error(BAD_BITS);
                return;
            }
        }
        int digits = (int) (bits + BITS_PER_DIGIT - 1) / BITS_PER_DIGIT;
        byte[] drawn = new byte[(digits + 1) / 2];
        random.nextBytes(drawn);
        call.reply(RespValue.bulk(HexFormat.of().formatHex(drawn).substring(0, digits)));
    }

    private void log(Invocation call) {
        long count = DEFAULT_LOG_LINES;
        if (call.arguments().size() > 1) {
            call.error(tooManyWords(call.typed()));
            return;
        }
        if (call.arguments().size() == 1) {
            if (Words.is(call.argument(0), "reset")) {
                users.log().clear();
                call.ok();
                return;
            }
            OptionalLong asked = Words.integer(call.argument(0));
            if (asked.isEmpty()) {
                call.error(NO_INTEGER);
                return;
            }
            count = asked.getAsLong();
        }
        long nowMs = users.wallMs();
        call.reply(new RespValue.Array(users.log().newest(count).stream()
                .map(entry -> logged(entry, nowMs))
                .toList()));
    }

    private static RespValue logged(AclLog.Entry entry, long nowMs) {
        double age = Math.max(0, nowMs - entry.updatedMs()) / MILLIS_PER_SECOND;
        return new RespValue.MapValue(List.of(
                entry("count", RespValue.Int.of(entry.count())),
                entry("reason", RespValue.bulk(entry.reason().wireName())),
                entry("context", RespValue.bulk("toplevel")),
                entry("object", RespValue.bulk(entry.object())),
                entry("username", RespValue.bulk(entry.user())),
                entry("age-seconds", RespValue.bulk(String.format(Locale.ROOT, "%.3f", age))),
                entry("client-info", RespValue.bulk(entry.client())),
                entry("entry-id", RespValue.Int.of(entry.id())),
                entry("timestamp-created", RespValue.Int.of(entry.createdMs())),
                entry("timestamp-last-updated", RespValue.Int.of(entry.updatedMs()))));
    }
}
