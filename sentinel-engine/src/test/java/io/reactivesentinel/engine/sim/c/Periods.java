package io.reactivesentinel.engine.sim.c;

/** C Sentinel's constants, in milliseconds where nothing else is said. */
final class Periods {

    static final long INFO_MS = 10_000;
    static final long FAST_INFO_MS = 1_000;
    static final long PING_MS = 1_000;
    static final long ASK_MS = 1_000;
    static final long PUBLISH_MS = 2_000;
    static final long DEFAULT_DOWN_AFTER_MS = 30_000;
    static final long DEFAULT_FAILOVER_TIMEOUT_MS = 180_000;
    static final long TILT_TRIGGER_MS = 2_000;
    static final long TILT_MS = 30_000;
    static final long RECONF_MS = 10_000;
    static final long MIN_LINK_AGE_MS = 15_000;
    static final long ELECTION_MS = 10_000;
    static final int MAX_DESYNC_MS = 1_000;
    static final int MAX_PENDING = 100;
    static final int BASE_HZ = 10;

    private Periods() {}
}
