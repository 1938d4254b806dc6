package io.reactivesentinel.server.demo;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Prints lines, and the rows of a timeline as they are finished, while other threads bring what happened. */
final class Screen implements AutoCloseable {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long STOP_LIMIT_MS = 1_000;

    private final PrintStream out;
    private final Timeline timeline;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread printer = new Thread(this::print, "timeline");
    private long zeroNanos;

    Screen(PrintStream out, Timeline timeline) {
        this.out = out;
        this.timeline = timeline;
        printer.setDaemon(true);
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    /** Begins the timeline: everything before this moment is left out of it. */
    synchronized void begin(long atNanos) {
        zeroNanos = atNanos;
        timeline.heading().forEach(this::say);
        printer.start();
    }

    /** Milliseconds since the beginning. */
    synchronized long sinceMs(long atNanos) {
        return Math.round((atNanos - zeroNanos) / 1e6);
    }

    synchronized void event(int sentinel, SentinelListener.Heard heard) {
        if (open() && heard.atNanos() - zeroNanos >= 0) {
            timeline.event(sinceMs(heard.atNanos()), sentinel, heard.channel(), heard.payload());
        }
    }

    synchronized void note(long atNanos, String text) {
        if (open()) {
            timeline.note(sinceMs(atNanos), text);
        }
    }

    /** False before the beginning and after the end: what happens then is not for the timeline. */
    private boolean open() {
        return zeroNanos != 0 && !stopped.get();
    }

    private void print() {
        while (!stopped.get()) {
            flush(System.nanoTime());
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private synchronized void flush(long nowNanos) {
        timeline.finished(sinceMs(nowNanos)).forEach(this::say);
    }

    /** Prints what is still open and ends the timeline. */
    @Override
    public void close() {
        if (!open()) {
            return;
        }
        stopped.set(true);
        LockSupport.unpark(printer);
        try {
            printer.join(STOP_LIMIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Timeline.ROW_OPEN_MS + 1));
    }
}
