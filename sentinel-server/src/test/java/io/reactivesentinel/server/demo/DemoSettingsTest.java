package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoSettingsTest {
    @Test
    void freePortsAreAllDifferent() {
        assertThat(settings(3, Optional.empty()).ports()).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void sentinelsStandTwentyThousandAboveTheBase() {
        assertThat(DemoSettings.portsFrom(6379, 4)).containsExactly(6379, 6380, 6381, 26379, 26380, 26381, 26382);
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            DemoSettings settings = settings(3, Optional.of(port - DemoSettings.SENTINEL_PORT_DISTANCE));
            assertThatThrownBy(settings::ports).hasMessageContaining("Port " + port + " is taken");
        }
    }

    @Test
    void aMajorityIsAsked() {
        assertThat(settings(1, Optional.empty()).quorum()).isEqualTo(1);
        assertThat(settings(4, Optional.empty()).quorum()).isEqualTo(3);
        assertThat(settings(5, Optional.empty()).quorum()).isEqualTo(3);
    }

    @Test
    void whatCannotBeIsRefusedWithTheOptionsName() {
        assertThatThrownBy(() -> settings(0, Optional.empty())).hasMessageContaining("--sentinels must be 1 to 9");
        assertThatThrownBy(() -> settings(3, Optional.of(60_000))).hasMessageContaining("--port-base must be 1 to");
        assertThatThrownBy(() -> new DemoSettings(Duration.ZERO, 3, Optional.empty(), Optional.empty(), false))
                .hasMessageContaining("--down-after must be at least 1 ms");
    }

    private static DemoSettings settings(int sentinelCount, Optional<Integer> portBase) {
        return new DemoSettings(Duration.ofSeconds(1), sentinelCount, portBase, Optional.empty(), false);
    }
}
