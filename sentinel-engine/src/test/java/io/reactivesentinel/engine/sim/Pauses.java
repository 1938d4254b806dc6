package io.reactivesentinel.engine.sim;

/** Whether commands of clients wait: by CLIENT PAUSE, or while a FAILOVER goes on. */
final class Pauses {

    private final RedisServer server;
    private long untilMs;
    private boolean everything;
    private boolean failover;

    Pauses(RedisServer server) {
        this.server = server;
    }

    /** Whether a command of a client waits. */
    boolean holds(boolean replicates) {
        boolean byClient = server.nowMs() < untilMs;
        return (byClient && everything) || (replicates && (byClient || failover));
    }

    /** A pause that goes on longer is not cut short. */
    void pause(long durationMs, boolean all) {
        boolean byClient = server.nowMs() < untilMs;
        untilMs = Math.max(byClient ? untilMs : 0, server.nowMs() + durationMs);
        everything = all || (byClient && everything);
        server.life().in(durationMs * 1_000 + 1_000, this::lookAgain);
    }

    void unpause() {
        untilMs = 0;
        lookAgain();
    }

    void failover(boolean goesOn) {
        failover = goesOn;
        lookAgain();
    }

    private void lookAgain() {
        if (!holds(true)) {
            server.goOn();
        }
    }
}
