package io.reactivesentinel.engine.internal.stage;

/**
 * Why a command was not carried out; nothing was changed.
 *
 * @param reason what kind of refusal
 * @param detail words for a person, when the reason alone does not say enough; may be empty
 */
public record Refusal(Reason reason, String detail) {

    /** The kinds of refusal. */
    public enum Reason {
        /** No master has that name. */
        NO_SUCH_MASTER,
        /** A master with that name exists already. */
        DUPLICATE_MASTER,
        /** A value is out of range; the detail names it. */
        INVALID,
        /** A failover of that master is under way, here or led by another Sentinel. */
        FAILOVER_IN_PROGRESS,
        /** No replica may be promoted. */
        NO_GOOD_REPLICA,
        /** The master cannot hand over to a replica; the detail says why. */
        NO_GOOD_MASTER,
        /** Not enough Sentinels answer to elect a leader; the detail says how many. */
        NO_MAJORITY,
        /** The state could not be saved. */
        NOT_SAVED,
        /** An invariant of that master broke; it has been set aside. */
        FAULTED,
        /** The decision loop has too much to do. */
        OVERLOADED,
        /** The engine has stopped. */
        STOPPED,
        /** Needs a listening port and a durable state, which this engine lacks. */
        NOT_A_MEMBER
    }

    /** A refusal that needs no further words. */
    public static Refusal of(Reason reason) {
        return new Refusal(reason, "");
    }
}
