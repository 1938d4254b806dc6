package io.reactivesentinel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Benchmarks.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String hash() {
        return out.toString().replaceFirst("(?s).*\nhash +([0-9a-f]{16})\n.*", "$1");
    }

    @Test
    void aFewSeedsAreRunAndCounted(@TempDir Path directory) throws IOException {
        Path json = directory.resolve("result.json");
        assertThat(run("simulate", "--seeds", "3", "--threads", "2", "--json", json.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("runs           3, 0 with violations")
                .containsPattern("simulated +0\\.\\d h in ")
                .containsPattern("writes +[1-9][\\d,]*, [1-9][\\d,]* acknowledged, [\\d,]+ of these lost")
                .containsPattern("failovers +\\d+ tried, \\d+ elections won, \\d+ votes")
                .containsPattern("\\n  master sdown +[1-9]")
                .containsPattern("\\n  forged hello +\\d")
                .contains("never reached  ")
                .contains("violations     none");
        assertThat(Files.readString(json))
                .contains("\"measurement\": \"simulate\"", "\"commit\": ", "\"runs\": 3,", "\"bad\": 0,")
                .contains("\"hash\": \"" + hash() + "\"", "\"badSeeds\": []");
    }

    @Test
    void aSeedTellsTheSameStoryAgain() {
        assertThat(run("simulate", "--seed", "2")).isZero();
        String alone = hash();
        assertThat(out.toString()).doesNotContain("seed 2, ClusterPlan");
        assertThat(run("simulate", "--seed", "2", "--trace")).isZero();
        assertThat(hash()).isEqualTo(alone);
        assertThat(out.toString()).contains("seed 2, ClusterPlan").contains("world     heals");
    }

    @Test
    void aViolationIsShownWithTheCommandThatReplaysItAndFails() {
        assertThat(run("simulate", "--seeds", "2", "--variant", "no-majority")).isEqualTo(1);
        assertThat(err.toString()).containsPattern("seed \\d: S\\d+ at \\d+ ms: ");
        assertThat(out.toString())
                .contains("violations     by invariant")
                .containsPattern("  benchmarks/run simulate --seed \\d --trace --variant no-majority\n");
    }

    @Test
    void bothRulesAreCompared() {
        assertThat(run("simulate", "--compare", "--seeds", "2"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("seeds          2, each")
                .containsPattern("acknowledged +[1-9][\\d,]* +[1-9][\\d,]*\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --seeds 0             | --seeds must be at least 1, was 0
                    --seeds many          | 'many' is not a long
                    --threads 0           | --threads must be at least 1, was 0
                    --trace               | --trace tells one run: say which with --seed
                    --seed 3 --trace=some | --trace takes nothing or 'all', was 'some'
                    --seed 3 --seeds 4    | --seed is one run
                    --compare --mixed     | --compare goes with
                    --speed --seed 3      | --speed goes with no option
                    --speed=0             | --speed must be at least 1 second
                    --variant grants      | there is no variant 'grants'. There are:
                    --json /absent/x      | cannot write to /absent/x
                    --sedes 3             | --sedes
                    """)
    void aMistakeIsSaidInOneLine(String arguments, String expected) {
        assertThat(run(("simulate " + arguments).split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(expected).contains("Try: benchmarks/run simulate --help");
        assertThat(err.toString().lines()).hasSize(2);
        assertThat(out.toString()).isEmpty();
    }
}
