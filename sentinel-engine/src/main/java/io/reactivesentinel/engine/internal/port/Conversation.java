package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.acl.Denial;
import io.reactivesentinel.engine.internal.port.CommandRow.Manner;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Carries out the commands of one connection.
 *
 * <p>Questions to the decision loop may be under way together, so that sixty pipelined vote requests can share one save;
 * the port keeps their answers in order. A command that changes what others mean ({@link Manner#IN_TURN}) waits until all
 * before it are answered. What waits here is bounded by the port.
 */
final class Conversation implements CommandPort.Receiver {
    private static final String NO_AUTH = "NOAUTH Authentication required.";

    /** One command until it is answered. */
    private static final class Turn {
        final CommandTable.Found found;
        final List<RespBytes> words;
        final CommandPort.Reply reply;
        boolean silent;
        boolean answered;

        Turn(CommandTable.Found found, List<RespBytes> words, CommandPort.Reply reply) {
            this.found = found;
            this.words = words;
            this.reply = reply;
        }
    }

    private final Session session;
    private final CommandTable table;
    private final Consumer<Call<?>> decisions;
    private final PortCounters counters;
    private final ClientPause pause;
    private final Users users;
    private final Runnable onClose;
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean draining;
    private boolean closed;

    Conversation(
            Session session,
            CommandTable table,
            Consumer<Call<?>> decisions,
            PortCounters counters,
            ClientPause pause,
            Users users,
            Runnable onClose) {
        this.session = session;
        this.table = table;
        this.decisions = decisions;
        this.counters = counters;
        this.pause = pause;
        this.users = users;
        this.onClose = onClose;
    }

    @Override
    public void received(List<RespBytes> words, CommandPort.Reply reply) {
        if (closed) {
            return;
        }
        if (CommandTable.isHttp(words)) {
            closed = true;
            waiting.clear();
            session.connection().close();
            return;
        }
        waiting.add(new Turn(table.find(words), words, reply));
        drain();
    }

    @Override
    public void closed() {
        closed = true;
        waiting.clear();
        onClose.run();
    }

    /** Begins whatever may begin. An answer that comes at once calls this again from within; the outer loop goes on. */
    private void drain() {
        if (draining || closed) {
            return;
        }
        draining = true;
        Turn next = waiting.peek();
        while (next != null && (underWay == 0 || !CommandTable.inTurn(next.found)) && !isHeld(next)) {
            waiting.remove();
            begin(next);
            next = waiting.peek();
        }
        draining = false;
    }

    /** Whether clients are paused; then this is looked at again when they are not. */
    private boolean isHeld(Turn command) {
        CommandTable.Entry entry = command.found.entry();
        return entry != null
                && pause.holds(entry.row(), () -> session.connection().execute(this::drain));
    }

    private void begin(Turn command) {
        underWay++;
        command.silent = session.takeSkip();
        CommandTable.Entry entry = command.found.entry();
        if (entry == null) {
            answer(command, List.of(Replies.error(command.found.error())));
            return;
        }
        String refused = refusal(entry, command.words);
        if (!refused.isEmpty()) {
            answer(command, List.of(Replies.error(refused)));
            return;
        }
        CommandHandler handler = entry.row().handler();
        if (handler == null) {
            // A container's arity asks for two words, and the second would have been looked up.
            throw new IllegalStateException(entry.fullName() + " cannot be carried out");
        }
        counters.command();
        session.begins(entry);
        Invocation invocation = new Invocation(
                session, entry, command.words, decisions, underWay == 1, values -> answer(command, values));
        invocation.guarded(() -> handler.handle(invocation));
    }

    /** Why the session may not use a command that exists, checked in protocol order; empty when it may. */
    private String refusal(CommandTable.Entry entry, List<RespBytes> words) {
        CommandRow row = entry.row();
        // Who has lost the user is about to lose the connection too.
        if ((!session.isAuthenticated() || !users.knows(session))
                && !row.flags().contains(CommandFlag.NO_AUTH)) {
            return NO_AUTH;
        }
        Optional<Denial> denial = users.denial(session, entry, words);
        if (denial.isPresent()) {
            return AclCommands.refusal(session.user(), denial.get());
        }
        if (session.protocol() == 2
                && session.subscriptions() > 0
                && !row.manners().contains(Manner.WHILE_SUBSCRIBED)) {
            return "ERR Can't execute '" + entry.fullName()
                    + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
        }
        return "";
    }

    private void answer(Turn command, List<RespValue> values) {
        if (command.answered || closed) {
            return;
        }
        command.answered = true;
        underWay--;
        if (values.size() == 1 && values.get(0).asError() != null) {
            counters.error();
        }
        command.reply.send(command.silent || session.isSilent() ? List.of() : values);
        drain();
    }
}
