package io.reactivesentinel.server;

import io.reactivesentinel.engine.SentinelEngine;
import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.spi.StateSaveException;
import io.reactivesentinel.resp.netty.RespBindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;

/** An engine as a process: its first and last log lines, its pid file, its end. */
final class SentinelServer {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelServer.class);

    private SentinelServer() {}

    /**
     * Runs a Sentinel until a signal or a command ends it.
     *
     * @return the exit status
     * @throws StartFailure if it cannot start for a reason the user can repair
     * @throws ConfigException likewise, with the line where there is one
     */
    static int run(SentinelConfig config, ServerSettings settings, Supervisor supervisor) {
        long pid = ProcessHandle.current().pid();
        ServerLogging.configure(settings.logLevel(), settings.logFile(), settings.syslog());
        LOG.info("oO0OoO0OoO0Oo Reactive Sentinel is starting oO0OoO0OoO0Oo");
        LOG.info(
                "Reactive Sentinel version={}, redis_version={}, bits=64, pid={}, just started",
                Pages.version(),
                ConfigException.REDIS_VERSION,
                pid);
        LOG.info("Configuration loaded");
        Exposure.warnings(config).forEach(LOG::warn);
        if (!config.listens() && config.unixSocket().isEmpty()) {
            throw new StartFailure("Configured to not listen anywhere, exiting.");
        }
        supervisor.starting();
        Ending ending = Ending.bySignals();
        LOG.info("Running mode=sentinel, port={}.", port(config));
        SentinelEngine engine = start(config, new ServerControl(settings.logLevel(), supervisor.name()));
        // Not before: a second process that cannot start must not take the file from the first.
        Optional<PidFile> pidFile = settings.pidFile().map(file -> PidFile.write(file, pid));
        try {
            supervisor.ready();
            Background.ready();
            return runUntilEnd(engine, ending, supervisor);
        } finally {
            pidFile.ifPresent(PidFile::remove);
            LOG.warn("Sentinel is now ready to exit, bye bye...");
        }
    }

    /** The plain port, or that of TLS where there is no plain one. */
    static int port(SentinelConfig config) {
        return config.listensPlain() ? config.port() : config.tls().port();
    }

    private static int runUntilEnd(SentinelEngine engine, Ending ending, Supervisor supervisor) {
        // The engine ends of itself when it is told SHUTDOWN, or when it breaks.
        engine.onDispose().subscribe(nothing -> {}, error -> broken(error, ending), () -> ending.now(0));
        int status = ending.await();
        LOG.warn("User requested shutdown...");
        supervisor.stopping();
        engine.disposeNow();
        return status;
    }

    private static void broken(Throwable error, Ending ending) {
        LOG.error("The engine has stopped by a defect", error);
        ending.now(1);
    }

    private static SentinelEngine start(SentinelConfig config, ServerControl control) {
        try {
            return SentinelEngine.startNow(config, control);
        } catch (RuntimeException e) {
            Throwable reason = Exceptions.unwrap(e);
            if (reason instanceof RespBindException refused && !(refused.address() instanceof InetSocketAddress)) {
                throw new StartFailure("Failed opening Unix socket: " + refused.text());
            }
            if (reason instanceof RespBindException refused) {
                int port = refused.address() instanceof InetSocketAddress inet ? inet.getPort() : config.port();
                LOG.warn("Warning: Could not create server TCP listening socket {}", refused.text());
                throw new StartFailure("Failed listening on port " + port + " (tcp), aborting.");
            }
            if (reason instanceof StateSaveException) {
                throw new StartFailure(String.valueOf(reason.getMessage()));
            }
            throw e;
        }
    }
}
