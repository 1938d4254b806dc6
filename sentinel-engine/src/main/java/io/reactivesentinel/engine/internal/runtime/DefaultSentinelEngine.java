package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.CommandException;
import io.reactivesentinel.engine.PingResult;
import io.reactivesentinel.engine.SentinelEngine;
import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.stage.Answer;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Input;
import io.reactivesentinel.engine.internal.stage.Membership;
import io.reactivesentinel.engine.internal.stage.Refusal;
import io.reactivesentinel.engine.internal.stage.Sentinel;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.ProcessControl;
import io.reactivesentinel.engine.spi.Seams;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.MasterSnapshot;
import io.reactivesentinel.protocol.ReplicaSnapshot;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SentinelSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The engine on its own threads: one decides, one delivers events, one writes the log. */
final class DefaultSentinelEngine implements SentinelEngine {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /** For scripts that still run at the end. */
    private static final Duration SCRIPT_GRACE = Duration.ofSeconds(1);

    private final PersistentState state;
    private final Seams seams;
    private final Timings timings;
    private final @Nullable ProcessControl process;
    private final Path scriptDirectory;
    private final Runnable release;
    private final Scheduler decisions = Schedulers.newSingle("sentinel-decisions", true);
    private final Scheduler delivery = Schedulers.newSingle("sentinel-events", true);
    private final Scheduler logging = Schedulers.newSingle(DefaultSentinelEngine::logThread);
    private final EventHub<SentinelEvent> events = new EventHub<>(EVENT_BUFFER, delivery);
    private final EventHub<PingResult> pings = new EventHub<>(EVENT_BUFFER, delivery);
    private final LogQueue log = new LogQueue(logging);
    private final Sinks.Empty<Void> stopped = Sinks.empty();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile Consumer<SentinelEvent> port = event -> {};
    private volatile @Nullable EngineLoop loop;
    private volatile @Nullable Sentinel deciding;
    private @Nullable RuntimeEffects effects;
    private @Nullable SaveQueue saves;
    private volatile List<InstanceAddress> addresses = List.of();
    private Mono<Void> closePort = Mono.empty();

    DefaultSentinelEngine(
            Seams seams,
            PersistentState state,
            Timings timings,
            Path scriptDirectory,
            @Nullable ProcessControl process,
            Runnable release) {
        this.seams = seams;
        this.state = state;
        this.timings = timings;
        this.scriptDirectory = scriptDirectory;
        this.process = process;
        this.release = release;
    }

    /** A plain thread, for appenders write files and wait for locks: Reactor would name its own as one that must not. */
    private static Thread logThread(Runnable work) {
        Thread thread = new Thread(work, "sentinel-log-1");
        thread.setDaemon(true);
        return thread;
    }

    void serveEventsTo(Consumer<SentinelEvent> listener) {
        port = listener;
    }

    /** Begins to watch; the port, if any, is bound already. */
    void begin(Membership membership, List<InstanceAddress> listening, Mono<Void> close) {
        addresses = List.copyOf(listening);
        closePort = close;
        SaveQueue queue = new SaveQueue(seams.store(), seams.clock(), this::saveEnded);
        RuntimeEffects doing = new RuntimeEffects(
                seams, scriptDirectory, queue, events, pings, log, event -> port.accept(event), process);
        Sentinel sentinel = new Sentinel(state, membership, timings, seams.random(), doing);
        deciding = sentinel;
        EngineLoop running = new EngineLoop(sentinel, seams.clock(), decisions.createWorker(), this::broken);
        doing.reportTo(running);
        saves = queue;
        effects = doing;
        loop = running;
        doing.log(EventLevel.NOTICE, "Sentinel ID is " + state.myId());
        running.start();
    }

    /** Tells the log, in C Sentinel's words, and the loop. */
    private void saveEnded(Input result) {
        if (seams.store().isDurable()) {
            if (result instanceof Input.SaveFailed failed) {
                log.line(
                        EventLevel.WARNING,
                        "WARNING: Sentinel was not able to save the new configuration on disk!!!: " + failed.reason());
            } else {
                log.line(EventLevel.NOTICE, "Sentinel new configuration saved on disk");
            }
        }
        EngineLoop target = loop;
        if (target != null) {
            target.offer(result);
        }
    }

    private void broken(Throwable cause) {
        log.line(EventLevel.WARNING, "The decision loop broke and the engine stops: " + cause);
        stop(cause);
    }

    /** The settings of the process as they are now. */
    GlobalSettings settings() {
        Sentinel sentinel = deciding;
        return sentinel == null ? state.settings() : sentinel.settings();
    }

    /** The periods as they are now. */
    Timings timings() {
        Sentinel sentinel = deciding;
        return sentinel == null ? timings : sentinel.timings();
    }

    /** Where a master is, without asking the decision loop; empty when only that can tell. */
    Optional<InstanceAddress> knownAddress(String masterName) {
        Sentinel sentinel = deciding;
        return sentinel == null || stopping.get() ? Optional.empty() : sentinel.masterAddress(masterName);
    }

    void call(Call<?> call) {
        EngineLoop running = loop;
        if (running == null) {
            call.answer().refuse(Refusal.of(Refusal.Reason.STOPPED));
        } else {
            running.call(call);
        }
    }

    private <A> Mono<A> ask(Command<A> command) {
        return Mono.create(sink -> call(new Call<>(command, new SinkAnswer<>(sink))));
    }

    @Override
    public String id() {
        return state.myId();
    }

    @Override
    public List<InstanceAddress> addresses() {
        return addresses;
    }

    @Override
    public Flux<SentinelEvent> events() {
        return events.out();
    }

    @Override
    public Flux<PingResult> pingResults() {
        return pings.out();
    }

    @Override
    public Flux<MasterSnapshot> masters() {
        return ask(new Command.Masters()).flatMapIterable(all -> all);
    }

    @Override
    public Mono<MasterSnapshot> master(String masterName) {
        return ask(new Command.Master(masterName));
    }

    @Override
    public Flux<ReplicaSnapshot> replicas(String masterName) {
        return ask(new Command.Replicas(masterName)).flatMapIterable(all -> all);
    }

    @Override
    public Flux<SentinelSnapshot> sentinels(String masterName) {
        return ask(new Command.Sentinels(masterName)).flatMapIterable(all -> all);
    }

    @Override
    public Mono<InstanceAddress> masterAddress(String masterName) {
        return ask(new Command.MasterAddress(masterName)).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Flux<InstanceAddress> replicaAddresses(String masterName) {
        return replicas(masterName)
                .onErrorResume(
                        e -> e instanceof CommandException refused
                                && refused.reason() == CommandException.Reason.NO_SUCH_MASTER,
                        e -> Flux.empty())
                .filter(replica -> replica.announced()
                        && !replica.status().isSdown()
                        && replica.status().isConnected())
                .map(replica -> replica.status().ref().address());
    }

    @Override
    public Mono<Void> failover(String masterName) {
        return ask(new Command.Failover(masterName)).then();
    }

    @Override
    public Mono<Void> coordinatedFailover(String masterName) {
        return ask(new Command.Failover(masterName, true)).then();
    }

    @Override
    public Mono<Void> monitor(MonitorConfig master) {
        return ask(new Command.Monitor(master)).then();
    }

    @Override
    public Mono<Void> remove(String masterName) {
        return ask(new Command.Remove(masterName)).then();
    }

    @Override
    public Mono<Void> set(String masterName, UnaryOperator<MonitorConfig.Builder> change) {
        return ask(new Command.Settings(masterName))
                .flatMap(before -> {
                    MonitorConfig after = change.apply(before.toBuilder()).build();
                    return ask(new Command.Change(
                            masterName,
                            List.of(new Command.Setting(
                                    "settings (by the application)", unused -> after.toBuilder()))));
                })
                .then();
    }

    @Override
    public Mono<Integer> reset(String pattern) {
        return ask(new Command.Reset(pattern));
    }

    @Override
    public Mono<Void> onDispose() {
        return stopped.asMono();
    }

    @Override
    public boolean isDisposed() {
        return stopping.get();
    }

    @Override
    public void dispose() {
        stop(null);
    }

    @Override
    public void disposeNow() {
        dispose();
        onDispose().onErrorComplete().block(STOP_LIMIT);
    }

    private void stop(@Nullable Throwable cause) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        closePort
                .onErrorComplete()
                .timeout(STOP_LIMIT, Mono.empty())
                .subscribeOn(Schedulers.boundedElastic())
                .doFinally(signal -> Schedulers.boundedElastic().schedule(() -> finishStop(cause)))
                .subscribe(unused -> {}, e -> {});
    }

    private void finishStop(@Nullable Throwable cause) {
        EngineLoop running = loop;
        SaveQueue queue = saves;
        RuntimeEffects doing = effects;
        if (queue != null) {
            queue.close();
        }
        if (running != null) {
            running.stop(() -> {
                if (doing != null) {
                    doing.closeAll();
                }
            });
        }
        decisions.disposeGracefully().timeout(STOP_LIMIT).onErrorComplete().block();
        // Not before: an end that is told while an event is being told is refused, and nobody would tell it again.
        events.complete();
        pings.complete();
        if (doing != null) {
            doing.endScripts(SCRIPT_GRACE);
        }
        delivery.disposeGracefully().timeout(STOP_LIMIT).onErrorComplete().block();
        logging.disposeGracefully().timeout(STOP_LIMIT).onErrorComplete().block();
        if (queue != null) {
            queue.awaitIdle(STOP_LIMIT);
        }
        release.run();
        if (cause == null) {
            stopped.tryEmitEmpty();
        } else {
            stopped.tryEmitError(cause);
        }
    }

    private static final class SinkAnswer<A> implements Answer<A> {

        private final MonoSink<A> sink;

        SinkAnswer(MonoSink<A> sink) {
            this.sink = sink;
        }

        @Override
        public void accept(A value) {
            Schedulers.parallel().schedule(() -> sink.success(value));
        }

        @Override
        public void refuse(Refusal refusal) {
            CommandException.Reason reason =
                    CommandException.Reason.valueOf(refusal.reason().name());
            String text = refusal.detail().isEmpty()
                    ? reason.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    : refusal.detail();
            Schedulers.parallel().schedule(() -> sink.error(new CommandException(reason, text)));
        }
    }
}
