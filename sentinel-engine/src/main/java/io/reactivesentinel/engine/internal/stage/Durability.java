package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.HealthEvent;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Save, then speak: whatever tells the world of a new state is handed in here and runs once that state is durable.
 *
 * <p>All changes of one step share one save, and the saves that wait behind a running one are merged by whoever carries
 * them out; the order of what follows is the order in which it was asked for.
 */
final class Durability {

    /** What may happen only when the state at the time of asking is durable. */
    interface AfterDurable {

        /** It is. */
        void durable(Step step);

        /** It could not be saved; either state may be found after a restart. */
        void failed(Step step);
    }

    private record Waiting(long version, @Nullable MonitoredMaster master, AfterDurable after) {}

    private record Saving(long version, long epoch) {}

    private static final long RETRY_MS = 1_000;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ArrayDeque<Saving> saving = new ArrayDeque<>();
    private long version;
    private boolean dirty;
    private boolean failing;
    private long retryMs = Time.NOT_DUE;
    private long lastSaveMs;
    private long durableEpoch;

    Durability(long durableEpoch) {
        this.durableEpoch = durableEpoch;
    }

    /** Saves the state as it is at the end of this step; nobody waits for it. */
    void persist() {
        dirty = true;
    }

    /**
     * Saves the state as it is at the end of this step, then goes on.
     *
     * @param master the master concerned; {@code null} for the process
     * @param after what waits for it
     */
    void persist(@Nullable MonitoredMaster master, AfterDurable after) {
        dirty = true;
        waiting.add(new Waiting(version + 1, master, after));
    }

    /** Runs {@code after} behind all saves asked for so far; at once when none is under way. */
    void behindSaves(MonitoredMaster master, Step step, AfterDurable after) {
        if (isPending(master)) {
            waiting.add(new Waiting(dirty ? version + 1 : version, master, after));
        } else {
            after.durable(step);
        }
    }

    /** Whether anything about this master waits to become durable. */
    boolean isPending(MonitoredMaster master) {
        for (Waiting each : waiting) {
            if (each.master == master) {
                return true;
            }
        }
        return false;
    }

    /** Whether the last save failed: no votes, no leading. */
    boolean isFailing() {
        return failing;
    }

    /** How long the last save took, milliseconds. */
    long lastSaveMs() {
        return lastSaveMs;
    }

    /** The highest current epoch that is on disk: the one that hellos may carry. */
    long durableEpoch() {
        return durableEpoch;
    }

    /** Asks for the save that the step needs, if any. */
    void endStep(Step step) {
        if (failing && step.nowMs >= retryMs) {
            dirty = true;
        }
        if (dirty) {
            dirty = false;
            version++;
            retryMs = Time.NOT_DUE;
            saving.add(new Saving(version, step.self.currentEpoch));
            step.effects.save(version, step.self.snapshot());
        }
        step.self.wakeForSave(retryMs);
    }

    void saved(Step step, long upTo, long tookMs) {
        lastSaveMs = tookMs;
        while (!saving.isEmpty() && saving.element().version <= upTo) {
            durableEpoch = Math.max(durableEpoch, saving.remove().epoch);
        }
        if (failing) {
            failing = false;
            retryMs = Time.NOT_DUE;
            step.self.wakeAll();
            step.publish(
                    new HealthEvent(EventType.SAVE_RECOVERED, Optional.empty(), "state is saved again", step.wallMs));
        }
        release(step, upTo, true);
    }

    void saveFailed(Step step, long upTo, String reason) {
        while (!saving.isEmpty() && saving.element().version <= upTo) {
            saving.remove();
        }
        retryMs = step.nowMs + RETRY_MS;
        if (!failing) {
            failing = true;
            step.publish(new HealthEvent(
                    EventType.SAVE_FAILED,
                    Optional.empty(),
                    "state could not be saved, so this Sentinel neither votes nor leads: " + reason,
                    step.wallMs));
        }
        release(step, upTo, false);
    }

    private void release(Step step, long upTo, boolean durable) {
        while (!waiting.isEmpty() && waiting.element().version <= upTo) {
            Waiting next = waiting.remove();
            if (next.master != null) {
                step.self.wake(next.master);
            }
            Runnable work = durable ? () -> next.after.durable(step) : () -> next.after.failed(step);
            if (next.master == null) {
                work.run();
            } else {
                step.self.quarantine().run(next.master, work, step);
            }
        }
    }
}
