package io.reactivesentinel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The directives about sockets and clients, seen from the other end of a socket. */
@Timeout(60)
class SocketDirectivesTest {

    @TempDir
    Path dir;

    private SentinelEngine engine;

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.disposeNow();
        }
    }

    @Test
    void timeoutDisconnectsWhoIsSilentAndListensToNothing() throws IOException {
        start(config -> config.directive("timeout", List.of("1")));
        try (Socket idle = connect();
                Socket subscriber = connect()) {
            say(subscriber, "SUBSCRIBE +sdown\r\n");
            assertThat(hear(subscriber)).startsWith("*3\r\n");
            say(idle, "PING\r\n");
            assertThat(hear(idle)).isEqualTo("+PONG\r\n");
            assertThat(idle.getInputStream().read()).as("end of the connection").isEqualTo(-1);
            say(subscriber, "PING\r\n");
            assertThat(hear(subscriber)).contains("pong");
        }
    }

    @Test
    void renameCommandRenamesAndRemovesOurOwn() throws IOException {
        start(config -> config.directive("rename-command", List.of("ROLE", "whoami"))
                .directive("rename-command", List.of("INFO", "")));
        try (Socket client = connect()) {
            say(client, "ROLE\r\n");
            assertThat(hear(client)).startsWith("-ERR unknown command 'ROLE'");
            say(client, "WhoAmI\r\n");
            assertThat(hear(client)).startsWith("*2\r\n$8\r\nsentinel\r\n");
            say(client, "INFO\r\n");
            assertThat(hear(client)).startsWith("-ERR unknown command 'INFO'");
        }
        assertThatThrownBy(() -> SentinelConfig.builder()
                        .directive("rename-command", List.of("PING", "x"))
                        .directive("rename-command", List.of("PING", "y")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("rename-command: No such command in rename-command");
    }

    @Test
    void aUnixSocketServesWithTheModeAskedFor() throws IOException {
        assumeTrue(isLinux() && System.getProperty("os.arch", "").equals("amd64"), "it takes the native transport");
        Path socket = dir.resolve("s.sock");
        Files.writeString(socket, "left behind");
        start(config -> config.directive("unixsocket", List.of(socket.toString()))
                .directive("unixsocketperm", List.of("700"))
                .protectedMode(true));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rwx------");
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("PING\r\n".getBytes(StandardCharsets.UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(7);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                // Reads on.
            }
            assertThat(new String(answer.array(), StandardCharsets.UTF_8)).isEqualTo("+PONG\r\n");
        }
        engine.disposeNow();
        engine = null;
        assertThat(socket).doesNotExist();
    }

    @Test
    void anOptionalAddressThatIsMissingIsPassedOverAndOneThatIsTakenIsNot() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> SentinelEngine.startNow(SentinelConfig.builder()
                            .listen("-127.0.0.1", taken.getLocalPort())
                            .volatileState()
                            .build()))
                    .hasStackTraceContaining("already in use");
        }
        engine = SentinelEngine.startNow(SentinelConfig.builder()
                .listen("127.0.0.1", 0)
                .listen("-192.0.2.1", 0)
                .listen("-::1", 0)
                .volatileState()
                .build());
        assertThat(engine.addresses())
                .extracting(address -> address.host())
                .startsWith("127.0.0.1")
                .doesNotContain("192.0.2.1");
    }

    @Test
    void linksComeFromBindSourceAddr() throws IOException {
        assumeTrue(isLinux(), "127.0.0.2 is local on Linux");
        try (ServerSocket master = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            master.setSoTimeout(20_000);
            engine = SentinelEngine.startNow(SentinelConfig.builder()
                    .directive("bind-source-addr", List.of("127.0.0.2"))
                    .monitor("m", "127.0.0.1", master.getLocalPort(), 1)
                    .build());
            try (Socket link = master.accept()) {
                assertThat(link.getInetAddress().getHostAddress()).isEqualTo("127.0.0.2");
            }
        }
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    }

    private void start(UnaryOperator<SentinelConfig.Builder> settings) {
        engine = SentinelEngine.startNow(settings.apply(SentinelConfig.builder()
                        .listen("127.0.0.1", 0)
                        .directive("tcp-backlog", List.of("16"))
                        .directive("tcp-keepalive", List.of("60"))
                        .volatileState())
                .build());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), engine.addresses().get(0).port()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hear(Socket socket) throws IOException {
        byte[] buffer = new byte[4096];
        int length = socket.getInputStream().read(buffer);
        return length < 0 ? "" : new String(buffer, 0, length, StandardCharsets.UTF_8);
    }
}
