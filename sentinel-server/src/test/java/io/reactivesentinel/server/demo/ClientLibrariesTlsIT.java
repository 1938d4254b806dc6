package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.server.demo.Application.Library;
import io.reactivesentinel.server.demo.TlsCluster.Member;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same clients over TLS, with no setting changed but that. */
@Timeout(240)
class ClientLibrariesTlsIT {
    private static final String CHANNEL = "news";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void followsAFailoverOverTls(Library library) throws Exception {
        try (TlsCluster cluster = new TlsCluster(directory, Mix.OURS_3, "optional")) {
            cluster.start();
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            try (Application application = library.connect(cluster.sentinelPorts(), trust(cluster))) {
                application.listen(CHANNEL, heard::add);
                application.write("key", "before");
                assertThat(application.read("key")).isEqualTo("before");

                Member old = cluster.nodes().get(0);
                old.kill();
                Member fresh = cluster.awaitSwitch(old);
                Wait.until("the application wrote to " + fresh.name(), LIMIT, () -> {
                    try {
                        application.write("key", "after");
                        return cluster.ask(fresh.port(), "GET", "key").equals("after");
                    } catch (RuntimeException e) {
                        return false;
                    }
                });
                Wait.until("the application heard what was said on " + fresh.name(), LIMIT, () -> {
                    cluster.ask(fresh.port(), "PUBLISH", CHANNEL, "hello");
                    return heard.contains("hello");
                });
            }
        }
    }

    private static Application.Trust trust(TlsCluster cluster) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", cluster.authority().certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return new Application.Trust(cluster.authority().file(), factory, context.getSocketFactory());
    }
}
