package io.reactivesentinel.engine.internal.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/** Tells whether a private key belongs to a certificate: what it signs, the certificate must bear out. */
final class KeyPairs {

    private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

    private KeyPairs() {}

    static void requireMatch(X509Certificate certificate, PrivateKey key, Path keyFile, Path certificateFile) {
        String purpose = "Failed to load private key";
        try {
            if (!matches(certificate, key)) {
                throw PemFiles.failure(
                        purpose,
                        keyFile,
                        "does not match the certificate in " + certificateFile + ": key values mismatch");
            }
        } catch (GeneralSecurityException e) {
            throw PemFiles.failure(purpose, keyFile, "is of a kind this JVM cannot use");
        }
    }

    private static boolean matches(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String name =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "DSA" -> "SHA256withDSA";
                    default -> key.getAlgorithm();
                };
        Signature signing = Signature.getInstance(name);
        signing.initSign(key);
        signing.update(PROBE);
        byte[] signed = signing.sign();
        Signature verifying = Signature.getInstance(name);
        verifying.initVerify(certificate.getPublicKey());
        verifying.update(PROBE);
        try {
            return verifying.verify(signed);
        } catch (java.security.SignatureException e) {
            return false; // Not even of the same size.
        }
    }
}
