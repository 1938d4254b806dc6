package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.reactivesentinel.certificates.CertificateAuthority;
import io.reactivesentinel.server.demo.TlsCluster.Member;
import io.reactivesentinel.server.demo.TlsCluster.RespConnectionHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clusters without a plain port. */
@Timeout(240)
class TlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"OURS_3", "OURS_2_REDIS_1"})
    void aClusterWithoutAPlainPortFailsOver(Mix mix) {
        try (TlsCluster cluster = new TlsCluster(directory, mix, "yes")) {
            cluster.start();
            Member old = cluster.nodes().get(0);
            old.kill();
            Member fresh = cluster.awaitSwitch(old);
            old.start();
            for (Member node : cluster.nodes()) {
                if (node != fresh) {
                    cluster.awaitReplica(node, fresh);
                }
            }
        }
    }

    @Test
    void aCertificateOnDiskIsTakenUpAndKeysThatDoNotFitAreNot() throws Exception {
        try (TlsCluster cluster = new TlsCluster(directory, Mix.OURS_3, "optional")) {
            cluster.start();
            Member sentinel = cluster.sentinels().get(0);
            try (RespConnectionHandle before =
                    new RespConnectionHandle(cluster.connect(sentinel.port(), cluster.anonymous()))) {
                assertThat(before.ask("PING")).isEqualTo("PONG");
                assertThat(subjectOf(cluster, sentinel)).isEqualTo("CN=sentinel-1");

                cluster.authority().issue("fresh");
                replace("fresh.crt", "sentinel-1.crt");
                Wait.until(
                        "it said that the key does not match", LIMIT, () -> sentinel.hasLogged("key values mismatch"));
                assertThat(subjectOf(cluster, sentinel)).isEqualTo("CN=sentinel-1");

                replace("fresh.key", "sentinel-1.key");
                Wait.until("new connections see it", LIMIT, () -> subjectOf(cluster, sentinel)
                        .equals("CN=fresh"));
                assertThat(sentinel.timesLogged("key values mismatch")).isEqualTo(1);
                assertThat(before.ask("PING")).isEqualTo("PONG");
            }
            Member old = cluster.nodes().get(0);
            old.kill();
            cluster.awaitSwitch(old);
        }
    }

    @Test
    void clientsNeedTheCertificateThatIsDemanded() {
        try (TlsCluster cluster = new TlsCluster(directory, Mix.OURS_3, "yes")) {
            Member sentinel = cluster.sentinels().get(0);
            sentinel.start();
            cluster.awaitPong(sentinel);
            assertThatThrownBy(() -> pingAs(cluster, sentinel, cluster.anonymous()))
                    .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> pingAs(cluster, sentinel, stranger(cluster)))
                    .isInstanceOf(RuntimeException.class);
            assertThat(pingAs(cluster, sentinel, cluster.identity("application")))
                    .isEqualTo("PONG");
            assertThat(sentinel.timesLogged("Error accepting a client connection: "))
                    .isEqualTo(1);
        }
    }

    @Test
    void aCertificateThatIsOptionalMustBeGoodAllTheSame() {
        try (TlsCluster cluster = new TlsCluster(directory, Mix.OURS_3, "optional")) {
            Member sentinel = cluster.sentinels().get(0);
            sentinel.start();
            cluster.awaitPong(sentinel);
            assertThat(pingAs(cluster, sentinel, cluster.anonymous())).isEqualTo("PONG");
            assertThatThrownBy(() -> pingAs(cluster, sentinel, stranger(cluster)))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void aNodeOfAnotherAuthorityIsRefusedAndSaidSoOnce() throws IOException {
        try (TlsCluster cluster = new TlsCluster(directory, Mix.OURS_3, "no")) {
            Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
            CertificateAuthority other = new CertificateAuthority(elsewhere, "ca");
            Files.copy(
                    other.issue("member").certificate(),
                    directory.resolve("member.crt"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.copy(
                    elsewhere.resolve("member.key"),
                    directory.resolve("member.key"),
                    StandardCopyOption.REPLACE_EXISTING);
            Member node = cluster.nodes().get(0);
            node.start();
            Member sentinel = cluster.sentinels().get(0);
            sentinel.start();
            cluster.awaitPong(sentinel);
            Wait.until("the master was down for it", LIMIT, () -> cluster.ask(
                            sentinel.port(), "SENTINEL", "MASTER", TlsCluster.NAME)
                    .contains("s_down"));
            String line = "TLS with 127.0.0.1:" + node.port() + " failed: ";
            Wait.until("it was tried again and again", LIMIT, () -> node.timesLogged("Error accepting") >= 4);
            assertThat(sentinel.timesLogged(line)).isEqualTo(1);
            assertThat(sentinel.hasLogged(line + "its certificate is not of an authority in tls-ca-cert-file"))
                    .isTrue();
        }
    }

    @Test
    void whoDoesNotSpeakTlsDoesNoHarm() throws Exception {
        try (TlsCluster cluster = new TlsCluster(directory, Mix.OURS_3, "yes")) {
            Member sentinel = cluster.sentinels().get(0);
            sentinel.start();
            cluster.awaitPong(sentinel);
            Random random = new Random(7);
            for (int i = 0; i < 200; i++) {
                byte[] garbage = new byte[random.nextInt(2_000) + 1];
                random.nextBytes(garbage);
                byte[] plain = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sentinel.port())) {
                    socket.getOutputStream().write(i % 2 == 0 ? garbage : plain);
                } catch (IOException cutOff) {
                    // As it should be.
                }
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sentinel.port())) {
                socket.setSoTimeout((int) LIMIT.toMillis());
                socket.getOutputStream().write("SHUTDOWN\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(endsWithoutACommandAnswered(socket)).isTrue();
            }
            assertThat(pingAs(cluster, sentinel, cluster.identity("application")))
                    .isEqualTo("PONG");
        }
    }

    @Test
    void aHandshakeThatIsNotFinishedCountsAsAClientAndEnds() throws Exception {
        try (TlsCluster cluster = new TlsCluster(directory, Mix.OURS_3, "yes")) {
            Member sentinel = cluster.sentinels().get(0);
            Files.writeString(sentinel.configFile(), sentinel.initialConfig() + "maxclients 10\n");
            sentinel.start();
            cluster.awaitPong(sentinel);
            List<Socket> silent = new ArrayList<>();
            try {
                // As many as may be served, and as many as would be told that they are too many.
                for (int i = 0; i < 40; i++) {
                    silent.add(new Socket(InetAddress.getLoopbackAddress(), sentinel.port()));
                }
                assertThat(cluster.ask(sentinel.port(), "PING")).isEmpty();
                for (Socket each : silent) {
                    each.setSoTimeout((int) LIMIT.toMillis());
                    assertThat(endsWithoutACommandAnswered(each)).isTrue();
                }
                cluster.awaitPong(sentinel);
            } finally {
                for (Socket each : silent) {
                    each.close();
                }
            }
        }
    }

    @Test
    void aStartWithoutAUsableFileSaysWhichAndWhy() throws IOException {
        try (TlsCluster cluster = new TlsCluster(directory, Mix.OURS_3, "yes")) {
            Member sentinel = cluster.sentinels().get(0);
            Files.delete(directory.resolve("sentinel-1.key"));
            sentinel.start();
            assertThat(sentinel.awaitEnd()).isEqualTo(1);
            assertThat(sentinel.hasLogged("Failed to load private key: " + directory.resolve("sentinel-1.key")
                            + ": No such file or directory"))
                    .isTrue();
        }
    }

    private static String pingAs(TlsCluster cluster, Member sentinel, SslContext who) {
        try (RespConnectionHandle connection = new RespConnectionHandle(cluster.connect(sentinel.port(), who))) {
            return connection.ask("PING");
        }
    }

    /** Somebody who trusts the authority of the cluster, and whose own certificate is another's. */
    private SslContext stranger(TlsCluster cluster) {
        try {
            Path elsewhere = Files.createTempDirectory(directory, "stranger");
            CertificateAuthority.Issued own = new CertificateAuthority(elsewhere, "other").issue("stranger");
            return SslContextBuilder.forClient()
                    .trustManager(cluster.authority().file().toFile())
                    .keyManager(new StubbornKey(own.parsed(), own.privateKey()))
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLS may send an alert before it ends; no answer to a command looks like one. */
    private static boolean endsWithoutACommandAnswered(Socket socket) throws IOException {
        try {
            byte[] all = socket.getInputStream().readNBytes(100);
            return all.length < 100 && (all.length == 0 || all[0] == 21);
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    private void replace(String from, String to) throws IOException {
        Files.copy(directory.resolve(from), directory.resolve(to + ".new"));
        Files.move(directory.resolve(to + ".new"), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The name in the certificate that the port shows. */
    private static String subjectOf(TlsCluster cluster, Member sentinel) {
        try (SSLSocket socket = (SSLSocket) ((io.netty.handler.ssl.JdkSslContext) cluster.anonymous())
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", sentinel.port())) {
            socket.startHandshake();
            return socket.getSession().getPeerPrincipal().getName();
        } catch (IOException e) {
            return "none: " + e.getMessage();
        }
    }
}
