package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real program by its launcher: what a user sees when a start goes wrong. */
@Timeout(60)
class ServerProcessIT {
    private static final Path LAUNCHER = Path.of("..", "sentinel").toAbsolutePath();
    private static final long LIMIT_S = 30;

    @TempDir
    Path directory;

    private record Outcome(int status, String out, String err) {}

    @Test
    void aBadLineEndsTheStartWithItsNumberTextAndReason() throws Exception {
        Path file = Files.writeString(
                directory.resolve("s.conf"), "port 26379\n\nsentinel monitor mymaster 127.0.0.1 6379 many\n");
        Outcome outcome = run(file.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("""

                        *** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***
                        Reading the configuration file, at line 3
                        >>> 'sentinel monitor mymaster 127.0.0.1 6379 many'
                        Quorum must be 1 or greater.
                        """).doesNotContain("Exception", "\tat ");
    }

    @Test
    void anUnknownOptionEndsTheStart() throws Exception {
        Path file = Files.writeString(directory.resolve("s.conf"), "port 26379\n");
        Outcome outcome = run(file.toString(), "--nonsense", "1");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(">>> 'nonsense \"1\"'\nBad directive or wrong number of arguments")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void aMissingFileEndsTheStart() throws Exception {
        Path file = directory.resolve("missing.conf");
        Outcome outcome = run(file.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out() + outcome.err())
                .contains("Fatal error, can't open config file '" + file + "': No such file or directory")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void withoutAFileTheUserIsTold() throws Exception {
        Outcome outcome = run();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).endsWith(" # Sentinel needs config file on disk to save state. Exiting...\n");
        assertThat(outcome.err()).contains("Usage: sentinel /path/to/sentinel.conf");
    }

    @Test
    void pagesAreForPeopleAndScripts() throws Exception {
        assertThat(run("--version").out()).startsWith("Reactive Sentinel v=").hasLineCount(1);
        assertThat(run("--help").out()).contains("Usage: sentinel FILE", "sentinel demo", "--train-class-archive");
        assertThat(run("demo", "--help").out()).contains("--keep-running", "--down-after");
        Outcome wrong = run("demo", "--nonsense");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("Unknown option: '--nonsense' (see sentinel demo --help)");
    }

    private Outcome run(String... arguments) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        List<String> words = new ArrayList<>(List.of(LAUNCHER.toString()));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
