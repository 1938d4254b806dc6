package io.reactivesentinel.protocol;

/** How loud an event is, quietest first; the names and their order are those of the {@code loglevel} directive. */
public enum EventLevel {
    /** Only logged, never published. */
    DEBUG,
    /** Published; logged from {@code loglevel verbose} on. */
    VERBOSE,
    /** Published; logged by default. */
    NOTICE,
    /** Published, logged, and handed to the notification script of the master concerned. */
    WARNING
}
