package io.reactivesentinel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchmarksTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void measuresNothing() {
        // So another JMH run on the same machine is no reason to refuse.
        System.setProperty("jmh.ignoreLock", "true");
    }

    private int run(String... arguments) {
        CommandLine command = Benchmarks.commandLine();
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void anUnknownNameIsAnErrorThatListsWhatExists() {
        assertThat(run("failovre", "--rounds", "3")).isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no measurement 'failovre'")
                .contains("There are: jmh");
    }

    @Test
    void withoutANameItSaysWhatExists() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("There are: jmh");
    }

    @Test
    void helpSucceeds() {
        assertThat(run("--help")).isZero();
        assertThat(run("jmh", "--help")).isZero();
        assertThat(out.toString()).contains("NAME [options]").contains("--json").contains("--quick");
    }

    @Test
    void mistakesOfTheUserAreOneLineEach(@TempDir Path directory) {
        assertThat(run("jmh", "--jsn", "x")).isEqualTo(2);
        assertThat(run("jmh", "[")).isEqualTo(2);
        assertThat(run("jmh", "--json", directory.resolve("absent/file.json").toString()))
                .isEqualTo(2);
        assertThat(run("jmh", "NoBenchmarkIsCalledThis")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--jsn")
                .contains("'[' is no regular expression: Unclosed character class")
                .contains("cannot write to")
                .contains("no benchmark matches 'NoBenchmarkIsCalledThis'")
                .doesNotContain("\tat ");
    }

    @Test
    void textInTheResultFileIsEscaped() {
        assertThat(Environment.quoted("a\"b\\c\nd")).isEqualTo("\"a\\\"b\\\\c\\u000ad\"");
    }
}
