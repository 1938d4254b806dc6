package io.reactivesentinel.resp.netty;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** What other threads ask of a connection, done by its event loop in the order it was asked for. */
final class LoopInbox {
    private final EventLoop loop;
    private final Runnable afterwards;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private boolean draining;

    /**
     * An inbox.
     *
     * @param afterwards done once when all that had been asked for is done
     */
    LoopInbox(EventLoop loop, Runnable afterwards) {
        this.loop = loop;
        this.afterwards = afterwards;
    }

    /** Whether the caller may act at once: on the event loop, with nothing waiting that was asked for earlier. */
    boolean isIdleHere() {
        return loop.inEventLoop() && tasks.isEmpty();
    }

    /** Whether the event loop is busy with this inbox; event loop only. */
    boolean isDraining() {
        return draining;
    }

    void add(Runnable task) {
        tasks.add(task);
        if (scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The event loop has ended, and with it the connection.
                tasks.clear();
            }
        }
    }

    private void drain() {
        scheduled.set(false);
        draining = true;
        try {
            Runnable task;
            while ((task = tasks.poll()) != null) {
                task.run();
            }
        } finally {
            draining = false;
        }
        afterwards.run();
    }

    void clear() {
        tasks.clear();
    }
}
