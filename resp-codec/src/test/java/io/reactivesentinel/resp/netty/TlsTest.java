package io.reactivesentinel.resp.netty;

import static io.reactivesentinel.resp.netty.Loopback.PATIENCE;
import static io.reactivesentinel.resp.netty.Loopback.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.reactivesentinel.resp.RespValue;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

class TlsTest {
    private static SslContext server;
    private static SslContext client;

    private final Loopback loopback = new Loopback();

    /** A self-signed certificate for the name {@code redis.test}, made by the tool of the JDK. */
    @BeforeAll
    static void makeCertificate(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=redis.test",
                        "-ext",
                        "san=dns:redis.test",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        X509Certificate certificate = (X509Certificate) keys.getCertificate("it");
        PrivateKey key = (PrivateKey) keys.getKey("it", "changeit".toCharArray());
        server = SslContextBuilder.forServer(key, certificate).build();
        client = SslContextBuilder.forClient().trustManager(certificate).build();
    }

    @AfterEach
    void closeAll() throws Exception {
        loopback.close();
    }

    private RespClient clientOf(RespListener listener, RespTls tls) {
        return RespClient.to("127.0.0.1", listener.port()).tls(tls);
    }

    private RespListener listener() {
        RespValue large = RespValue.bulk("x".repeat(1 << 20));
        return loopback.serve(
                connection -> (command, responder) -> responder.reply(large), server -> server.tls(TlsTest.server));
    }

    @Test
    void requestsAreAnsweredOverTls() {
        RespListener listener = listener();
        RespConnection unverified = loopback.connect(clientOf(listener, new RespTls(client, null, false)));
        RespConnection named = loopback.connect(clientOf(listener, new RespTls(client, "redis.test", true)));
        assertThat(ask(unverified, "INFO").asText()).hasSize(1 << 20);
        assertThat(ask(named, "INFO").asText()).hasSize(1 << 20);
        named.abort();
        named.onClose().block(PATIENCE);
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        RespListener listener = listener();
        for (RespTls tls : new RespTls[] {RespTls.of(client), new RespTls(client, "other.test", true)}) {
            StepVerifier.create(clientOf(listener, tls).connect())
                    .expectErrorSatisfies(e -> assertThat(e)
                            .isInstanceOf(RespConnectException.class)
                            .hasMessageContaining("No "))
                    .verify(PATIENCE);
        }
    }

    @Test
    void anUntrustedCertificateIsRefused() throws Exception {
        RespListener listener = listener();
        SslContext trustsNobodyHere = SslContextBuilder.forClient().build();
        StepVerifier.create(clientOf(listener, new RespTls(trustsNobodyHere, null, false))
                        .connect())
                .expectError(RespConnectException.class)
                .verify(PATIENCE);
    }
}
