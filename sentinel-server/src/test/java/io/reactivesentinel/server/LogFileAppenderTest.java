package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileAppenderTest {
    @TempDir
    Path directory;

    private final LoggerContext context = new LoggerContext();
    private Path file;
    private LogFileAppender appender;

    @BeforeEach
    void begin() throws Exception {
        file = Files.createDirectory(directory.resolve("log")).resolve("sentinel.log");
        appender = new LogFileAppender(file, new RedisLogLayout(7, ZoneOffset.UTC));
        appender.setContext(context);
        appender.start();
    }

    private void log(String message) {
        appender.doAppend(
                new LoggingEvent("x", context.getLogger("io.reactivesentinel"), Level.INFO, message, null, null));
    }

    private static List<String> messages(Path file) throws Exception {
        return Files.readAllLines(file).stream()
                .map(line -> line.replaceFirst("^7:X .{24} [*#] ", ""))
                .toList();
    }

    @Test
    void aRenamedFileIsFollowedByANewOne() throws Exception {
        log("one");
        Path rotated = Files.move(file, directory.resolve("log/sentinel.log.1"));
        log("two");
        assertThat(messages(rotated)).containsExactly("one");
        assertThat(messages(file)).containsExactly("two");
    }

    @Test
    void aTruncatedFileGoesOnFromItsStart() throws Exception {
        log("one");
        Files.writeString(file, "");
        log("two");
        assertThat(messages(file)).containsExactly("two");
    }

    @Test
    void lostLinesAreCounted() throws Exception {
        log("one");
        Path away = Files.move(directory.resolve("log"), directory.resolve("away"));
        log("lost");
        log("lost");
        Files.move(away, directory.resolve("log"));
        log("two");
        log("three");
        assertThat(messages(file))
                .containsExactly("one", "2 log lines were lost: the log file could not be written", "two", "three");
    }
}
