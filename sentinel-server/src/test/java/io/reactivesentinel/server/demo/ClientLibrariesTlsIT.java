package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** The same clients over TLS and as a user of the Sentinels that may do no more than it must; no other setting is changed. */
@Timeout(240)
class ClientLibrariesTlsIT {
    private static final String CHANNEL = "news";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What any of them asks a Sentinel. */
    private static final String RIGHTS = "reset on >guess-me-not &+switch-master &+slave &+sdown &-sdown +ping +client"
            + " +subscribe +sentinel|get-master-addr-by-name +sentinel|masters +sentinel|slaves +sentinel|replicas"
            + " +sentinel|sentinels";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void followsAFailoverOverTlsAsAUser(Library library) throws Exception {
        try (TlsCluster cluster = new TlsCluster(directory, Mix.OURS_3, "optional")) {
            cluster.start();
            addUsers(cluster);
            assertThatThrownBy(() -> library.connect(
                            cluster.sentinelPorts(),
                            trust(cluster),
                            new Application.Account("app", "guess-me", "data")))
                    .as("a wrong password")
                    .isInstanceOf(RuntimeException.class);
            for (int port : cluster.sentinelPorts()) {
                ok(cluster, port, "ACL LOG RESET");
            }
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            try (Application application = library.connect(
                    cluster.sentinelPorts(), trust(cluster), new Application.Account("app", "guess-me-not", "data"))) {
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
                for (int port : cluster.sentinelPorts()) {
                    assertThat(cluster.ask(port, "ACL", "WHOAMI")).isEqualTo("admin");
                    assertThat(cluster.ask(port, "ACL", "LOG")).isEmpty();
                }
            }
        }
    }

    /** Nobody gets in without a name: neither the library, nor the Sentinels, nor who asks here. */
    private static void addUsers(TlsCluster cluster) {
        for (int port : cluster.sentinelPorts()) {
            ok(cluster, port, "ACL SETUSER admin on >boss allchannels +@all");
            ok(cluster, port, "ACL SETUSER app " + RIGHTS);
            ok(cluster, port, "ACL SETUSER peer on >equal allchannels +@all");
            ok(cluster, port, "SENTINEL CONFIG SET sentinel-user peer sentinel-pass equal");
            ok(cluster, port, "SENTINEL SET " + TlsCluster.NAME + " auth-pass data");
        }
        for (Member node : cluster.nodes()) {
            ok(cluster, node.port(), "CONFIG SET masterauth data requirepass data");
        }
        cluster.logIn("admin", "boss", "data");
        cluster.sentinelPorts().forEach(port -> ok(cluster, port, "ACL SETUSER default off"));
    }

    private static void ok(TlsCluster cluster, int port, String line) {
        assertThat(cluster.ask(port, line.split(" ", -1))).as(line).isEqualTo("OK");
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
