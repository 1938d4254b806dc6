package io.reactivesentinel.engine;

/**
 * A command was refused and nothing was changed.
 *
 * <p>Whether trying again makes sense stands with each {@link Reason}.
 */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** No master has that name; trying again is useless. */
        NO_SUCH_MASTER,
        /** A master with that name exists already; trying again is useless. */
        DUPLICATE_MASTER,
        /** A value is out of range; trying again is useless. */
        INVALID,
        /** A failover is under way ({@code -INPROG}); try again when it is over. */
        FAILOVER_IN_PROGRESS,
        /** No replica may be promoted ({@code -NOGOODSLAVE}); try again when one is well. */
        NO_GOOD_REPLICA,
        /** The master cannot hand over ({@code -NOGOODPRIMARY}); the message says why. */
        NO_GOOD_MASTER,
        /** Not enough Sentinels answer to elect a leader; try again when they do. */
        NO_MAJORITY,
        /** The state could not be saved; try again when the disk is well. */
        NOT_SAVED,
        /** An invariant of that master broke; it has been set aside, and is begun anew once. */
        FAULTED,
        /** Too many commands are waiting; try again later. */
        OVERLOADED,
        /** The engine has stopped. */
        STOPPED,
        /** Needs a listening port and a durable state. */
        NOT_A_MEMBER
    }

    private final Reason reason;

    /** A refusal. */
    public CommandException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
