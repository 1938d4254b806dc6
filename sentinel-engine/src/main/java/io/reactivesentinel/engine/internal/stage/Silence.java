package io.reactivesentinel.engine.internal.stage;

/**
 * How long an instance may be silent before it is down here. The verdict comes at down-after to the millisecond, unless this
 * process itself was late: then it may merely not have read the answer yet, and waits a little.
 */
class Silence {

    private static final long LATE_MS = 100;
    private static final long MAX_GRACE_MS = 500;

    /** When the verdict is due. */
    long dueMs(long silentSinceMs, long downAfterMs) {
        return silentSinceMs + downAfterMs;
    }

    /** Whether we look so long after the verdict was due that the fault may be our own. */
    boolean isLate(long lateMs, long downAfterMs) {
        return lateMs > Math.max(LATE_MS, downAfterMs / 10);
    }

    /** How much longer we wait for an answer then. */
    long graceMs(long downAfterMs) {
        return Math.min(downAfterMs / 2, MAX_GRACE_MS);
    }
}
