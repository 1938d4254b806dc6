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
 * @param pidFile where to leave the process id
 * @param daemonize whether to go to the background, which is only told of: the process stays in the foreground
 */
record ServerSettings(LogLevel logLevel, Path logFile, Optional<Path> pidFile, boolean daemonize) {

    /** Takes them out of a configuration; relative paths are relative to {@code dir}, or to the working directory. */
    static ServerSettings of(SentinelConfig config, Path workingDirectory) {
        Path directory = word(config, "dir").map(workingDirectory::resolve).orElse(workingDirectory);
        return new ServerSettings(
                word(config, "loglevel").flatMap(LogLevel::named).orElse(LogLevel.NOTICE),
                word(config, "logfile").map(directory::resolve).orElse(Path.of("")),
                word(config, "pidfile").map(directory::resolve),
                config.flag("daemonize"));
    }

    /** The one word of a directive, when it is given and not empty. */
    private static Optional<String> word(SentinelConfig config, String directive) {
        return config.directive(directive).orElse(List.of()).stream()
                .findFirst()
                .filter(word -> !word.isEmpty());
    }
}
