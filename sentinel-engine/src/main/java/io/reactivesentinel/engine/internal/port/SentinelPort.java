package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.acl.AclUsers;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespBytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The listening side of a Sentinel: answers the commands of its clients, asks the decision loop where that takes its
 * state, and publishes its events. Knows no socket: a {@link CommandPort} brings the connections.
 *
 * <p><b>Threading</b>: commands of a connection run on that connection's thread; {@link #publish} belongs to one thread
 * at a time.
 */
public final class SentinelPort implements CommandPort.Acceptor {
    private static final String TOO_MANY_CLIENTS = "ERR max number of clients reached";
    private static final String PROTECTED_MODE =
            "DENIED Running in protected mode because protected mode is enabled and no password is set for the default"
                    + " user. In this mode connections are only accepted from the loopback interface. If you want to"
                    + " connect from other computers you may adopt one of the following solutions: 1) Set a password for"
                    + " the default user with the 'requirepass' directive of the configuration file, and restart."
                    + " 2) Set 'protected-mode no' in the configuration file, and restart: make sure first that the port"
                    + " cannot be reached from the internet.";

    /** Takes and ignores whatever a client says that was turned away. */
    private static final CommandPort.Receiver DEAF = new CommandPort.Receiver() {
        @Override
        public void received(List<RespBytes> words, CommandPort.Reply reply) {}

        @Override
        public void closed() {}
    };

    private final PortSettings settings;
    private final Consumer<Call<?>> decisions;
    private final Users users;
    private final Sessions sessions;
    private final ClientPause pause;
    private final PortCounters counters = new PortCounters();
    private final PubSub pubSub = new PubSub();
    private final CommandTable table = new CommandTable();

    /**
     * A listening side that serves nobody yet.
     *
     * @param settings its configuration
     * @param facts what INFO tells of the process
     * @param decisions takes what only the decision loop can answer, from any thread, without blocking; when it cannot, it
     *     refuses the call itself
     * @param shutdown ends the process or engine; called on a connection's thread, must not block
     */
    public SentinelPort(PortSettings settings, ServerFacts facts, Consumer<Call<?>> decisions, Runnable shutdown) {
        this(settings, UserSettings.NONE, facts, Hosting.EMBEDDED, Decisions.asking(decisions), shutdown);
    }

    /**
     * A listening side that serves nobody yet.
     *
     * @param settings its configuration
     * @param userSettings the users it begins with, beside the default one
     * @param facts what INFO tells of the process
     * @param hosting what may be done to the process, and the periods
     * @param decisions what the decision loop is asked, and what it need not be asked
     * @param shutdown ends the process or engine, as above
     * @throws io.reactivesentinel.engine.config.ConfigException if there is something wrong with the users
     */
    public SentinelPort(
            PortSettings settings,
            UserSettings userSettings,
            ServerFacts facts,
            Hosting hosting,
            Decisions decisions,
            Runnable shutdown) {
        this(settings, userSettings, facts, hosting, decisions, shutdown, Schedulers.boundedElastic());
    }

    SentinelPort(
            PortSettings settings,
            UserSettings userSettings,
            ServerFacts facts,
            Hosting hosting,
            Decisions decisions,
            Runnable shutdown,
            Scheduler blocking) {
        this.settings = settings;
        this.decisions = decisions.calls();
        this.users = new Users(userSettings, settings.password(), table.catalog(), counters, facts.wallMs());
        this.sessions = new Sessions(settings.clientsMax(), facts.uptimeMs());
        this.pause = new ClientPause(facts.uptimeMs(), Schedulers.parallel());
        InfoReport report = new InfoReport(facts, settings, counters, sessions, pubSub);
        SentinelCommands sentinel = new SentinelCommands(
                new MonitorArguments(settings.resolveHostnames(), hosting.timings()),
                new SettingArguments(settings.denyScriptsReconfig(), settings.isExecutable()),
                new GlobalCommands(hosting),
                decisions.addresses());
        table.add(new ConnectionCommands(users).rows());
        ClientCommands clients = new ClientCommands(sessions, new ClientKill(sessions, users::knows), pause);
        table.addContainer(ClientCommands.container(), clients.rows());
        table.add(new PubSubCommands(pubSub).rows());
        table.addContainer(SentinelCommands.container(), sentinel.rows());
        table.add(new InfoCommands(report, shutdown).rows());
        CommandCommands commands = new CommandCommands(table);
        table.addContainer(commands.container(), commands.rows());
        AclChanges changes = new AclChanges(users, sessions, userSettings.file(), decisions.calls(), blocking);
        table.addContainer(AclCommands.container(), new AclCommands(users, table, changes).rows());
        users.begin();
    }

    /** Gives a command another name, or none for an empty one; before anything is accepted ({@code rename-command}). */
    public void rename(String command, String newName) {
        table.rename(command, newName);
    }

    @Override
    public CommandPort.Receiver accept(CommandPort.Connection connection) {
        counters.connection();
        if (settings.protectedMode() && users.hasNoPassword() && !connection.isLocal()) {
            return turnAway(connection, PROTECTED_MODE);
        }
        Optional<Session> opened = sessions.open(connection);
        if (opened.isEmpty()) {
            counters.rejection();
            return turnAway(connection, TOO_MANY_CLIENTS);
        }
        Session session = opened.get();
        if (!users.isAuthenticationRequired()) {
            session.authenticate(AclUsers.DEFAULT);
        }
        return new Conversation(session, table, decisions, counters, pause, users, () -> {
            pubSub.forget(session);
            sessions.close(session);
            counters.ended(connection);
        });
    }

    /** Publishes an event to whoever subscribed to it; never blocks. */
    public void publish(SentinelEvent event) {
        pubSub.publish(event);
    }

    /** How many clients are connected; any thread. */
    public int clientCount() {
        return sessions.count();
    }

    private static CommandPort.Receiver turnAway(CommandPort.Connection connection, String error) {
        connection.push(Replies.error(error));
        connection.close();
        return DEAF;
    }
}
