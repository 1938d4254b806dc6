package io.reactivesentinel.engine.internal.runtime;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Where events leave: to subscribers, each with a bounded buffer of its own.
 *
 * <p>Emitted by the decision loop alone; whatever subscribers do happens on another thread.
 */
final class EventHub<T> {

    private static final Duration PATIENCE = Duration.ofMillis(100);

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

    /** Ends the stream; after the decision loop, which may be in the middle of an event if it could not be ended. */
    void complete() {
        sink.emitComplete(Sinks.EmitFailureHandler.busyLooping(PATIENCE));
    }
}
