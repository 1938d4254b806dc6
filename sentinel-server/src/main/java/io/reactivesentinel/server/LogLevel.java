package io.reactivesentinel.server;

import ch.qos.logback.classic.Level;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The levels of the {@code loglevel} directive, loudest first, and what they let through. */
enum LogLevel {
    DEBUG,
    /** As {@link #NOTICE}, and what carries the {@linkplain #VERBOSE_MARKER marker}. */
    VERBOSE,
    NOTICE,
    WARNING,
    NOTHING;

    /** On a message of level debug: that it belongs to Redis's level {@code verbose}, which SLF4J does not have. */
    static final Marker VERBOSE_MARKER = MarkerFactory.getMarker("VERBOSE");

    /** The quietest Logback level it lets through without a look at markers. */
    Level threshold() {
        return switch (this) {
            case DEBUG -> Level.DEBUG;
            case VERBOSE, NOTICE -> Level.INFO;
            case WARNING -> Level.WARN;
            case NOTHING -> Level.OFF;
        };
    }

    /** The level of that name, in any case. */
    static Optional<LogLevel> named(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        for (LogLevel level : values()) {
            if (level.name().equals(wanted)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
