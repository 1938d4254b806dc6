package io.reactivesentinel.engine.internal.tls;

import io.netty.handler.ssl.SslContext;
import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * TLS that follows its files: what they hold is read again every {@link #PERIOD}, off every thread that must not block, and
 * new connections are made with it. Files that do not fit together, such as a certificate whose key has not been replaced
 * yet, change nothing; the log says so once.
 *
 * <p><b>Threading</b>: any thread.
 */
public final class LiveTls implements Disposable {

    /** How often files are looked at. */
    public static final Duration PERIOD = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(LiveTls.class);
    private static final long IDLE_SECONDS = 30;

    /** Files and what was made of them. */
    private record Loaded(TlsFiles files, TlsContexts contexts) {}

    private final TlsConfig config;
    private final Path directory;
    private final LongSupplier wallMs;
    private final ThreadPoolExecutor computing = computing();
    private final Disposable.Swap watching = Disposables.swap();
    private volatile Loaded loaded;

    /** The last failure that was told, by the watching thread alone. */
    private String told = "";

    private LiveTls(TlsConfig config, Path directory, LongSupplier wallMs, Loaded loaded) {
        this.wallMs = wallMs;
        this.config = config;
        this.directory = directory;
        this.loaded = loaded;
    }

    /**
     * Reads the files and begins to watch them. Blocks on the file system.
     *
     * @param directory where relative names begin
     * @param wallMs the time of day, by which certificates are told to have expired
     * @return empty if the configuration uses no TLS
     * @throws ConfigException naming the file and the reason
     */
    public static Optional<LiveTls> start(TlsConfig config, Path directory, LongSupplier wallMs) {
        if (!config.isUsed()) {
            return Optional.empty();
        }
        LiveTls tls = new LiveTls(config, directory, wallMs, load(config, directory));
        tls.warnings().forEach(LOG::warn);
        tls.watching.update(Flux.interval(PERIOD, Schedulers.parallel())
                .onBackpressureDrop()
                .concatMap(tick -> Mono.fromRunnable(tls::look).subscribeOn(Schedulers.boundedElastic()), 1)
                .subscribe());
        return Optional.of(tls);
    }

    private static Loaded load(TlsConfig config, Path directory) {
        TlsFiles files = TlsFiles.read(config, directory);
        return new Loaded(files, TlsContexts.of(config, files));
    }

    private List<String> warnings() {
        return loaded.files().warnings(Instant.ofEpochMilli(wallMs.getAsLong()));
    }

    /** Reads the files, and takes up what they hold if that is new and fits together. Blocks. */
    void look() {
        try {
            TlsFiles files = TlsFiles.read(config, directory);
            if (!files.sameAs(loaded.files())) {
                loaded = new Loaded(files, TlsContexts.of(config, files));
                LOG.info("TLS: the files have changed; new connections use what they hold now");
                warnings().forEach(LOG::warn);
            }
            told = "";
        } catch (RuntimeException e) {
            String failure = e instanceof ConfigException
                    ? String.valueOf(e.getMessage())
                    : e.getClass().getSimpleName();
            if (!failure.equals(told)) {
                told = failure;
                LOG.warn("TLS: {}; what was read before still holds", failure);
            }
        }
    }

    /** For the TLS port. */
    public SslContext server() {
        return switching(TlsContexts::server, config.prefersServerCiphers());
    }

    /** For links; empty if they are not encrypted. */
    public Optional<SslContext> client() {
        return config.links() ? Optional.of(switching(TlsContexts::client, false)) : Optional.empty();
    }

    private SslContext switching(Function<TlsContexts, Optional<SslContext>> part, boolean ownOrder) {
        return new SwitchingSslContext(
                () -> part.apply(loaded.contexts()).orElseThrow(() -> new IllegalStateException("no TLS on this side")),
                computing,
                ownOrder);
    }

    @Override
    public void dispose() {
        watching.dispose();
        computing.shutdown();
    }

    @Override
    public boolean isDisposed() {
        return watching.isDisposed();
    }

    /** One thread, there only while there are handshakes; connections, which have a bound, bound what waits for it. */
    private static ThreadPoolExecutor computing() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "sentinel-tls");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
