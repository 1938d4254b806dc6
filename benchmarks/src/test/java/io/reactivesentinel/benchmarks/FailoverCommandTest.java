package io.reactivesentinel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.benchmarks.FailoverTrial.Setting;
import io.reactivesentinel.benchmarks.FailoverTrial.Times;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailoverCommandTest {
    private static final long MS = 1_000_000;

    private static Times times(boolean cold, long writableMs, long demotedMs) {
        return new Times(cold, Map.of(FailoverPhase.WRITABLE, writableMs * MS, FailoverPhase.DEMOTED, demotedMs * MS));
    }

    private static Setting setting(Contender contender, FailoverFault fault) {
        return new Setting(contender, 3, fault, Duration.ofSeconds(1));
    }

    @Test
    void theWaitForDetectionIsSubtractedAndTheReturnOfTheOldMasterIsNot() {
        FailoverFigures figures = new FailoverFigures();
        figures.add(
                setting(Contender.OURS, FailoverFault.KILL),
                List.of(times(true, 1_020, 200), times(false, 1_010, 100), times(true, 1_050, 300)));
        figures.add(
                setting(Contender.C, FailoverFault.KILL),
                List.of(times(true, 1_350, 10_000), times(false, 1_300, 9_000)));
        assertThat(figures.lines())
                .anyMatch(line -> line.matches("writable +35 \\(50\\) +10 \\(10\\) +350 \\(350\\) +300 \\(300\\)"))
                .anyMatch(line ->
                        line.matches("old one demoted +250 \\(300\\) +100 \\(100\\) +10,000 \\(10,000\\) +9,000 .*"))
                .anyMatch(line -> line.matches("C : writable +10\\.0 +30\\.0 +1\\.0 +1\\.0"));
        assertThat(figures.json())
                .contains("\"sentinels\": \"ours\"", "\"first\": true, \"phase\": \"writable\", \"medianMs\": 35.0");
    }

    @Test
    void aSwitchoverHasNoDetection() {
        FailoverFigures figures = new FailoverFigures();
        figures.add(setting(Contender.OURS, FailoverFault.SWITCHOVER), List.of(times(true, 30, 40)));
        assertThat(figures.lines())
                .anyMatch(line -> line.contains("ms after the command"))
                .anyMatch(line -> line.matches("writable +30 \\(30\\) +-"))
                .anyMatch(line -> line.matches("C : writable +- +-"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rounds 0 | --rounds must be 1 or more, not 0",
                "--sentinels 1 | --sentinels must be from 2 to 9, not 1",
                "--down-after 5 | --down-after must be from 100 to 30000, not 5",
                "--json /nowhere/x | cannot write to /nowhere/x",
                "--fault WISH | WISH"
            })
    void nonsenseIsRefusedBeforeAnythingIsStarted(String arguments, String message) {
        StringWriter err = new StringWriter();
        String[] words = ("failover " + arguments).split(" ", -1);
        assertThat(Benchmarks.commandLine().setErr(new PrintWriter(err, true)).execute(words))
                .isEqualTo(2);
        assertThat(err.toString()).contains(message).contains("benchmarks/run failover --help");
    }
}
