package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.internal.stage.Input;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.SentinelClock;
import io.reactivesentinel.engine.spi.StateStore;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Saves states one at a time; those that come while a save is under way are merged into the next one, for each state
 * contains all before it.
 */
final class SaveQueue {

    private record Waiting(long version, PersistentState state) {}

    private final StateStore store;
    private final SentinelClock clock;
    private final Consumer<Input> results;
    private boolean busy;
    private boolean closed;
    private @Nullable Waiting next;

    /**
     * A queue with nothing to do.
     *
     * @param store where to save
     * @param clock measures how long it takes
     * @param results takes what came of it, on the store's thread
     */
    SaveQueue(StateStore store, SentinelClock clock, Consumer<Input> results) {
        this.store = store;
        this.clock = clock;
        this.results = results;
    }

    void save(long version, PersistentState state) {
        synchronized (this) {
            next = new Waiting(version, state);
            if (busy || closed) {
                return;
            }
            busy = true;
        }
        saveNext();
    }

    private void saveNext() {
        Waiting now;
        synchronized (this) {
            now = next;
            next = null;
            if (now == null || closed) {
                busy = false;
                notifyAll();
                return;
            }
        }
        long startMs = clock.monotonicMs();
        store.save(now.state)
                .subscribe(
                        unused -> {},
                        e -> done(new Input.SaveFailed(now.version, String.valueOf(e.getMessage()))),
                        () -> done(new Input.Saved(now.version, clock.monotonicMs() - startMs)));
    }

    private void done(Input result) {
        results.accept(result);
        saveNext();
    }

    /** Nothing more is begun; what is under way is left to finish, for a save must not be torn. */
    synchronized void close() {
        closed = true;
        next = null;
    }

    /** Waits until the save that is under way has ended, or as long as is allowed. */
    synchronized void awaitIdle(Duration limit) {
        long untilMs = clock.monotonicMs() + limit.toMillis();
        try {
            while (busy && clock.monotonicMs() < untilMs) {
                wait(Math.max(1, untilMs - clock.monotonicMs()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
