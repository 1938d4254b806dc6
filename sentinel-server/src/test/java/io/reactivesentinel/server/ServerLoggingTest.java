package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The level of a log as an operator changes it while lines are written. */
class ServerLoggingTest {
    @TempDir
    Path directory;

    private final ServerControl control = new ServerControl(LogLevel.NOTICE, "no");
    private final Logger log = LoggerFactory.getLogger("io.reactivesentinel.test");
    private Path file;

    @BeforeEach
    void begin() {
        file = directory.resolve("s.log");
        ServerLogging.configure(LogLevel.NOTICE, file, Optional.empty());
    }

    /** Other tests of this process log as they are configured to. */
    @AfterEach
    void restore() throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ContextInitializer(context).autoConfig();
    }

    /** What gets through of one line of each level. */
    private String through() throws Exception {
        Files.writeString(file, "");
        log.debug("d");
        log.debug(LogLevel.VERBOSE_MARKER, "v");
        log.info("n");
        log.warn("w");
        return String.join(
                "",
                Files.readAllLines(file).stream()
                        .map(line -> line.substring(line.length() - 1))
                        .toList());
    }

    @Test
    void theLevelChangesAtOnceInEitherDirection() throws Exception {
        assertThat(through()).isEqualTo("nw");
        List<String> levels = List.of("debug", "verbose", "notice", "warning", "nothing", "VERBOSE");
        List<String> expected = List.of("dvnw", "vnw", "nw", "w", "", "vnw");
        for (int i = 0; i < levels.size(); i++) {
            control.logLevel(levels.get(i));
            assertThat(through()).as(levels.get(i)).isEqualTo(expected.get(i));
        }
        control.logLevel("loud");
        assertThat(through()).isEqualTo("vnw");
        assertThat(control.logLevel()).isEqualTo("verbose");
    }

    @Test
    void aFileThatCannotBeWrittenIsTold() {
        assertThatThrownBy(
                        () -> ServerLogging.configure(LogLevel.NOTICE, directory.resolve("no/s.log"), Optional.empty()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("Can't open the log file: ");
    }
}
