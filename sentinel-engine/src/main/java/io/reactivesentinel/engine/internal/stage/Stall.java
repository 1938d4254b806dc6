package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.protocol.TiltEvent;

/**
 * Notices when this process stood still.
 *
 * <p>A gap of half a second expires every answer received before it: whatever was known may have changed while we slept. A
 * longer gap ({@code tilt-trigger}) is TILT, in which nothing is decided for a while. The wall clock counts for the first
 * only: Java's monotonic clock misses a suspended host, but a wall clock that was set proves no standstill.
 */
final class Stall {

    /** How often the loop looks at the clock even when nothing happens. */
    static final long HEARTBEAT_MS = 100;

    private static final long GAP_MS = 500;

    private boolean started;
    private long lastMs;
    private long lastWallMs;
    private long floorMs = Time.NEVER;
    private boolean tilt;
    private long tiltSinceMs;

    /** Looks at the clocks; called before anything else is done with an input. */
    void observe(Step step) {
        Timings timings = step.self.timings;
        long gap = step.nowMs - lastMs;
        long drift = Math.abs(step.wallMs - lastWallMs - gap);
        if (started && (gap > GAP_MS || drift > GAP_MS)) {
            floorMs = step.nowMs;
            step.self.wakeAll();
        }
        if (started && step.self.rules.isTilt(gap, timings.tiltTriggerMs())) {
            tilt = true;
            tiltSinceMs = step.nowMs;
            step.publish(new TiltEvent(true, step.wallMs));
        } else if (tilt && step.nowMs - tiltSinceMs >= timings.tiltPeriodMs()) {
            tilt = false;
            step.publish(new TiltEvent(false, step.wallMs));
            step.self.wakeAll();
        }
        started = true;
        lastMs = step.nowMs;
        lastWallMs = step.wallMs;
    }

    boolean isTilt() {
        return tilt;
    }

    /** How long TILT has lasted in milliseconds; -1 outside it. */
    long tiltAgeMs(long nowMs) {
        return tilt ? nowMs - tiltSinceMs : -1;
    }

    /** When TILT is over; far away outside it. */
    long tiltEndMs(Timings timings) {
        return tilt ? tiltSinceMs + timings.tiltPeriodMs() : Time.NOT_DUE;
    }

    /** Answers to requests written before this instant prove nothing any more. */
    long floorMs() {
        return floorMs;
    }
}
