package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisorTest {
    private static final Map<String, String> UPSTART = Map.of("UPSTART_JOB", "redis-sentinel");
    private static final Map<String, String> SYSTEMD = Map.of("NOTIFY_SOCKET", "/run/notify");
    private static final Map<String, String> NOBODY = Map.of("PATH", "/bin");

    @TempDir
    Path directory;

    @Test
    void theEnvironmentTellsWhoItIs() {
        assertThat(Supervisor.of("auto", UPSTART)).isEqualTo(new Supervisor.Upstart());
        assertThat(Supervisor.of("auto", SYSTEMD)).isEqualTo(new Supervisor.Systemd("/run/notify"));
        assertThat(Supervisor.of("AUTO", NOBODY)).isEqualTo(new Supervisor.None());
        assertThat(Supervisor.of("systemd", SYSTEMD)).isEqualTo(new Supervisor.Systemd("/run/notify"));
        assertThat(Supervisor.of("upstart", UPSTART)).isEqualTo(new Supervisor.Upstart());
    }

    @Test
    void whoIsNotThereSupervisesNothing() {
        assertThat(Supervisor.of("no", SYSTEMD)).isEqualTo(new Supervisor.None());
        assertThat(Supervisor.of("systemd", UPSTART)).isEqualTo(new Supervisor.None());
        assertThat(Supervisor.of("upstart", SYSTEMD)).isEqualTo(new Supervisor.None());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void systemdHearsOfEachStep() throws Exception {
        Path socket = directory.resolve("notify");
        Supervisor systemd = new Supervisor.Systemd(socket.toString());
        try (DatagramReceiver receiver = new DatagramReceiver(socket)) {
            systemd.starting();
            assertThat(receiver.next()).isEqualTo("STATUS=Starting");
            systemd.ready();
            assertThat(receiver.next()).isEqualTo("READY=1\nSTATUS=Serving clients");
            systemd.stopping();
            assertThat(receiver.next()).isEqualTo("STOPPING=1\nSTATUS=Stopping");
        }
        assertThat(systemd.name()).isEqualTo("systemd");
    }
}
