package io.reactivesentinel.server;

import io.reactivesentinel.engine.config.SentinelConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The directives that are the process's and not the engine's.
 *
 * @param logLevel which lines are logged
 * @param logFile where to, an empty path for the standard output
 * @param syslog the system's log, if lines go there as well
 * @param pidFile where to leave the process id
 * @param daemonize whether to go to the background
 * @param supervised who may have started it: no, auto, upstart or systemd
 */
record ServerSettings(
        LogLevel logLevel,
        Path logFile,
        Optional<Syslog> syslog,
        Optional<Path> pidFile,
        boolean daemonize,
        String supervised) {

    /** Where C Sentinel leaves the process id when it goes to the background and nothing else is said. */
    private static final String DAEMON_PID_FILE = "/var/run/redis.pid";

    /** Takes them out of a configuration; relative paths are relative to {@code dir}, or to the working directory. */
    static ServerSettings of(SentinelConfig config, Path workingDirectory) {
        Path directory = word(config, "dir").map(workingDirectory::resolve).orElse(workingDirectory);
        boolean daemonize = config.flag("daemonize");
        Optional<Syslog> syslog = config.flag("syslog-enabled")
                ? Optional.of(Syslog.of(config.text("syslog-ident"), config.text("syslog-facility")))
                : Optional.empty();
        return new ServerSettings(
                word(config, "loglevel").flatMap(LogLevel::named).orElse(LogLevel.NOTICE),
                word(config, "logfile").map(directory::resolve).orElse(Path.of("")),
                syslog,
                word(config, "pidfile")
                        .or(() -> daemonize ? Optional.of(DAEMON_PID_FILE) : Optional.empty())
                        .map(directory::resolve),
                daemonize,
                config.text("supervised"));
    }

    /** The one word of a directive, when it is given and not empty. */
    private static Optional<String> word(SentinelConfig config, String directive) {
        return config.directive(directive).orElse(List.of()).stream()
                .findFirst()
                .filter(word -> !word.isEmpty());
    }
}
