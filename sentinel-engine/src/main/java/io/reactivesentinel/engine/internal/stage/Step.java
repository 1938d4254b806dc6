package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.SentinelEvent;
import org.jspecify.annotations.Nullable;

/**
 * One turn of the decision loop: what time it is, where effects go, and when the stage at work wants to be woken.
 *
 * <p>Handed to every stage; one object is used again for every turn.
 */
final class Step {

    final Self self;
    final Effects effects;
    long nowMs;
    long wallMs;
    private long wakeMs = Time.NOT_DUE;

    Step(Self self, Effects effects) {
        this.self = self;
        this.effects = effects;
    }

    void at(long newNowMs, long newWallMs) {
        nowMs = newNowMs;
        wallMs = newWallMs;
    }

    /** Tells the world, and the notification script of the master concerned. */
    void publish(SentinelEvent event) {
        publish(event, event.masterName().map(self.masters::get).orElse(null));
    }

    /** As {@link #publish(SentinelEvent)}, for a master that is not watched any more. */
    void publish(SentinelEvent event, @Nullable MonitoredMaster master) {
        effects.publish(event);
        if (master != null && event.type().level() == EventLevel.WARNING) {
            self.scripts.notify(master, event, this);
        }
    }

    void notice(String text) {
        effects.log(EventLevel.NOTICE, text);
    }

    /** Whether the process dies here, as SENTINEL SIMULATE-FAILURE asked. */
    boolean crashesAt(Command.FailurePoint point) {
        boolean crashes = self.failurePoints.contains(point);
        if (crashes) {
            effects.crash();
        }
        return crashes;
    }

    /** The stage at work has nothing to do before this instant unless something else happens. */
    void wakeAt(long dueMs) {
        wakeMs = Math.min(wakeMs, Math.max(dueMs, nowMs + 1));
    }

    /** The earliest instant asked for since the last call. */
    long takeWake() {
        long taken = wakeMs;
        wakeMs = Time.NOT_DUE;
        return taken;
    }

    /**
     * Whether the answer to a request is fresh: the request was written neither before the given instant nor before this
     * process last stood still.
     */
    boolean isFresh(long sentMs, long notBeforeMs) {
        return self.rules.isFresh(sentMs, notBeforeMs, self.stall.floorMs());
    }
}
