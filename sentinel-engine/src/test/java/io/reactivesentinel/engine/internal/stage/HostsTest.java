package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a number and what a name, and which spellings are one address. */
final class HostsTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "::1, ::1",
        "0:0:0:0:0:0:0:1, ::1",
        "::, ::",
        "FE80::A, fe80::a",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8::0001:0:0:0001, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1::, 1::",
        "::ffff:10.0.0.1, 10.0.0.1",
        "::ffff:a00:1, 10.0.0.1",
        "::10.0.0.1, ::a00:1",
        "64:ff9b::10.0.0.1, 64:ff9b::a00:1",
    })
    void oneAddressHasOneSpelling(String host, String canonical) {
        assertThat(Hosts.isNumeric(host)).isTrue();
        assertThat(Hosts.canonical(host)).isEqualTo(canonical);
        assertThat(Hosts.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis",
                "Redis-1.example",
                "10.0.0",
                "10.0.0.256",
                "1::2::3",
                ":::",
                ":1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "::12345",
                "::g",
                "[::1]",
                "::1%lo",
                "1:2:3:4:5:6:7::8",
                "10.0.0.1::",
                ""
            })
    void whateverElseIsANameAndStaysAsItIs(String host) {
        assertThat(Hosts.isNumeric(host)).isFalse();
        assertThat(Hosts.canonical(host)).isEqualTo(host);
    }
}
