package io.reactivesentinel.server;

import io.reactivesentinel.engine.SentinelEngine;
import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine as a process: its log lines, its pid file, its end. The one class here that touches the engine. */
final class SentinelServer {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelServer.class);

    private SentinelServer() {}

    /**
     * Runs a Sentinel until a signal or a command ends it.
     *
     * @return the exit status
     * @throws StartFailure if it cannot start for a reason the user can repair
     */
    static int run(SentinelConfig config, ServerSettings settings) {
        long pid = ProcessHandle.current().pid();
        ServerLogging.configure(settings.logLevel(), settings.logFile());
        LOG.info("oO0OoO0OoO0Oo Reactive Sentinel is starting oO0OoO0OoO0Oo");
        LOG.info("Reactive Sentinel version={}, bits=64, pid={}, just started", Pages.version(), pid);
        LOG.info("Configuration loaded");
        if (settings.daemonize()) {
            LOG.warn("daemonize yes: staying in the foreground all the same; run it under systemd, or in the "
                    + "background with nohup");
        }
        Ending ending = Ending.bySignals();
        Optional<PidFile> pidFile = settings.pidFile().map(file -> PidFile.write(file, pid));
        try {
            LOG.info("Running mode=sentinel, port={}.", config.port());
            SentinelEngine engine = start(config);
            engine.onDispose().subscribe(nothing -> {}, error -> failed(error, ending), () -> ending.now(0));
            int status = ending.await();
            LOG.info("User requested shutdown...");
            engine.disposeNow();
            return status;
        } finally {
            pidFile.ifPresent(PidFile::remove);
            LOG.warn("Sentinel is now ready to exit, bye bye...");
        }
    }

    private static SentinelEngine start(SentinelConfig config) {
        SentinelEngine engine = SentinelEngine.startNow(config);
        engine.events().subscribe(SentinelServer::log, error -> LOG.warn("Events are no longer logged", error));
        return engine;
    }

    /** One log line for an event, at its level, as every Sentinel writes it. */
    private static void log(SentinelEvent event) {
        String channel = event.type().channel();
        switch (event.type().level()) {
            case DEBUG -> LOG.debug("{} {}", channel, event.payload());
            case VERBOSE -> LOG.debug(LogLevel.VERBOSE_MARKER, "{} {}", channel, event.payload());
            case NOTICE -> LOG.info("{} {}", channel, event.payload());
            case WARNING -> LOG.warn("{} {}", channel, event.payload());
        }
    }

    private static void failed(Throwable error, Ending ending) {
        LOG.error("The engine has stopped", error);
        ending.now(1);
    }
}
