package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.SentinelEngine;
import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.internal.port.Decisions;
import io.reactivesentinel.engine.internal.port.Hosting;
import io.reactivesentinel.engine.internal.port.PortSettings;
import io.reactivesentinel.engine.internal.port.SentinelPort;
import io.reactivesentinel.engine.internal.port.ServerFacts;
import io.reactivesentinel.engine.internal.port.UserSettings;
import io.reactivesentinel.engine.internal.stage.Membership;
import io.reactivesentinel.engine.internal.store.ConfStateStore;
import io.reactivesentinel.engine.internal.store.LoadedConfig;
import io.reactivesentinel.engine.internal.store.VolatileStateStore;
import io.reactivesentinel.engine.internal.tls.LiveTls;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.ProcessControl;
import io.reactivesentinel.engine.spi.Seams;
import io.reactivesentinel.engine.spi.StateStore;
import io.reactivesentinel.protocol.InstanceAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** Puts an engine together from its configuration: state first, then the port, then everything else. */
public final class EngineStart {

    private static final Logger LOG = LoggerFactory.getLogger(EngineStart.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private EngineStart() {}

    /** As {@link SentinelEngine#start}. */
    public static Mono<SentinelEngine> start(SentinelConfig config, @Nullable ProcessControl process) {
        return start(config, process, NameLookup::new);
    }

    /** The same, with names resolved by other means than the system's. */
    static Mono<SentinelEngine> start(
            SentinelConfig config, @Nullable ProcessControl process, Function<LoopResources, NameLookup> names) {
        return Mono.fromCallable(() -> prepare(config, process))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(prepared -> prepared.launch(names));
    }

    /** As {@link SentinelEngine#startNow}. */
    public static SentinelEngine startNow(SentinelConfig config, @Nullable ProcessControl process) {
        SentinelEngine engine = start(config, process).block(START_LIMIT);
        if (engine == null) {
            throw new IllegalStateException("the engine did not start");
        }
        return engine;
    }

    private static Prepared prepare(SentinelConfig config, @Nullable ProcessControl process) {
        SecureRandomSource random = new SecureRandomSource();
        String freshId = random.nextId();
        if (config.stateFile().isEmpty()) {
            PersistentState state = new PersistentState(
                    freshId,
                    0,
                    config.settings(),
                    config.monitors().stream().map(MasterRecord::fresh).toList());
            return new Prepared(config, random, new VolatileStateStore(), state, false, process, () -> {});
        }
        ConfStateStore.Opened opened = ConfStateStore.open(config);
        LoadedConfig loaded = opened.loaded();
        if (process != null) {
            // A level set at run time is part of the state, which may be kept apart from the file that was read first.
            loaded.settings().logLevel().ifPresent(process::logLevel);
        }
        return new Prepared(
                loaded.config(),
                random,
                opened.store(),
                loaded.state(freshId),
                loaded.myId().isEmpty(),
                process,
                opened.store()::close);
    }

    /** Everything that is needed, and has touched nothing but the state file yet. */
    private record Prepared(
            SentinelConfig config,
            SecureRandomSource random,
            StateStore store,
            PersistentState state,
            boolean isNew,
            @Nullable ProcessControl process,
            Runnable release) {

        Mono<SentinelEngine> launch(Function<LoopResources, NameLookup> names) {
            SystemClock clock = new SystemClock();
            try {
                UserSettings users = UserStart.of(config, state.settings(), scriptDirectory());
                return launch(LiveTls.start(config.tls(), scriptDirectory(), clock::wallMs), users, clock, names);
            } catch (RuntimeException e) {
                release.run();
                throw e;
            }
        }

        private Mono<SentinelEngine> launch(
                Optional<LiveTls> tls,
                UserSettings users,
                SystemClock clock,
                Function<LoopResources, NameLookup> names) {
            LoopResources loops = LoopResources.create("sentinel-io", 1, true);
            Runnable end = () -> {
                tls.ifPresent(LiveTls::dispose);
                loops.dispose();
                release.run();
            };
            NettyLinks links = new NettyLinks(loops, source(), tls.flatMap(LiveTls::client), names.apply(loops));
            Seams seams = new Seams(clock, random, store, links);

            // An id that is not on disk would be another one after a crash.
            Mono<Void> saveId = isNew ? store.save(state) : Mono.empty();
            return saveId.then(Mono.defer(() -> begin(seams, loops, tls, users, end)))
                    .doOnError(e -> end.run())
                    .doOnCancel(end);
        }

        /** The own address that connections come from. */
        private Optional<String> source() {
            return Optional.of(config.text("bind-source-addr")).filter(host -> !host.isEmpty());
        }

        private Mono<SentinelEngine> begin(
                Seams seams, LoopResources loops, Optional<LiveTls> tls, UserSettings users, Runnable end) {
            DefaultSentinelEngine engine =
                    new DefaultSentinelEngine(seams, state, config.timings(), scriptDirectory(), process, end);
            if (!config.listens() && config.unixSocket().isEmpty()) {
                engine.begin(Membership.OBSERVER, List.of(), Mono.empty());
                return Mono.just(engine);
            }
            int clientsMax = clientsMax(Descriptors.limit());
            PortSettings settings = new PortSettings(
                    config.requirepass(),
                    config.protectedMode(),
                    clientsMax,
                    () -> engine.settings().denyScriptsReconfig(),
                    () -> engine.settings().resolveHostnames(),
                    path -> Files.isExecutable(scriptDirectory().resolve(path)));
            Decisions decisions = new Decisions(engine::call, engine::knownAddress);
            SentinelPort port =
                    new SentinelPort(settings, users, facts(seams), hosting(engine), decisions, engine::dispose);
            engine.serveEventsTo(port::publish);
            config.directives("rename-command").forEach(words -> port.rename(words.get(0), words.get(1)));
            return new ServerSockets(config, clientsMax, loops, tls).bind(port).map(bound -> {
                engine.begin(membership(bound.addresses()), bound.addresses(), bound.close());
                return engine;
            });
        }

        /** As many clients as are wanted, or fewer when the process may not have that many files open. */
        private int clientsMax(long limit) {
            int wanted = config.maxClients();
            int clients = Descriptors.clients(wanted, limit);
            if (clients < 1 && process != null) {
                throw new ConfigException(Descriptors.tooFew(wanted, limit));
            }
            if (clients < wanted) {
                LOG.warn(Descriptors.reduced(wanted, Math.max(1, clients), limit));
            }
            return Math.max(1, clients);
        }

        /** A Sentinel that only a local socket leads to cannot be asked by the others. */
        private Membership membership(List<InstanceAddress> addresses) {
            return addresses.isEmpty()
                    ? Membership.OBSERVER
                    : new Membership(true, store.isDurable(), announced(addresses), config.requirepass());
        }

        /** The port that others are told: the one that links of this kind can use. */
        private int announced(List<InstanceAddress> addresses) {
            int tlsPort = config.tls().port();
            return config.tls().links() && tlsPort != 0
                    ? tlsPort
                    : addresses.get(0).port();
        }

        private Hosting hosting(DefaultSentinelEngine engine) {
            return new Hosting(Optional.ofNullable(process), config.text("loglevel"), engine::timings);
        }

        /** The program; none of ours when it is an application that embeds the engine. */
        private String executable() {
            return process == null
                    ? ""
                    : ProcessHandle.current().info().command().orElse("");
        }

        /** C Sentinel changes to {@code dir} when it reads it; scripts run there, and their paths are relative to it. */
        private Path scriptDirectory() {
            return Path.of(config.directive("dir").map(words -> words.get(0)).orElse(""))
                    .toAbsolutePath();
        }

        private ServerFacts facts(Seams seams) {
            long startMs = seams.clock().monotonicMs();
            return new ServerFacts(
                    Version.text(),
                    random.nextId(),
                    config.listensPlain() ? config.port() : config.tls().port(),
                    config.bindAddresses(),
                    process == null ? "no" : process.supervised(),
                    executable(),
                    config.configFile().or(config::stateFile).map(Path::toString),
                    () -> seams.clock().wallMs(),
                    () -> seams.clock().monotonicMs() - startMs);
        }
    }
}
