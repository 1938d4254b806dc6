package io.reactivesentinel.engine.internal.runtime;

import io.netty.handler.ssl.SslContext;
import io.reactivesentinel.certificates.CertificateAuthority;
import io.reactivesentinel.engine.config.TlsConfig;
import io.reactivesentinel.engine.internal.tls.LiveTls;
import io.reactivesentinel.engine.spi.LinkFactory;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same over TLS with certificates on both sides. */
class NettyTlsLinksTest extends NettyLinksTest {

    private static @Nullable LiveTls tls;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) {
        CertificateAuthority authority = new CertificateAuthority(directory, "ca");
        authority.issue("sentinel");
        tls = LiveTls.start(
                        TlsConfig.builder()
                                .port(1)
                                .links(true)
                                .certificate("sentinel.crt", "sentinel.key")
                                .caFile("ca.crt")
                                .build(),
                        directory,
                        System::currentTimeMillis)
                .orElseThrow();
    }

    @AfterAll
    static void stopWatching() {
        live().dispose();
    }

    private static LiveTls live() {
        return Objects.requireNonNull(tls);
    }

    @Override
    SslContext tls() {
        return live().server();
    }

    @Override
    protected LinkFactory links() {
        return new NettyLinks(loops(), Optional.empty(), live().client(), new NameLookup(loops()));
    }
}
