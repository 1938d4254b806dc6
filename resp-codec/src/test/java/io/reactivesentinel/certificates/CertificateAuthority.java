package io.reactivesentinel.certificates;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** A CA of a test's own: everything it signs lies in files of one directory. */
public final class CertificateAuthority {

    private final Path directory;
    private final String name;
    private final X509Bundle root;

    /** A certificate with its key, in PEM. */
    public record Issued(Path certificate, Path key, X509Certificate parsed, PrivateKey privateKey) {}

    /** An authority whose certificate lies in {@code NAME.crt}. */
    public CertificateAuthority(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        try {
            root = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=" + name)
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            Files.writeString(file(), root.getCertificatePEM());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its own certificate. */
    public Path file() {
        return directory.resolve(name + ".crt");
    }

    /** The same, read. */
    public X509Certificate certificate() {
        return root.getCertificate();
    }

    /** A certificate for 127.0.0.1 with a key of NIST's curve P-256. */
    public Issued issue(String subject) {
        return issue(subject, builder().ecp256());
    }

    /** The same with an RSA key. */
    public Issued issueRsa(String subject) {
        return issue(subject, builder().rsa2048());
    }

    /** One that ended yesterday. */
    public Issued issueExpired(String subject) {
        Instant now = Instant.now();
        return issue(
                subject,
                builder().ecp256().notBefore(now.minus(Duration.ofDays(9))).notAfter(now.minus(Duration.ofDays(1))));
    }

    private static CertificateBuilder builder() {
        return new CertificateBuilder().addSanIpAddress("127.0.0.1").addSanDnsName("localhost");
    }

    private Issued issue(String subject, CertificateBuilder builder) {
        try {
            X509Bundle bundle = builder.subject("CN=" + subject).buildIssuedBy(root);
            return new Issued(
                    replace(subject + ".crt", bundle.getCertificatePEM()),
                    replace(subject + ".key", bundle.getPrivateKeyPEM()),
                    bundle.getCertificate(),
                    bundle.getKeyPair().getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Path replace(String file, String text) throws IOException {
        return Files.writeString(directory.resolve(file), text);
    }
}
