package io.reactivesentinel.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.MarkerFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.FilterReply;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Where log lines go and which: the directives {@code loglevel}, {@code logfile} and
 * {@code syslog-*}. Set up in code, since a Sentinel
 * should start fast and its configuration file is the only one it has.
 */
final class ServerLogging {
    private static final String OURS = "io.reactivesentinel";

    private ServerLogging() {}

    /** On a message that a signal handler writes, which C Sentinel words differently from its other lines. */
    static final Marker SIGNAL_MARKER = MarkerFactory.getMarker("SIGNAL");

    /** Lines of level notice and above to the standard output: how every start begins. */
    static void toStandardOutput() {
        apply(LogLevel.NOTICE, List.of(standardOutput()));
    }

    /** No lines at all: for the demo, whose output is for a reader and whose Sentinels log for themselves. */
    static void off() {
        apply(LogLevel.NOTHING, List.of());
    }

    /**
     * Changes level and destinations.
     *
     * @param file appended to and created if need be; an empty path means the standard output
     * @param syslog the system's log, if lines go there as well
     * @throws StartFailure if the file cannot be written
     */
    static void configure(LogLevel level, Path file, Optional<Syslog> syslog) {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        appenders.add(file.toString().isEmpty() ? standardOutput() : toFile(file));
        Optional<UnixDatagram> socket = syslog.flatMap(any -> UnixDatagram.to(Syslog.SOCKET));
        socket.ifPresent(
                open -> appenders.add(new SyslogAppender(open, syslog.orElseThrow(), pid(), ZoneId.systemDefault())));
        apply(level, appenders);
        if (syslog.isPresent() && (socket.isEmpty() || !Files.exists(Path.of(Syslog.SOCKET)))) {
            LoggerFactory.getLogger(ServerLogging.class)
                    .warn(
                            "syslog-enabled yes: {}; lines go to {} alone",
                            socket.isEmpty()
                                    ? "this machine's Unix sockets cannot be reached"
                                    : "there is no " + Syslog.SOCKET,
                            file.toString().isEmpty() ? "the standard output" : file);
        }
    }

    /** Changes the level while lines are written; destinations stay. */
    static synchronized void level(LogLevel level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.resetTurboFilterList();
        if (level == LogLevel.VERBOSE) {
            context.addTurboFilter(verboseToo(context));
        }
        // Libraries speak of their own matters in their own words: only their warnings are an operator's concern.
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .setLevel(level == LogLevel.NOTHING ? Level.OFF : Level.WARN);
        context.getLogger(OURS).setLevel(level.threshold());
    }

    /** Writes what is on its way; nothing is logged any more. */
    static void end() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static RedisLogLayout layout() {
        return new RedisLogLayout(pid(), ZoneId.systemDefault());
    }

    private static Appender<ILoggingEvent> toFile(Path file) {
        try (FileOutputStream probe = new FileOutputStream(file.toFile(), true)) {
            probe.flush();
        } catch (IOException e) {
            throw new StartFailure("Can't open the log file: " + e.getMessage());
        }
        return new LogFileAppender(file, layout());
    }

    private static Appender<ILoggingEvent> standardOutput() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        RedisLogLayout layout = layout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setEncoder(encoder);
        return appender;
    }

    private static void apply(LogLevel level, List<Appender<ILoggingEvent>> appenders) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        for (Appender<ILoggingEvent> appender : appenders) {
            appender.setContext(context);
            appender.start();
            root.addAppender(appender);
        }
        level(level);
    }

    private static MarkerFilter verboseToo(LoggerContext context) {
        MarkerFilter filter = new MarkerFilter();
        filter.setContext(context);
        filter.setMarker(LogLevel.VERBOSE_MARKER.getName());
        filter.setOnMatch(FilterReply.ACCEPT.name());
        filter.setOnMismatch(FilterReply.NEUTRAL.name());
        filter.start();
        return filter;
    }
}
