package io.reactivesentinel.engine.internal.port;

/** Carries out one kind of command. */
interface CommandHandler {

    /** Answers the invocation, now or later, exactly once; called on the connection's thread. */
    void handle(Invocation invocation);
}
