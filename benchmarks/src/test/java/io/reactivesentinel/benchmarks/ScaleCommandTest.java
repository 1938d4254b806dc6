package io.reactivesentinel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleCommandTest {

    @Test
    void namesGoRoundTheServers() {
        ScaleTrial.Size size = new ScaleTrial.Size(3, Duration.ofMillis(500), Duration.ZERO, Duration.ZERO, 1);
        assertThat(ScaleTrial.config(5000, List.of(7001, 7002), size).lines())
                .containsExactly(
                        "port 5000",
                        "bind 127.0.0.1",
                        "sentinel monitor m0 127.0.0.1 7001 2",
                        "sentinel down-after-milliseconds m0 500",
                        "sentinel monitor m1 127.0.0.1 7002 2",
                        "sentinel down-after-milliseconds m1 500",
                        "sentinel monitor m2 127.0.0.1 7001 2",
                        "sentinel down-after-milliseconds m2 500");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4023 | 20000 | 9000 | 1,000 masters on 250 Redis servers need 4,024 MiB of memory, and there are 4,023",
                "9999 | 1024  | 9000 | need 2,600 descriptors in one process (ulimit -n), and there are 1,024",
                "9999 | 20000 | 1000 | need 1,750 processes and threads (ulimit -u), and there are 1,000"
            })
    void whatDoesNotFitIsRefusedByTheNameOfWhatIsShort(long mib, long descriptors, long processes, String message) {
        assertThatThrownBy(() -> new ScaleRoom(mib, descriptors, processes).requireFor(1_000, 250))
                .isInstanceOf(MeasurementException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatFitsIsNotRefused() {
        assertThatCode(() -> new ScaleRoom(4_024, 2_600, 1_750).requireFor(1_000, 250))
                .doesNotThrowAnyException();
    }

    @Test
    void limitsAreReadAsTheSystemWritesThem() {
        String limits = """
                Limit            Soft Limit   Hard Limit   Units
                Max processes    unlimited    unlimited    processes
                Max open files   1024         20000        files
                """;
        assertThat(ScaleRoom.number(limits, "Max open files")).isEqualTo(1_024);
        assertThat(ScaleRoom.number(limits, "Max processes")).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> ScaleRoom.number(limits, "Max wishes"))
                .isInstanceOf(MeasurementException.class)
                .hasMessage("this system does not say: Max wishes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rounds -1 | --rounds must be 1 or more, not -1",
                "--masters 1,0 | --masters must be from 1 to 100,000, not 0",
                "--per-server 0 | --per-server must be from 1 to 1,000, not 0",
                "--down-after 5 | --down-after must be from 100 to 30,000, not 5",
                "--json /nowhere/x | cannot write to /nowhere/x"
            })
    void nonsenseIsRefusedBeforeAnythingIsStarted(String arguments, String message) {
        StringWriter err = new StringWriter();
        String[] words = ("scale " + arguments).split(" ", -1);
        assertThat(Benchmarks.commandLine().setErr(new PrintWriter(err, true)).execute(words))
                .isEqualTo(2);
        assertThat(err.toString()).contains(message).contains("benchmarks/run scale --help");
    }
}
