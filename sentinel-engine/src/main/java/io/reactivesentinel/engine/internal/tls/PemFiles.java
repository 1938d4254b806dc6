package io.reactivesentinel.engine.internal.tls;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads certificates and keys. Every method blocks on the file system, and fails naming the file and the reason. */
final class PemFiles {

    /** No certificate is as large; a bundle of all public CAs has a quarter of it. */
    private static final int MAX_BYTES = 1 << 20;

    /** Files of a directory that are looked at. */
    private static final int MAX_FILES = 4096;

    private static final Pattern KEY =
            Pattern.compile("(?s)-----BEGIN ([A-Z ]*)PRIVATE KEY-----(.+?)-----END [A-Z ]*PRIVATE KEY-----");

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN (?:X509 )?CERTIFICATE-----([^-]+)-----END (?:X509 )?CERTIFICATE-----");

    private PemFiles() {}

    /** The bytes of a file; {@code purpose} begins the message of a failure. */
    static byte[] read(Path file, String purpose) {
        try {
            if (Files.isDirectory(file)) {
                throw failure(purpose, file, "Is a directory");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw failure(purpose, file, "larger than " + MAX_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw failure(purpose, file, "No such file or directory");
        } catch (AccessDeniedException e) {
            throw failure(purpose, file, "Permission denied");
        } catch (IOException e) {
            throw failure(purpose, file, "cannot be read");
        }
    }

    /** The files of a directory, in the order of their names. */
    static List<Path> filesOf(Path directory, String purpose) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            for (Path entry : entries) {
                if (files.size() == MAX_FILES) {
                    throw failure(purpose, directory, "more than " + MAX_FILES + " files");
                }
                files.add(entry);
            }
        } catch (NoSuchFileException e) {
            throw failure(purpose, directory, "No such file or directory");
        } catch (IOException e) {
            throw failure(purpose, directory, "is no directory that can be read");
        }
        return files.stream().sorted().toList();
    }

    /** The certificates in the text of a file, at least one. */
    static List<X509Certificate> certificates(byte[] text, Path file, String purpose) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher pem = CERTIFICATE.matcher(new String(text, StandardCharsets.ISO_8859_1));
            while (pem.find()) {
                byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw failure(purpose, file, "holds no certificate that can be read");
        }
        if (certificates.isEmpty()) {
            throw failure(purpose, file, "holds no certificate");
        }
        return certificates;
    }

    /** The private key in the text of a file, for a certificate with a public key of that algorithm. */
    static PrivateKey key(byte[] text, Path file, Optional<Secret> password, String algorithm) {
        String purpose = "Failed to load private key";
        Matcher pem = KEY.matcher(new String(text, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw failure(purpose, file, "holds no private key in PEM");
        }
        String body = pem.group(2);
        if (body.contains("Proc-Type:")) {
            throw failure(purpose, file, "is encrypted in an outdated way; convert it: openssl pkcs8 -topk8");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(body);
            byte[] pkcs8 =
                    switch (pem.group(1).strip()) {
                        case "" -> der;
                        case "RSA" -> Der.pkcs8OfRsa(der);
                        case "EC" -> Der.pkcs8OfEc(der);
                        case "ENCRYPTED" -> decrypted(der, file, password);
                        default -> throw failure(purpose, file, "is a key of an unknown kind");
                    };
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException e) {
            throw failure(purpose, file, "is no key of the certificate's kind, " + algorithm);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw failure(purpose, file, "is no key that can be read");
        }
    }

    private static byte[] decrypted(byte[] der, Path file, Optional<Secret> password) {
        String purpose = "Failed to load private key";
        char[] secret = password.map(Secret::value)
                .orElseThrow(() -> failure(purpose, file, "is encrypted, and no password for it is given"))
                .toCharArray();
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            // With PBES2 the parameters, not the object identifier, name the algorithm.
            String algorithm = info.getAlgParameters() == null
                    ? info.getAlgName()
                    : info.getAlgParameters().toString();
            if (!algorithm.startsWith("PBE")) {
                algorithm = info.getAlgName();
            }
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(secret)),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (InvalidKeySpecException | java.security.InvalidKeyException e) {
            throw failure(purpose, file, "wrong password");
        } catch (GeneralSecurityException e) {
            throw failure(purpose, file, "is encrypted in a way this JVM does not know");
        } catch (IOException e) {
            throw failure(purpose, file, "is no key that can be read");
        }
    }

    static ConfigException failure(String purpose, Path file, String reason) {
        return new ConfigException(purpose + ": " + file + ": " + reason);
    }
}
