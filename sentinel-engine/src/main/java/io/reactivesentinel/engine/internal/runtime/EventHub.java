package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.SentinelEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Where events leave: to subscribers, each with a bounded buffer of its own, and to the log, in one order.
 *
 * <p>Emitted by the decision loop alone; whatever subscribers do happens on another thread.
 */
final class EventHub<T> {

    private final Sinks.Many<T> sink = Sinks.many().multicast().directBestEffort();
    private final Flux<T> out;

    EventHub(int buffer, Scheduler delivery) {
        this.out = sink.asFlux().onBackpressureBuffer(buffer).publishOn(delivery, Math.min(buffer, 256));
    }

    void emit(T item) {
        sink.tryEmitNext(item);
    }

    Flux<T> out() {
        return out;
    }

    boolean hasSubscribers() {
        return sink.currentSubscriberCount() > 0;
    }

    void complete() {
        sink.tryEmitComplete();
    }

    /** Writes log lines as C Sentinel words them. */
    static final class Log {

        /** Marks lines of level verbose, which SLF4J does not have. */
        static final Marker VERBOSE = MarkerFactory.getMarker("VERBOSE");

        private static final Logger LOG = LoggerFactory.getLogger("io.reactivesentinel.events");

        private Log() {}

        static void event(SentinelEvent event) {
            line(event.type().level(), event.type().channel() + " " + event.payload());
        }

        static void line(EventLevel level, String text) {
            switch (level) {
                case DEBUG -> LOG.debug(text);
                case VERBOSE -> LOG.debug(VERBOSE, text);
                case NOTICE -> LOG.info(text);
                case WARNING -> LOG.warn(text);
            }
        }
    }
}
