package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.internal.acl.AclFileText;
import io.reactivesentinel.engine.internal.acl.AclLog;
import io.reactivesentinel.engine.internal.acl.AclRuleException;
import io.reactivesentinel.engine.internal.acl.AclUser;
import io.reactivesentinel.engine.internal.acl.AclUsers;
import io.reactivesentinel.engine.internal.acl.ChannelUse;
import io.reactivesentinel.engine.internal.acl.CommandCatalog;
import io.reactivesentinel.engine.internal.acl.Denial;
import io.reactivesentinel.resp.RespBytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The users of the moment, who may do what, and what was refused to them. Any thread. */
final class Users {
    static final String WRONG_PASS = "WRONGPASS invalid username-password pair or user is disabled.";

    /** A change of the users, all of it or nothing. */
    interface Change {
        AclUsers of(AclUsers now) throws AclRuleException;
    }

    private final CommandCatalog catalog;
    private final Optional<Secret> password;
    private final UserSettings settings;
    private final AclLog log;
    private final PortCounters counters;
    private final LongSupplier wallMs;
    private volatile AclUsers current;

    /**
     * The users to begin with.
     *
     * @param password of the default user, unless that is declared
     * @param catalog the commands; may still be incomplete
     */
    Users(
            UserSettings settings,
            Optional<Secret> password,
            CommandCatalog catalog,
            PortCounters counters,
            LongSupplier wallMs) {
        this.settings = settings;
        this.catalog = catalog;
        this.password = password;
        this.log = new AclLog(settings.logMax());
        this.counters = counters;
        this.wallMs = wallMs;
        this.current = fresh();
    }

    /**
     * Takes the users of the settings; to be called once the catalog is complete.
     *
     * @throws ConfigException if they cannot be taken
     */
    void begin() {
        try {
            current = settings.file().isPresent()
                    ? AclFileText.read(
                            settings.fileLines(), fresh(), settings.file().get().name())
                    : fresh().declared(settings.declared());
        } catch (AclUsers.BadUserException e) {
            throw new ConfigException(e.reason());
        }
    }

    /** The default user alone, as the configuration has it. */
    AclUsers fresh() {
        return AclUsers.of(password, catalog, settings.allChannels());
    }

    AclUsers now() {
        return current;
    }

    /**
     * Changes the users.
     *
     * @param then called with those before and after while no other change can come between; must not block
     * @throws AclRuleException if they cannot be changed so; they are as before then
     */
    synchronized void change(Change change, Consumer<AclUsers> then) throws AclRuleException {
        AclUsers before = current;
        current = change.of(before);
        then.accept(before);
    }

    /** Whether connections have to authenticate at all. */
    boolean isAuthenticationRequired() {
        AclUser user = current.defaultUser();
        return !user.isEnabled() || !user.needsNoPassword();
    }

    /** Whether the default user has no password. */
    boolean hasNoPassword() {
        return current.defaultUser().needsNoPassword();
    }

    /** Logs a session in; tells the log when that fails. */
    boolean authenticate(Session session, RespBytes name, RespBytes given, String command) {
        String user = name.text();
        if (current.user(user).filter(known -> known.admits(given)).isPresent()) {
            session.authenticate(user);
            return true;
        }
        refused(AclLog.Reason.AUTH, command, user, session);
        return false;
    }

    /** Whether a session's user is still there; one that was removed is about to be cut off. */
    boolean knows(Session session) {
        return current.user(session.user()).isPresent();
    }

    /** Whether there is a user of that name. */
    boolean knows(String user) {
        return current.user(user).isPresent();
    }

    /** Why the user of a session may not run a command, after it was put into the log; empty if it may. */
    Optional<Denial> denial(Session session, CommandTable.Entry entry, List<RespBytes> words) {
        Optional<Denial> denial = current.user(session.user()).flatMap(user -> denial(user, entry, words));
        denial.ifPresent(found -> refused(
                found.kind() == Denial.Kind.COMMAND ? AclLog.Reason.COMMAND : AclLog.Reason.CHANNEL,
                found.object(),
                session.user(),
                session));
        return denial;
    }

    /** Why a user may not run a command of these words. */
    static Optional<Denial> denial(AclUser user, CommandTable.Entry entry, List<RespBytes> words) {
        List<RespBytes> arguments = words.subList(entry.depth(), words.size());
        boolean isFree = entry.row().flags().contains(CommandFlag.NO_AUTH);
        return user.denial(entry.fullName(), arguments, channels(entry, arguments), isFree);
    }

    private static ChannelUse channels(CommandTable.Entry entry, List<RespBytes> arguments) {
        return switch (entry.fullName()) {
            case "subscribe" -> new ChannelUse(arguments, false);
            case "psubscribe" -> new ChannelUse(arguments, true);
            case "publish" -> new ChannelUse(arguments.subList(0, 1), false);
            default -> ChannelUse.NONE;
        };
    }

    private void refused(AclLog.Reason reason, String object, String user, Session session) {
        counters.denial(reason);
        log.add(reason, object, user, ClientLines.line(session).strip(), wallMs.getAsLong());
    }

    AclLog log() {
        return log;
    }

    long wallMs() {
        return wallMs.getAsLong();
    }
}
