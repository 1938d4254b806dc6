package io.reactivesentinel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.reactivesentinel.certificates.CertificateAuthority;
import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.config.TlsConfig;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespClient;
import io.reactivesentinel.resp.netty.RespConnection;
import io.reactivesentinel.resp.netty.RespTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An embedded engine with a TLS port. */
@Timeout(60)
class TlsEngineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private CertificateAuthority authority;

    @BeforeEach
    void makeCertificates() {
        authority = new CertificateAuthority(directory, "ca");
        authority.issue("sentinel");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private TlsConfig.Builder tls(int port) {
        return TlsConfig.builder()
                .port(port)
                .links(true)
                .certificate(path("sentinel.crt"), path("sentinel.key"))
                .caFile(path("ca.crt"));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private SslContext client(boolean shows) throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forClient().trustManager(authority.file().toFile());
        if (shows) {
            builder.keyManager(
                    directory.resolve("sentinel.crt").toFile(),
                    directory.resolve("sentinel.key").toFile());
        }
        return builder.build();
    }

    private static RespValue ping(int port, @Nullable SslContext context) {
        RespConnection connection = RespClient.to("127.0.0.1", port)
                .tls(context == null ? null : new RespTls(context, null, false))
                .connect()
                .block(PATIENCE);
        assertThat(connection).isNotNull();
        try {
            RespValue reply =
                    connection.request(RespCommand.of("PING"), PATIENCE).block(PATIENCE);
            assertThat(reply).isNotNull();
            return reply;
        } finally {
            connection.close();
        }
    }

    @Test
    void aTlsPortStandsAlone() throws IOException {
        int port = freePort();
        SentinelEngine engine = SentinelEngine.startNow(SentinelConfig.builder()
                .tls(tls(port).build())
                .directive("bind", List.of("127.0.0.1"))
                .volatileState()
                .build());
        try {
            assertThat(engine.addresses()).singleElement().satisfies(each -> assertThat(each.port())
                    .isEqualTo(port));
            assertThat(ping(port, client(true))).isEqualTo(RespValue.SimpleString.PONG);
            SslContext anonymous = client(false);
            assertThatThrownBy(() -> ping(port, anonymous)).isInstanceOf(RuntimeException.class);
        } finally {
            engine.disposeNow();
        }
    }

    @Test
    void aTlsPortStandsBesideThePlainOne() throws IOException {
        int port = freePort();
        SentinelEngine engine = SentinelEngine.startNow(SentinelConfig.builder()
                .listen("127.0.0.1", 0)
                .tls(tls(port)
                        .clientCertificates(TlsConfig.ClientCertificates.NO)
                        .build())
                .volatileState()
                .build());
        try {
            int plain = engine.addresses().get(0).port();
            assertThat(plain).isNotEqualTo(port);
            assertThat(ping(plain, null)).isEqualTo(RespValue.SimpleString.PONG);
            assertThat(ping(port, client(false))).isEqualTo(RespValue.SimpleString.PONG);
        } finally {
            engine.disposeNow();
        }
    }

    @Test
    void whatCannotWorkIsSaidBeforeAnythingIsOpened() throws IOException {
        SentinelConfig config = SentinelConfig.builder()
                .tls(tls(freePort())
                        .certificate(path("none.crt"), path("sentinel.key"))
                        .build())
                .volatileState()
                .build();
        assertThatThrownBy(() -> SentinelEngine.startNow(config))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Failed to load certificate: " + path("none.crt") + ": No such file or directory");
        assertThatThrownBy(() -> TlsConfig.builder().port(0)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> TlsConfig.builder().directive("tls-cluster", "yes"))
                .isInstanceOf(ConfigException.class);
        TlsConfig alone = tls(26_379).build();
        assertThatThrownBy(() -> SentinelConfig.builder().tls(alone).build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("needs state(Path)");
    }
}
