package io.reactivesentinel.engine.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.reactivesentinel.certificates.CertificateAuthority;
import io.reactivesentinel.certificates.CertificateAuthority.Issued;
import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.TlsConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.AlgorithmParameters;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTlsTest {

    @TempDir
    Path directory;

    private CertificateAuthority authority;
    private Issued issued;

    @BeforeEach
    void makeCertificates() {
        authority = new CertificateAuthority(directory, "ca");
        issued = authority.issue("sentinel");
    }

    private TlsConfig config(UnaryOperator<TlsConfig.Builder> change) {
        return change.apply(TlsConfig.builder()
                        .port(26_380)
                        .links(true)
                        .certificate("sentinel.crt", "sentinel.key")
                        .caFile("ca.crt"))
                .build();
    }

    private TlsContexts load(UnaryOperator<TlsConfig.Builder> change) {
        TlsConfig config = config(change);
        return TlsContexts.of(config, TlsFiles.read(config, directory));
    }

    private String refusal(UnaryOperator<TlsConfig.Builder> change) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(change));
        assertThat(refused).isNotNull();
        return refused.reason();
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void bothSidesAreMadeOfTheFiles() {
        assertThat(load(tls -> tls).server()).isPresent();
        assertThat(load(tls -> tls).client()).isPresent();
        assertThat(load(tls -> tls.links(false)).client()).isEmpty();
        assertThat(LiveTls.start(
                        TlsConfig.builder().certificate("nowhere", "nowhere").build(),
                        directory,
                        System::currentTimeMillis))
                .isEmpty();
    }

    @Test
    void whatIsMissingIsNamedInTheWordsOfRedis() {
        assertThat(refusal(tls -> tls.directive("tls-cert-file", "nowhere.crt")))
                .isEqualTo("Failed to load certificate: " + path("nowhere.crt") + ": No such file or directory");
        assertThat(refusal(tls -> tls.directive("tls-key-file", "nowhere.key")))
                .isEqualTo("Failed to load private key: " + path("nowhere.key") + ": No such file or directory");
        assertThat(refusal(tls -> tls.caFile("nowhere")))
                .isEqualTo("Failed to configure CA certificate(s) file/directory: " + path("nowhere")
                        + ": No such file or directory");
        assertThat(refusal(tls -> tls.directive("tls-ca-cert-dir", "nowhere"))).endsWith("No such file or directory");
        assertThat(refusal(tls -> tls.directive("tls-dh-params-file", "nowhere")))
                .isEqualTo("Failed to load: " + path("nowhere") + ": No such file or directory");
        assertThat(refusal(tls -> TlsConfig.builder().port(1))).isEqualTo("No tls-cert-file configured!");
        assertThat(refusal(tls -> TlsConfig.builder().port(1).directive("tls-cert-file", "sentinel.crt")))
                .isEqualTo("No tls-key-file configured!");
        assertThat(refusal(tls -> TlsConfig.builder().links(true)))
                .startsWith("Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster,");
    }

    @Test
    void whatIsNoCertificateOrNoKeyIsRefused() throws IOException {
        Files.writeString(directory.resolve("bad"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.writeString(directory.resolve("empty"), "");
        Files.writeString(
                directory.resolve("badkey"), "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----");
        Files.write(directory.resolve("huge"), new byte[(1 << 20) + 1]);
        assertThat(refusal(tls -> tls.certificate("bad", "sentinel.key"))).contains(path("bad"), "can be read");
        assertThat(refusal(tls -> tls.certificate("empty", "sentinel.key"))).contains(path("empty"), "no certificate");
        assertThat(refusal(tls -> tls.certificate("sentinel.crt", "empty"))).contains(path("empty"), "no private key");
        assertThat(refusal(tls -> tls.certificate("sentinel.crt", "badkey"))).contains(path("badkey"), "no key");
        assertThat(refusal(tls -> tls.certificate("huge", "sentinel.key"))).contains(path("huge"), "larger than");
        assertThat(refusal(tls -> tls.certificate(".", "sentinel.key"))).contains("Is a directory");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        authority.issue("other");
        authority.issueRsa("rsa");
        assertThat(refusal(tls -> tls.certificate("sentinel.crt", "other.key")))
                .isEqualTo("Failed to load private key: " + path("other.key") + ": does not match the certificate in "
                        + path("sentinel.crt") + ": key values mismatch");
        assertThat(refusal(tls -> tls.certificate("sentinel.crt", "rsa.key"))).contains(path("rsa.key"));
        assertThat(refusal(tls -> tls.linkCertificate("sentinel.crt", "other.key")))
                .contains("key values mismatch");
    }

    @Test
    void keysOfTheOlderKindsAreRead() throws Exception {
        Issued rsa = authority.issueRsa("rsa");
        // The inner part of PKCS #8 is the older kind; for EC it may lack its curve, which openssl always writes.
        write("old-rsa.key", "RSA PRIVATE KEY", inner(rsa.privateKey().getEncoded()));
        assertThat(load(tls -> tls.certificate("rsa.crt", "old-rsa.key")).server())
                .isPresent();
        byte[] curve = {(byte) 0xa0, 10, 6, 8, 42, (byte) 134, 72, (byte) 206, 61, 3, 1, 7};
        byte[] key = inner(issued.privateKey().getEncoded());
        byte[] withCurve = Arrays.copyOf(key, 39 + curve.length); // version, and the number with its 32 bytes
        System.arraycopy(curve, 0, withCurve, 39, curve.length);
        withCurve[1] = (byte) (withCurve.length - 2);
        write("old-ec.key", "EC PRIVATE KEY", withCurve);
        assertThat(load(tls -> tls.certificate("sentinel.crt", "old-ec.key")).server())
                .isPresent();
    }

    @Test
    void anEncryptedKeyTakesItsPassword() throws Exception {
        write("locked.key", "ENCRYPTED PRIVATE KEY", encrypted(issued.privateKey(), "open sesame"));
        UnaryOperator<TlsConfig.Builder> locked = tls -> tls.certificate("sentinel.crt", "locked.key");
        assertThat(load(tls -> locked.apply(tls).keyPassword("open sesame")).server())
                .isPresent();
        assertThat(refusal(tls -> locked.apply(tls).keyPassword("guess me not")))
                .isEqualTo("Failed to load private key: " + path("locked.key") + ": wrong password");
        assertThat(refusal(locked)).contains(path("locked.key"), "is encrypted, and no password");
        Files.writeString(directory.resolve("older.key"), """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-128-CBC,00

                AAAA
                -----END RSA PRIVATE KEY-----
                """);
        assertThat(refusal(tls -> tls.certificate("sentinel.crt", "older.key")))
                .contains(path("older.key"), "openssl pkcs8 -topk8");
        assertThat(config(tls -> tls.keyPassword("open sesame")).toString()).doesNotContain("sesame");
    }

    @Test
    void ciphersAndProtocolsThatDoNotExistAreRefused() {
        assertThat(refusal(tls -> tls.directive("tls-ciphers", "FOO"))).isEqualTo("Failed to configure ciphers: FOO");
        assertThat(refusal(tls -> tls.directive("tls-ciphersuites", "FOO")))
                .isEqualTo("Failed to configure ciphersuites: FOO");
        assertThat(refusal(tls -> tls.directive("tls-protocols", "TLSv1.2 foo")))
                .startsWith("Invalid tls-protocols specified. Use a combination of");
        assertThat(refusal(tls -> tls.directive("tls-protocols", "TLSv1"))).contains("this JVM allows none of TLSv1");
        assertThat(load(tls -> tls.directive("tls-protocols", "tlsv1.2 TLSv1.3")
                                .directive("tls-ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256")
                                .directive("tls-ciphersuites", "TLS_AES_256_GCM_SHA384"))
                        .server()
                        .orElseThrow()
                        .cipherSuites())
                .containsExactly("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void anExpiredCertificateIsWorthAWarning() {
        authority.issueExpired("old");
        TlsConfig config = config(tls -> tls.certificate("old.crt", "old.key"));
        assertThat(TlsFiles.read(config, directory).warnings(Instant.now()))
                .singleElement()
                .asString()
                .contains(path("old.crt"), "expired at");
        TlsConfig good = config(tls -> tls);
        assertThat(TlsFiles.read(good, directory).warnings(Instant.now())).isEmpty();
    }

    @Test
    void aDirectoryOfAuthoritiesMayHoldOtherThings() throws IOException {
        Path authorities = Files.createDirectory(directory.resolve("authorities"));
        Files.writeString(authorities.resolve("README"), "no certificate");
        Files.copy(authority.file(), authorities.resolve("a.0"));
        TlsConfig config = TlsConfig.builder()
                .links(true)
                .directive("tls-ca-cert-dir", "authorities")
                .build();
        TlsFiles files = TlsFiles.read(config, directory);
        assertThat(files.authorities()).hasSize(1);
        assertThat(TlsContexts.of(config, files).client()).isPresent();
    }

    @Test
    void whatTheFilesHoldIsTakenUpOnceItFitsTogether() throws Exception {
        LiveTls tls = LiveTls.start(config(each -> each), directory, System::currentTimeMillis)
                .orElseThrow();
        try {
            assertThat(subject(tls)).isEqualTo("CN=sentinel");
            tls.look();
            Path key = directory.resolve("sentinel.key");
            Path certificate = directory.resolve("sentinel.crt");
            Issued fresh = authority.issue("fresh");
            Files.copy(fresh.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            tls.look();
            assertThat(subject(tls)).isEqualTo("CN=sentinel");
            Files.delete(key);
            tls.look();
            assertThat(subject(tls)).isEqualTo("CN=sentinel");
            Files.copy(fresh.key(), key);
            tls.look();
            assertThat(subject(tls)).isEqualTo("CN=fresh");
        } finally {
            tls.dispose();
        }
    }

    /** Whom both sides of a handshake in memory see on the port. */
    private String subject(LiveTls tls) throws Exception {
        SSLEngine server = tls.server().newEngine(UnpooledByteBufAllocator.DEFAULT);
        SSLEngine client = tls.client().orElseThrow().newEngine(UnpooledByteBufAllocator.DEFAULT, "localhost", 1);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("");
        client.setSSLParameters(parameters);
        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
        ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
        for (int i = 0; i < 50 && !isValid(client); i++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        return client.getSession().getPeerPrincipal().getName();
    }

    private static boolean isValid(SSLEngine engine) {
        return engine.getSession().isValid()
                && !engine.getSession().getProtocol().equals("NONE");
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws Exception {
        engine.wrap(ByteBuffer.allocate(0), out);
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(1 << 16));
        in.compact();
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void write(String file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        Files.writeString(
                directory.resolve(file), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    /** The last element of PKCS #8 is the key itself, in octets. */
    private static byte[] inner(byte[] pkcs8) {
        int at = pkcs8[1] == (byte) 0x82 ? 4 : (pkcs8[1] & 0xff) == 0x81 ? 3 : 2;
        at += 3; // version
        at += 2 + pkcs8[at + 1]; // algorithm
        int header = (pkcs8[at + 1] & 0xff) == 0x82 ? 4 : (pkcs8[at + 1] & 0xff) == 0x81 ? 3 : 2;
        return Arrays.copyOfRange(pkcs8, at + header, pkcs8.length);
    }

    private static byte[] encrypted(PrivateKey key, String password) throws Exception {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())));
        AlgorithmParameters parameters = cipher.getParameters();
        byte[] pbes2 = {6, 9, 42, (byte) 134, 72, (byte) 134, (byte) 247, 13, 1, 5, 13};
        return Der.element(
                0x30,
                Der.join(
                        Der.element(0x30, Der.join(pbes2, parameters.getEncoded())),
                        Der.element(0x04, cipher.doFinal(key.getEncoded()))));
    }
}
