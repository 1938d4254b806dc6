package io.reactivesentinel.engine.internal.tls;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.config.TlsConfig;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the files of a configuration hold at one moment, so that a change of any of them can be noticed. Not printable. */
final class TlsFiles {

    private static final String CERTIFICATE = "Failed to load certificate";
    private static final String KEY = "Failed to load private key";
    private static final String AUTHORITY = "Failed to configure CA certificate(s) file/directory";

    private final TlsConfig config;
    private final Path directory;
    private final Map<Path, byte[]> contents = new LinkedHashMap<>();
    private final List<Path> authorities = new ArrayList<>();

    private TlsFiles(TlsConfig config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    /**
     * Reads all files. Blocks.
     *
     * @throws ConfigException naming the one that cannot be read, and why
     */
    static TlsFiles read(TlsConfig config, Path directory) {
        TlsFiles files = new TlsFiles(config, directory);
        files.read("tls-cert-file", CERTIFICATE);
        files.read("tls-key-file", KEY);
        files.read("tls-client-cert-file", CERTIFICATE);
        files.read("tls-client-key-file", KEY);
        files.read("tls-ca-cert-file", AUTHORITY).ifPresent(files.authorities::add);
        config.file("tls-ca-cert-dir").map(directory::resolve).ifPresent(files::readAuthorities);
        config.file("tls-dh-params-file").ifPresent(name -> PemFiles.read(directory.resolve(name), "Failed to load"));
        return files;
    }

    private void readAuthorities(Path from) {
        for (Path file : PemFiles.filesOf(from, AUTHORITY)) {
            contents.put(file, PemFiles.read(file, AUTHORITY));
            authorities.add(file);
        }
    }

    private Optional<Path> read(String directive, String purpose) {
        Optional<Path> file = config.file(directive).map(directory::resolve);
        file.ifPresent(path -> contents.put(path, PemFiles.read(path, purpose)));
        return file;
    }

    /** Whether all files hold the same. */
    boolean sameAs(TlsFiles other) {
        return MessageDigest.isEqual(digest(), other.digest());
    }

    private byte[] digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            contents.forEach((file, bytes) -> {
                digest.update((file + "\n" + bytes.length + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** A certificate with those above it, its own first, and its key. */
    record Identity(Path file, List<X509Certificate> chain, PrivateKey key) {
        Identity {
            chain = List.copyOf(chain);
        }

        X509Certificate certificate() {
            return chain.get(0);
        }
    }

    /** What the port shows; empty if no certificate is given. */
    Optional<Identity> identity() {
        return identity("tls-cert-file", "tls-key-file", "tls-key-file-pass");
    }

    /** What links show: a certificate of their own, or that of the port. */
    Optional<Identity> linkIdentity() {
        return config.file("tls-client-cert-file").isPresent()
                ? identity("tls-client-cert-file", "tls-client-key-file", "tls-client-key-file-pass")
                : identity();
    }

    private Optional<Identity> identity(String certificateName, String keyName, String passwordName) {
        Optional<Path> file = config.file(certificateName).map(directory::resolve);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Path keyFile = config.file(keyName)
                .map(directory::resolve)
                .orElseThrow(() -> new ConfigException("No " + keyName + " configured!"));
        List<X509Certificate> chain = PemFiles.certificates(bytes(file.get()), file.get(), CERTIFICATE);
        Optional<Secret> password = config.password(passwordName);
        String algorithm = chain.get(0).getPublicKey().getAlgorithm();
        PrivateKey key = PemFiles.key(bytes(keyFile), keyFile, password, algorithm);
        KeyPairs.requireMatch(chain.get(0), key, keyFile, file.get());
        return Optional.of(new Identity(file.get(), chain, key));
    }

    /** Those whose certificates are trusted; empty if none are named. A file of the directory may hold none. */
    List<X509Certificate> authorities() {
        Optional<Path> named = config.file("tls-ca-cert-file").map(directory::resolve);
        List<X509Certificate> trusted = new ArrayList<>();
        for (Path file : authorities) {
            try {
                trusted.addAll(PemFiles.certificates(bytes(file), file, AUTHORITY));
            } catch (ConfigException e) {
                if (named.filter(file::equals).isPresent()) {
                    throw e;
                }
            }
        }
        return trusted;
    }

    private byte[] bytes(Path file) {
        byte[] bytes = contents.get(file);
        return bytes == null ? new byte[0] : Arrays.copyOf(bytes, bytes.length);
    }

    /** A sentence about each certificate of ours that is not valid now. */
    List<String> warnings(Instant now) {
        List<String> warnings = new ArrayList<>();
        List<Identity> ours = new ArrayList<>(identity().stream().toList());
        linkIdentity()
                .filter(link -> ours.stream().noneMatch(own -> own.file().equals(link.file())))
                .ifPresent(ours::add);
        for (Identity each : ours) {
            Instant end = each.certificate().getNotAfter().toInstant();
            Instant begin = each.certificate().getNotBefore().toInstant();
            if (now.isAfter(end)) {
                warnings.add("The certificate in " + each.file() + " expired at " + end + ": others will refuse it");
            } else if (now.isBefore(begin)) {
                warnings.add("The certificate in " + each.file() + " is not valid before " + begin
                        + ": others will refuse it");
            }
        }
        if (config.file("tls-dh-params-file").isPresent()) {
            warnings.add("'tls-dh-params-file' has no effect: the JVM chooses the groups");
        }
        return warnings;
    }
}
