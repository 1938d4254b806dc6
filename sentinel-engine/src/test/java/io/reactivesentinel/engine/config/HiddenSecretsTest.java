package io.reactivesentinel.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenSecretsTest {

    @ParameterizedTest
    @CsvSource({
        "requirepass x y, requirepass (hidden)",
        "RequirePass \"x, RequirePass (hidden)",
        "requirepas x, requirepas (hidden)",
        "masterauth x y, masterauth (hidden)",
        "tls-key-file-pass x y, tls-key-file-pass (hidden)",
        "user a on >x +nosuch, user a (hidden)",
        "sentinel auth-pass m x y, sentinel auth-pass m (hidden)",
        "sentinel  AUTH-PASS  m  x, sentinel AUTH-PASS m (hidden)",
        "sentinel sentinel-pass x y, sentinel sentinel-pass (hidden)"
    })
    void passwordsAreHidden(String line, String shown) {
        assertThat(HiddenSecrets.shown(line)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sentinel monitor m 127.0.0.1 6379 many",
                "sentinel auth-user m a b",
                "sentinel",
                "sentinel auth-pass m",
                "masteruser a b",
                "tls-auth-clients maybe",
                "user a",
                "port  x",
                ""
            })
    void everythingElseIsShownAsItIs(String line) {
        assertThat(HiddenSecrets.shown(line)).isEqualTo(line);
    }

    @Test
    void whatIsPrintedAtABadStartHidesThem() {
        ConfigException bad = new ConfigException(3, "sentinel auth-pass m geheim x", "Unrecognized.");
        assertThat(bad.format()).contains("at line 3\n>>> 'sentinel auth-pass m (hidden)'\nUnrecognized.");
        assertThat(bad.toString()).doesNotContain("geheim");
        assertThat(bad.line()).contains("sentinel auth-pass m geheim x");
    }
}
