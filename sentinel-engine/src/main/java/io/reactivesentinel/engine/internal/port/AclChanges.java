package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.internal.acl.AclFileText;
import io.reactivesentinel.engine.internal.acl.AclRuleException;
import io.reactivesentinel.engine.internal.acl.AclUser;
import io.reactivesentinel.engine.internal.acl.AclUsers;
import io.reactivesentinel.engine.internal.acl.ChannelUse;
import io.reactivesentinel.engine.internal.acl.UserFile;
import io.reactivesentinel.engine.internal.stage.Answer;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Refusal;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/**
 * Changes the users at run time: what is taken away holds at once, for connections that are open too, and the answer comes
 * when it is on disk. With an ACL file it is on disk when somebody says ACL SAVE, as in Redis.
 */
final class AclChanges {
    private static final Logger LOG = LoggerFactory.getLogger(AclChanges.class);

    private static final String NO_FILE =
            "ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER"
                    + " command and then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order"
                    + " to store users in the Redis configuration.";
    private static final String NOT_SAVED =
            "ERR The users have changed, but could not be saved: after a restart the old ones would be back. Check server"
                    + " logs.";

    private final Users users;
    private final Sessions sessions;
    private final Optional<UserFile> file;
    private final Consumer<Call<?>> decisions;
    private final Scheduler blocking;

    /**
     * Changes of these users.
     *
     * @param file where they are kept; empty for the configuration, which the decision loop saves
     * @param decisions as of {@link SentinelPort}
     * @param blocking where files are read and written
     */
    AclChanges(
            Users users, Sessions sessions, Optional<UserFile> file, Consumer<Call<?>> decisions, Scheduler blocking) {
        this.users = users;
        this.sessions = sessions;
        this.file = file;
        this.decisions = decisions;
        this.blocking = blocking;
    }

    void set(Invocation call) {
        String name = call.text(0);
        if (!AclUsers.isName(name) || !Words.isText(call.argument(0))) {
            call.error("ERR Usernames can't contain spaces or null characters");
            return;
        }
        List<RespBytes> rules = call.arguments().subList(1, call.arguments().size());
        change(call, now -> now.with(name, rules), RespValue.SimpleString.OK);
    }

    void remove(Invocation call) {
        Set<String> names = new HashSet<>();
        call.arguments().forEach(name -> names.add(name.text()));
        if (names.contains(AclUsers.DEFAULT)) {
            call.error("ERR The 'default' user cannot be removed");
            return;
        }
        AclUsers now = users.now();
        long removed = names.stream().filter(name -> now.user(name).isPresent()).count();
        change(call, before -> before.without(names), RespValue.Int.of(removed));
    }

    private void change(Invocation call, Users.Change change, RespValue reply) {
        try {
            users.change(change, before -> {
                enforce(before, call.session(), user -> false);
                if (file.isPresent() || users.now().lines().equals(before.lines())) {
                    call.reply(reply);
                    endIfGone(call.session());
                } else {
                    // Within the change: what is saved last must be what changed last.
                    save(call, users.now().lines(), reply);
                }
            });
        } catch (AclRuleException e) {
            call.error(
                    e.isOpenBracket()
                            ? "ERR Unmatched parenthesis in acl selector starting at '" + e.rule() + "'."
                            : "ERR Error in ACL SETUSER modifier '" + e.rule() + "': " + e.reason());
        }
    }

    private void save(Invocation call, List<String> lines, RespValue reply) {
        List<Secret> secrets = lines.stream().map(Secret::new).toList();
        Command<Command.Done> command = new Command.Configure(settings -> settings.withUsers(Optional.of(secrets)));
        decisions.accept(new Call<>(command, new Answer<Command.Done>() {
            @Override
            public void accept(Command.Done done) {
                answer(call, () -> {
                    call.reply(reply);
                    endIfGone(call.session());
                });
            }

            @Override
            public void refuse(Refusal refusal) {
                answer(call, () -> {
                    call.error(NOT_SAVED);
                    endIfGone(call.session());
                });
            }
        }));
    }

    private static void answer(Invocation call, Runnable answering) {
        call.session().connection().execute(() -> call.guarded(answering));
    }

    /**
     * Ends the connections of users who are gone, and of those who listen to what they may not any more; but for the one
     * that asked, which has to be answered first.
     *
     * @param ended whose connections end all the same
     */
    private void enforce(AclUsers before, Session asking, Predicate<String> ended) {
        AclUsers now = users.now();
        for (Session session : sessions.all()) {
            Optional<AclUser> user = now.user(session.user());
            if (session == asking || user.equals(before.user(session.user()))) {
                continue;
            }
            if (user.isEmpty() || ended.test(session.user())) {
                session.connection().abort();
            } else {
                session.connection().execute(() -> endIfDeaf(session));
            }
        }
    }

    private void endIfDeaf(Session session) {
        boolean mayHear = users.now()
                .user(session.user())
                .filter(user -> user.mayHear(new ChannelUse(List.copyOf(session.channels()), false)))
                .filter(user -> user.mayHear(new ChannelUse(List.copyOf(session.patterns()), true)))
                .isPresent();
        if (!mayHear) {
            session.connection().abort();
        }
    }

    /** Whoever asked for its own end has been answered now. */
    private void endIfGone(Session session) {
        if (!users.knows(session)) {
            session.connection().close();
        }
    }

    void load(Invocation call) {
        withFile(call, from -> {
            AclUsers loaded;
            try {
                loaded = AclFileText.read(from.read(), users.fresh(), from.name());
            } catch (AclUsers.BadUserException e) {
                answer(call, () -> call.error("ERR " + e.reason()));
                return;
            } catch (IOException e) {
                answer(
                        call,
                        () -> call.error(
                                "ERR Error loading ACLs, opening file '" + from.name() + "': " + e.getMessage()));
                return;
            }
            answer(call, () -> take(call, loaded));
        });
    }

    private void take(Invocation call, AclUsers loaded) {
        try {
            users.change(now -> loaded, before -> {
                // Who is somebody else now has to log in again.
                enforce(before, call.session(), name -> !name.equals(AclUsers.DEFAULT));
                call.ok();
                endIfGone(call.session());
            });
        } catch (AclRuleException e) {
            throw new IllegalStateException("what is loaded has been read", e);
        }
    }

    void save(Invocation call) {
        withFile(call, to -> {
            try {
                to.write(AclFileText.write(users.now()));
                answer(call, call::ok);
            } catch (IOException e) {
                LOG.warn("Could not save the users into {}: {}", to.name(), e.getMessage());
                answer(
                        call,
                        () -> call.error("ERR There was an error trying to save the ACLs. Please check the server logs"
                                + " for more information"));
            }
        });
    }

    private void withFile(Invocation call, Consumer<UserFile> work) {
        if (file.isEmpty()) {
            call.error(NO_FILE);
            return;
        }
        blocking.schedule(() -> work.accept(file.get()));
    }
}
