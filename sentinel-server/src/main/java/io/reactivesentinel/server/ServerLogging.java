package io.reactivesentinel.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.MarkerFilter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.FilterReply;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Where log lines go and which: the directives {@code loglevel} and {@code logfile}. Set up in code, since a Sentinel
 * should start fast and its configuration file is the only one it has.
 */
final class ServerLogging {
    private static final String OURS = "io.reactivesentinel";

    private ServerLogging() {}

    /** Lines of level notice and above to the standard output: how every start begins. */
    static void toStandardOutput() {
        apply(LogLevel.NOTICE, standardOutput());
    }

    /** No lines at all: for the demo, whose output is for a reader and whose Sentinels log for themselves. */
    static void off() {
        apply(LogLevel.NOTHING, standardOutput());
    }

    /** On a message that a signal handler writes, which C Sentinel words differently from its other lines. */
    static final Marker SIGNAL_MARKER = MarkerFactory.getMarker("SIGNAL");

    /**
     * Changes level and destination.
     *
     * @param file appended to and created if need be; an empty path means the standard output
     * @throws StartFailure if the file cannot be written
     */
    static void configure(LogLevel level, Path file) {
        if (file.toString().isEmpty()) {
            apply(level, standardOutput());
            return;
        }
        try (FileOutputStream probe = new FileOutputStream(file.toFile(), true)) {
            probe.flush();
        } catch (IOException e) {
            throw new StartFailure("Can't open the log file: " + e.getMessage());
        }
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        apply(level, appender);
    }

    private static OutputStreamAppender<ILoggingEvent> standardOutput() {
        // Passes bytes on as they are and, unlike an appender of a file, leaves the stream open when it is replaced.
        return new ConsoleAppender<>();
    }

    private static void apply(LogLevel level, OutputStreamAppender<ILoggingEvent> appender) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        RedisLogLayout layout = new RedisLogLayout(ProcessHandle.current().pid(), ZoneId.systemDefault());
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
        level(level);
    }

    /** Changes the level alone, any time. */
    static synchronized void level(LogLevel level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.resetTurboFilterList();
        if (level == LogLevel.VERBOSE) {
            context.addTurboFilter(verboseToo(context));
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        // Libraries speak of their own matters in their own words: only their warnings are an operator's concern.
        root.setLevel(level == LogLevel.NOTHING ? Level.OFF : Level.WARN);
        context.getLogger(OURS).setLevel(level.threshold());
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
