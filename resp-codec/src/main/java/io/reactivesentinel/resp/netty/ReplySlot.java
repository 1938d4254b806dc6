package io.reactivesentinel.resp.netty;

import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The place of one command in the row of answers. */
final class ReplySlot extends AtomicBoolean implements Responder {
    private static final long serialVersionUID = 1L;

    private final transient ServerChannel channel;
    private final transient int commandBytes;
    private transient List<Answer> answers = List.of();
    private transient boolean ready;

    /** A value that waits, the version it was given for, and about how many bytes it is. */
    record Answer(RespValue value, int protocol, long size) {}

    /** The place of a command of that size in memory. */
    ReplySlot(ServerChannel channel, int commandBytes) {
        this.channel = channel;
        this.commandBytes = commandBytes;
    }

    int commandBytes() {
        return commandBytes;
    }

    @Override
    public void reply(RespValue value) {
        claim();
        channel.replied(this, value);
    }

    @Override
    public void replyAll(List<? extends RespValue> values) {
        claim();
        channel.repliedAll(this, List.copyOf(values));
    }

    private void claim() {
        if (!compareAndSet(false, true)) {
            throw new IllegalStateException("the command is answered already");
        }
    }

    // Event loop only, from here on.

    boolean isReady() {
        return ready;
    }

    void markReady() {
        ready = true;
    }

    void add(Answer answer) {
        if (answers.isEmpty()) {
            answers = new ArrayList<>(2);
        }
        answers.add(answer);
    }

    List<Answer> answers() {
        return answers;
    }
}
