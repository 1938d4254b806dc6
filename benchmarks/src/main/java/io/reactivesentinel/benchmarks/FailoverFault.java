package io.reactivesentinel.benchmarks;

/** What befalls the master in one trial. */
enum FailoverFault {
    /** SIGKILL; started again when everybody names its successor. */
    KILL("kill -9"),
    /** SIGSTOP: its sockets stay open and it is silent; continued when everybody names its successor. */
    STOP("SIGSTOP"),
    /** An operator's command while all is well: coordinated with ours, which Redis's own Sentinels know only without. */
    SWITCHOVER("switchover");

    private final String label;

    FailoverFault(String label) {
        this.label = label;
    }

    /** As tables show it. */
    String label() {
        return label;
    }

    /** Whether the Sentinels have to find out by themselves, after {@code down-after-milliseconds}. */
    boolean isDetected() {
        return this != SWITCHOVER;
    }
}
