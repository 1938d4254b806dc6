package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that are no command, sent to Redis's own Sentinel and to ours: both say the same, and then hang up. */
@Timeout(120)
class ProtocolErrorsIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final List<String> INPUTS = List.of(
            "*1\r\n$-5\r\n",
            "*1\r\n$2147483648\r\n",
            "*1\r\n$x\r\n",
            "*x\r\n",
            "*2147483648\r\n",
            "*-9\r\nPING\r\n",
            "*0\r\nPING\r\n",
            "*01\r\n",
            "*+1\r\n",
            "*1\r\n$04\r\nPING\r\n",
            "*1\r\n!4\r\nPING\r\n",
            "*1\r\n\r\n",
            "*2\r\n$4\r\nPING\r\n*1\r\n",
            "PING \"unbalanced\r\n",
            "PING 'unbalanced\r\n",
            "PING \"a\"b\r\n",
            "PING \"\\x41\\n\"\r\n",
            "PING 'a\\'b'\r\n",
            "\r\n \r\nPING\r\n",
            "x".repeat(70_000),
            "*1\r\n$" + "1".repeat(70_000),
            "*" + "1".repeat(70_000),
            "nosuch a b c\r\n",
            "POST / HTTP/1.1\r\n",
            "Host: x\r\n");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void bothSayTheSame() throws Exception {
        try (RealCluster real = RealCluster.start(1, 1, directory)) {
            int ours = real.cluster().sentinels().get(0).port();
            int redis = real.cluster().sentinels().get(1).port();
            SoftAssertions all = new SoftAssertions();
            for (String input : INPUTS) {
                String wanted = answer(redis, input);
                all.assertThat(answer(ours, input))
                        .as(input.substring(0, Math.min(40, input.length())))
                        .isEqualTo(wanted);
            }
            all.assertAll();
            assertThat(answer(ours, "PING\r\n")).isEqualTo("+PONG\r\n");
        }
    }

    /** All it says until it hangs up; nothing more follows. */
    private static String answer(int port, String input) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) LIMIT.toMillis());
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(input.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
            } catch (IOException e) {
                // It has seen enough.
            }
            try {
                socket.getInputStream().transferTo(said);
            } catch (IOException e) {
                // A reset, for it had not read everything.
            }
            return said.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
