package io.reactivesentinel.benchmarks;

/** What is waited for in one failover, in the order in which it normally comes. */
enum FailoverPhase {
    /** The first Sentinel holds the master for down. */
    SDOWN("sdown", true),
    /** A leader is elected. */
    ELECTED("elected", true),
    /** Another node takes a write. */
    WRITABLE("writable", true),
    /** Every Sentinel names it, when asked. */
    NAMED("named by all", true),
    /** All replicas that are there are in sync with it. */
    FOLLOWED("followed by all", true),
    /** The old master says that it is a replica; counted from when it was there again, or from the command. */
    DEMOTED("old one demoted", false);

    private final String label;
    private final boolean afterDetection;

    FailoverPhase(String label, boolean afterDetection) {
        this.label = label;
        this.afterDetection = afterDetection;
    }

    /** As tables show it. */
    String label() {
        return label;
    }

    /** Whether {@code down-after-milliseconds} is part of the wait, so that it is subtracted. */
    boolean isAfterDetection() {
        return afterDetection;
    }
}
