package io.reactivesentinel.engine.internal.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/** Writes log lines off the decision loop, in order; when the log cannot keep up, lines are dropped and counted. */
final class LogQueue {

    private static final int MAX_WAITING = 16_384;
    private static final Logger LOG = LoggerFactory.getLogger(LogQueue.class);

    private final Scheduler.Worker worker;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();

    LogQueue(Scheduler scheduler) {
        this.worker = scheduler.createWorker();
    }

    void add(Runnable line) {
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
}
