package io.reactivesentinel.engine.internal.stage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way to another process, and what the decision loop wants to remember until it is answered.
 *
 * <p>{@link #sentMs} is when the loop decided to send it, which is never later than when it was written: an age counted
 * from it is never too small, and an answer is never taken for fresher than it is.
 */
public final class Request {

    /** Never too old to be written. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    enum Kind {
        /** AUTH, CLIENT SETNAME and whatever else is not looked at. */
        IGNORED,
        PING,
        INFO,
        HELLO,
        SUBSCRIBE,
        /** Whether the master is down, no vote. */
        ASK,
        /** A vote for us. */
        VOTE,
        /** Reads the vote register: epoch 0, never granted. */
        REGISTER,
        /** SENTINEL MASTER. */
        VIEW,
        /** SENTINEL GET-MASTER-ADDR-BY-NAME. */
        ADDRESS,
        /** SENTINEL MYID. */
        MY_ID,
        /** FAILOVER: to hand over, or whether that is possible. */
        HAND_OVER,
        /** A part of a reconfiguration transaction whose own reply says nothing. */
        QUEUED,
        /** The EXEC of one. */
        EXEC
    }

    final Kind kind;
    private final Conn conn;
    private final List<String> words;
    final long sentMs;
    private final long notAfterMs;
    final @Nullable Instance instance;
    final @Nullable Object context;
    boolean answered;

    Request(
            Kind kind,
            Conn conn,
            List<String> words,
            long sentMs,
            long notAfterMs,
            @Nullable Instance instance,
            @Nullable Object context) {
        this.kind = kind;
        this.conn = conn;
        this.words = words;
        this.sentMs = sentMs;
        this.notAfterMs = notAfterMs;
        this.instance = instance;
        this.context = context;
    }

    /** Whether an answer can still come. */
    boolean isPending() {
        return !answered && conn.isOpen();
    }

    static boolean awaits(@Nullable Request request) {
        return request != null && request.isPending();
    }

    /** The connection to write it to. */
    public Conn conn() {
        return conn;
    }

    /** The command's words. */
    public List<String> words() {
        return words;
    }

    /**
     * Monotonic time in milliseconds after which it must not be written any more, {@link #NO_DEADLINE} for none: a
     * process that stood still must not act on what it decided before.
     */
    public long notAfterMs() {
        return notAfterMs;
    }

    @Override
    public String toString() {
        return kind + " " + words + " on " + conn;
    }
}
