package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.SentinelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExposureTest {

    @TempDir
    Path dir;

    private List<String> warningsOf(String... lines) throws IOException {
        Path file = dir.resolve("sentinel.conf");
        Files.write(file, List.of(lines));
        return Exposure.warnings(SentinelConfig.fromFile(file));
    }

    @Test
    void anOpenPortWithoutAPasswordIsWorthAWarning() throws IOException {
        assertThat(warningsOf("port 26380"))
                .singleElement()
                .asString()
                .contains("port 26380", "listens on * -::*", "requirepass");
    }

    @Test
    void aPasswordLoopbackOrProtectedModeIsNot() throws IOException {
        assertThat(warningsOf("requirepass secret")).isEmpty();
        assertThat(warningsOf("user default off")).isEmpty();
        assertThat(warningsOf("aclfile /etc/users.acl")).isEmpty();
        assertThat(warningsOf("bind 127.0.0.1 -::1")).isEmpty();
        assertThat(warningsOf("protected-mode yes")).isEmpty();
        assertThat(warningsOf("port 0", "tls-port 26380")).isEmpty();
        assertThat(warningsOf("port 0", "tls-port 26380", "tls-auth-clients optional"))
                .singleElement()
                .asString()
                .contains("port 26380");
    }

    @Test
    void linesThatProtectNothingYetAreNamed() throws IOException {
        assertThat(warningsOf("bind 127.0.0.1", "aclfile /etc/users.acl", "socket-mark-id 7"))
                .containsExactly("'socket-mark-id' is kept and has no effect in this version");
        assertThat(warningsOf("bind 127.0.0.1", "tls-port 0", "aclfile \"\"", "appendonly yes", "socket-mark-id 0"))
                .isEmpty();
    }
}
