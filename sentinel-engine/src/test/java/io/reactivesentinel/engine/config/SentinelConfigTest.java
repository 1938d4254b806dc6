package io.reactivesentinel.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentinelConfigTest {

    private static final Path STATE = Path.of("/tmp/sentinel-state.conf");

    @Test
    void anObserverNeedsNothing() {
        SentinelConfig config =
                SentinelConfig.builder().monitor("m", "10.0.0.1", 6379, 2).build();
        assertThat(config.listens()).isFalse();
        assertThat(config.stateFile()).isEmpty();
        assertThat(config.timings()).isEqualTo(Timings.DEFAULT);
    }

    @Test
    void aMemberListensAndRemembers() {
        SentinelConfig config = SentinelConfig.builder()
                .listen("10.0.0.2", 5000)
                .listen("-::1", 5000)
                .requirepass("hunter2")
                .state(STATE)
                .monitor("m", "10.0.0.1", 6379, 2, m -> m.downAfter(Duration.ofSeconds(5)))
                .sentinelPass("hunter2")
                .announceIp("1.2.3.4")
                .announcePort(7)
                .build();
        assertThat(config.listens()).isTrue();
        assertThat(config.port()).isEqualTo(5000);
        assertThat(config.bindAddresses()).containsExactly("10.0.0.2", "-::1");
        assertThat(config.requirepass()).contains(new Secret("hunter2"));
        assertThat(config.settings().announceIp()).contains("1.2.3.4");
        assertThat(config.toString()).doesNotContain("hunter2");
    }

    @Test
    void listeningWithoutStateNamesTheRemedy() {
        assertThatThrownBy(
                        () -> SentinelConfig.builder().listen("0.0.0.0", 26379).build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("listen(\"0.0.0.0\", 26379)", "state(Path)", "volatileState()");
        assertThat(SentinelConfig.builder()
                        .listen("0.0.0.0", 0)
                        .volatileState()
                        .build()
                        .listens())
                .isTrue();
    }

    @Test
    void messagesNameFieldAndValue() {
        SentinelConfig.Builder builder = SentinelConfig.builder();
        assertThatThrownBy(() -> builder.announcePort(70000)).hasMessage("announcePort must be 0 to 65535, was 70000");
        assertThatThrownBy(() -> builder.listen("::1", 70000))
                .hasMessage("port: argument must be between 0 and 65535 inclusive");
        assertThatThrownBy(() -> builder.directive("loglevel", List.of("loud")))
                .hasMessage(
                        "loglevel: argument(s) must be one of the following: debug, verbose, notice, warning, nothing");
        assertThatThrownBy(() ->
                        SentinelConfig.builder().monitor("m", "redis", 6379, 2).build())
                .hasMessageContainingAll("'m'", "'redis'", "resolveHostnames(true)");
        assertThatThrownBy(() -> SentinelConfig.builder()
                        .monitor("m", "::1", 6379, 2)
                        .monitor("m", "::1", 6380, 2)
                        .build())
                .hasMessage("monitor: two masters are named 'm'");
        assertThatThrownBy(() -> SentinelConfig.builder()
                        .monitor("m", "::1", 6379, 2, m -> m.downAfter(Duration.ofDays(30)))
                        .build())
                .hasMessage("monitor 'm': downAfter must be at most 2147483647 ms, was PT720H");
    }

    @Test
    void directivesHaveDefaultsAndAliases() {
        SentinelConfig config = SentinelConfig.builder()
                .directive("slave-priority", List.of("5"))
                .directive("proto-max-bulk-len", List.of("64mb"))
                .build();
        assertThat(config.number("replica-priority")).isEqualTo(5);
        assertThat(config.number("proto-max-bulk-len")).isEqualTo(64L << 20);
        assertThat(config.text("loglevel")).isEqualTo("notice");
        assertThat(config.directive("loglevel")).isEmpty();
        assertThatThrownBy(() -> config.text("nonsense")).hasMessageContaining("nonsense");
    }
}
