package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.PingResult;
import io.reactivesentinel.engine.SentinelEngine;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.internal.stage.Effects;
import io.reactivesentinel.engine.internal.stage.Sentinel;
import io.reactivesentinel.engine.spi.Seams;
import io.reactivesentinel.protocol.SentinelEvent;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * The runtime of an engine (its loop, its effects, its saving) on seams and a worker that somebody else drives, put
 * together as {@link DefaultSentinelEngine} does.
 */
public final class SimulatedLoop {

    /** Takes log lines and events for subscribers, and does nothing with them: nobody subscribes here. */
    private static final Scheduler MUTED = new Scheduler() {

        @Override
        public Disposable schedule(Runnable task) {
            return Disposables.disposed();
        }

        @Override
        public Worker createWorker() {
            return new Worker() {
                @Override
                public Disposable schedule(Runnable task) {
                    return Disposables.disposed();
                }

                @Override
                public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                    return Disposables.disposed();
                }

                @Override
                public void dispose() {}

                @Override
                public boolean isDisposed() {
                    return true;
                }
            };
        }
    };

    private final EngineLoop loop;

    /**
     * A runtime that does not run yet.
     *
     * @param seams the world
     * @param worker what the loop runs on
     * @param port takes the events for Pub/Sub clients
     * @param sentinel makes what decides from what carries its effects out
     * @param onFailure told when the loop breaks
     */
    public SimulatedLoop(
            Seams seams,
            Scheduler.Worker worker,
            Consumer<SentinelEvent> port,
            Function<Effects, Sentinel> sentinel,
            Consumer<Throwable> onFailure) {
        EngineLoop[] target = new EngineLoop[1];
        SaveQueue saves = new SaveQueue(seams.store(), seams.clock(), result -> target[0].offer(result));
        RuntimeEffects doing = new RuntimeEffects(
                seams,
                Path.of("."),
                saves,
                new EventHub<SentinelEvent>(SentinelEngine.EVENT_BUFFER, MUTED),
                new EventHub<PingResult>(SentinelEngine.EVENT_BUFFER, MUTED),
                new LogQueue(MUTED),
                port,
                null);
        loop = new EngineLoop(sentinel.apply(doing), seams.clock(), worker, onFailure);
        target[0] = loop;
        doing.reportTo(loop);
    }

    /** Begins. */
    public void start() {
        loop.start();
    }

    /** Takes a command of a client or an application. */
    public void call(Call<?> call) {
        loop.call(call);
    }
}
