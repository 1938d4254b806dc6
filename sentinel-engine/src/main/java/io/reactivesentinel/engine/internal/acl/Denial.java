package io.reactivesentinel.engine.internal.acl;

/**
 * Why a user may not run a command.
 *
 * @param kind what is missing
 * @param object the full name of the command, or the channel
 */
public record Denial(Kind kind, String object) {

    /** What is missing, from the first that is looked at to the last. */
    public enum Kind {
        COMMAND,
        CHANNEL
    }
}
