package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import reactor.core.scheduler.Scheduler;

/**
 * Writes log lines as C Sentinel words them, off the decision loop and in order; when the log cannot keep up, lines are
 * dropped and counted.
 */
final class LogQueue {

    /** Marks lines of level verbose, which SLF4J does not have. */
    private static final Marker VERBOSE = MarkerFactory.getMarker("VERBOSE");

    private static final int MAX_WAITING = 16_384;
    private static final Logger EVENTS = LoggerFactory.getLogger("io.reactivesentinel.events");
    private static final Logger LOG = LoggerFactory.getLogger(LogQueue.class);

    private final Scheduler.Worker worker;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();

    LogQueue(Scheduler scheduler) {
        this.worker = scheduler.createWorker();
    }

    void event(SentinelEvent event) {
        add(() -> write(event.type().level(), event.type().channel() + " " + event.payload()));
    }

    void line(EventLevel level, String text) {
        add(() -> write(level, text));
    }

    /** Does something once all lines before it are written, whatever has to wait. */
    void then(Runnable action) {
        worker.schedule(action);
    }

    private void add(Runnable line) {
        if (waiting.get() >= MAX_WAITING || worker.isDisposed()) {
            dropped.incrementAndGet();
            return;
        }
        waiting.incrementAndGet();
        worker.schedule(() -> {
            waiting.decrementAndGet();
            int lost = dropped.getAndSet(0);
            if (lost > 0) {
                LOG.warn("{} log lines were dropped: the log does not keep up", lost);
            }
            line.run();
        });
    }

    private static void write(EventLevel level, String text) {
        switch (level) {
            case DEBUG -> EVENTS.debug(text);
            case VERBOSE -> EVENTS.debug(VERBOSE, text);
            case NOTICE -> EVENTS.info(text);
            case WARNING -> EVENTS.warn(text);
        }
    }
}
