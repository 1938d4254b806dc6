package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Marker;

@Timeout(60)
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class SyslogAppenderTest {
    private static final long AT_MS = Instant.parse("2026-03-04T05:06:07.890Z").toEpochMilli();

    @TempDir
    Path directory;

    private final LoggerContext context = new LoggerContext();

    private LoggingEvent event(Level level, String message, Optional<Marker> marker) {
        LoggingEvent event = new LoggingEvent(
                "x", context.getLogger("io.reactivesentinel"), level, message, null, new Object[] {"the end"});
        event.setTimeStamp(AT_MS);
        marker.ifPresent(event::addMarker);
        return event;
    }

    private SyslogAppender appender(Path socket) {
        SyslogAppender appender = new SyslogAppender(
                UnixDatagram.to(socket.toString()).orElseThrow(), Syslog.of("redis", "local0"), 42, ZoneOffset.UTC);
        appender.setContext(context);
        appender.start();
        return appender;
    }

    @Test
    void linesLookAsThoseOfTheCLibrary() throws Exception {
        Path socket = directory.resolve("log");
        SyslogAppender appender = appender(socket);
        try (DatagramReceiver receiver = new DatagramReceiver(socket)) {
            appender.doAppend(event(Level.WARN, "a\nb {}", Optional.empty()));
            assertThat(receiver.next()).isEqualTo("<132>Mar  4 05:06:07 redis[42]: a\\nb the end");
            appender.doAppend(event(Level.INFO, "n", Optional.empty()));
            assertThat(receiver.next()).startsWith("<133>");
            appender.doAppend(event(Level.DEBUG, "v", Optional.of(LogLevel.VERBOSE_MARKER)));
            assertThat(receiver.next()).startsWith("<134>");
            appender.doAppend(event(Level.DEBUG, "d", Optional.empty()));
            assertThat(receiver.next()).startsWith("<135>");
        } finally {
            appender.stop();
        }
    }

    @Test
    void aLogThatStartsAnewIsFoundAgain() throws Exception {
        Path socket = directory.resolve("log");
        SyslogAppender appender = appender(socket);
        try {
            appender.doAppend(event(Level.WARN, "perhaps nobody hears this", Optional.empty()));
            for (int life = 0; life < 2; life++) {
                try (DatagramReceiver receiver = new DatagramReceiver(socket)) {
                    appender.doAppend(event(Level.WARN, "life " + life, Optional.empty()));
                    String heard = receiver.next();
                    if (heard.endsWith("nobody hears this")) {
                        heard = receiver.next(); // It was sent without waiting, and came just in time.
                    }
                    assertThat(heard).endsWith(": life " + life);
                }
                Files.deleteIfExists(socket);
            }
        } finally {
            appender.stop();
        }
    }

    @Test
    void facilitiesHaveTheNumbersOfTheSystem() {
        assertThat(Syslog.of("x", "user").facility()).isEqualTo(1);
        assertThat(Syslog.of("x", "LOCAL0").facility()).isEqualTo(16);
        assertThat(Syslog.of("x", "local7").facility()).isEqualTo(23);
    }
}
