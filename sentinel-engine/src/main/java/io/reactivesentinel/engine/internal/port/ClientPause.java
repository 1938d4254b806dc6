package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.port.CommandRow.Manner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * Lets commands of all clients wait for a while: CLIENT PAUSE. What the Sentinel itself does goes on; but other Sentinels
 * are clients too, and one that gets no answer for long enough holds this one for down.
 *
 * <p>Any thread.
 */
final class ClientPause {
    private final LongSupplier nowMs;
    private final Scheduler timer;
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile boolean active;
    private boolean all;
    private long untilMs;

    ClientPause(LongSupplier nowMs, Scheduler timer) {
        this.nowMs = nowMs;
        this.timer = timer;
    }

    /** Pauses; a pause that holds already becomes neither shorter nor weaker. */
    synchronized void begin(long forMs, boolean everything) {
        untilMs = Math.max(active ? untilMs : 0, nowMs.getAsLong() + forMs);
        all = everything || (active && all);
        active = true;
        lookIn(forMs);
    }

    private void lookIn(long delayMs) {
        timer.schedule(this::look, delayMs, TimeUnit.MILLISECONDS);
    }

    private void look() {
        synchronized (this) {
            long leftMs = untilMs - nowMs.getAsLong();
            if (active && leftMs > 0) {
                lookIn(leftMs);
                return;
            }
        }
        end();
    }

    /** Lets everybody go on. */
    void end() {
        List<Runnable> released;
        synchronized (this) {
            active = false;
            released = List.copyOf(waiting);
            waiting.clear();
        }
        released.forEach(Runnable::run);
    }

    /**
     * Whether a command has to wait.
     *
     * @param resume run when it has not any more
     */
    boolean holds(CommandRow row, Runnable resume) {
        return active && holdsNow(row, resume);
    }

    private synchronized boolean holdsNow(CommandRow row, Runnable resume) {
        boolean held = active && (all || row.manners().contains(Manner.LIKE_A_WRITE));
        if (held) {
            waiting.add(resume);
        }
        return held;
    }
}
