package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StyleTest {
    @Test
    void coloursAreForTerminalsWhoseUserWantsThem() {
        assertThat(Style.of(true, Map.of())).isEqualTo(Style.COLOURED);
        assertThat(Style.of(true, Map.of("NO_COLOR", ""))).isEqualTo(Style.COLOURED);
        assertThat(Style.of(true, Map.of("NO_COLOR", "1"))).isEqualTo(Style.PLAIN);
        assertThat(Style.of(true, Map.of("TERM", "dumb"))).isEqualTo(Style.PLAIN);
        assertThat(Style.of(false, Map.of())).isEqualTo(Style.PLAIN);
    }

    @Test
    void aColourEndsWithTheTextItIsFor() {
        assertThat(Style.COLOURED.red("x")).isEqualTo("\u001b[31mx\u001b[0m");
        assertThat(Style.PLAIN.red("x")).isEqualTo("x");
    }
}
