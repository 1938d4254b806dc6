package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.stage.Answer;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Refusal;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One command of one connection on its way to its answer. Its methods are called on the connection's thread; answers of
 * the decision loop are brought there.
 */
final class Invocation {
    private final Session session;
    private final CommandTable.Entry entry;
    private final List<RespBytes> words;
    private final Consumer<Call<?>> decisions;
    private final boolean alone;
    private final Consumer<List<RespValue>> reply;

    Invocation(
            Session session,
            CommandTable.Entry entry,
            List<RespBytes> words,
            Consumer<Call<?>> decisions,
            boolean alone,
            Consumer<List<RespValue>> reply) {
        this.alone = alone;
        this.session = session;
        this.entry = entry;
        this.words = words;
        this.decisions = decisions;
        this.reply = reply;
    }

    /** Whose command it is. */
    Session session() {
        return session;
    }

    /** Whether all commands of the connection before this one are answered. */
    boolean isAlone() {
        return alone;
    }

    /** The command's name as errors give it. */
    String fullName() {
        return entry.fullName();
    }

    /** The last word of the command's name as it was typed. */
    String typed() {
        return words.get(entry.depth() - 1).text();
    }

    /** The words after the command's name. */
    List<RespBytes> arguments() {
        return words.subList(entry.depth(), words.size());
    }

    /** The argument at {@code index}, counted from 0. */
    RespBytes argument(int index) {
        return words.get(entry.depth() + index);
    }

    /** The argument at {@code index} as text. */
    String text(int index) {
        return argument(index).text();
    }

    void reply(RespValue value) {
        reply.accept(List.of(value));
    }

    /** Answers with several values, or none. */
    void replyAll(List<RespValue> values) {
        reply.accept(values);
    }

    void ok() {
        reply(RespValue.SimpleString.OK);
    }

    /** Answers with an error; the text begins with its code. */
    void error(String text) {
        reply(Replies.error(text));
    }

    /** Asks the decision loop and answers with what it says, or with the error for its refusal. */
    <A> void ask(Command<A> command, Function<? super A, RespValue> render) {
        askThen(command, value -> reply(render.apply(value)));
    }

    /** Asks the decision loop for something that only succeeds or is refused. */
    void askOk(Command<Command.Done> command) {
        ask(command, done -> RespValue.SimpleString.OK);
    }

    /** Asks the decision loop; the answer must lead to a reply. */
    <A> void askThen(Command<A> command, Consumer<? super A> then) {
        decisions.accept(new Call<>(command, new Answer<A>() {
            @Override
            public void accept(A value) {
                session.connection().execute(() -> guarded(() -> then.accept(value)));
            }

            @Override
            public void refuse(Refusal refusal) {
                session.connection().execute(() -> error(Refusals.text(refusal)));
            }
        }));
    }

    /** A defect in answering one command must not leave the connection waiting for ever. */
    void guarded(Runnable answering) {
        try {
            answering.run();
        } catch (RuntimeException defect) {
            session.report(fullName(), defect);
            error("ERR internal error");
        }
    }
}
