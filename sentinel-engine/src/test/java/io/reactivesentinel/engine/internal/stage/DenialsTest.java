package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A right that is missing on another process is told, and told once. */
final class DenialsTest {
    private final Bench bench = new Bench();

    private List<String> told() {
        return bench.lines.stream()
                .filter(line -> line.contains("does not let this Sentinel use"))
                .toList();
    }

    @Test
    void aMissingRightIsToldOnceUntilItIsThere() {
        bench.settled();
        assertThat(told()).isEmpty();
        bench.master.pong = "NOPERM User s has no permissions to run the 'ping' command";
        bench.run(3_000);
        assertThat(told())
                .containsExactly(
                        "Node " + bench.master.address
                                + " does not let this Sentinel use PING: NOPERM User s has no permissions to run the 'ping' command");
        bench.master.pong = "PONG";
        bench.run(1_000);
        bench.master.pong = "NOAUTH Authentication\r\n\u0007required.";
        bench.run(3_000);
        assertThat(told()).hasSize(2).last().asString().endsWith("use PING: NOAUTH Authentication   required.");
    }

    @Test
    void otherErrorsAreNoMissingRights() {
        bench.settled();
        bench.master.pong = "LOADING Redis is loading";
        bench.run(3_000);
        assertThat(told()).isEmpty();
    }
}
