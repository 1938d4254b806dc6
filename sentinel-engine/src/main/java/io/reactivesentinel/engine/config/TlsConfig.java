package io.reactivesentinel.engine.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * TLS of the listening port and of the links ({@code tls-*}). Immutable; {@link #toString()} shows no secret.
 *
 * <p>Files are PEM. They are read at the start, and again when what they hold has changed; a relative one is below
 * {@code dir}. As with Redis, names in certificates are not compared with addresses: who has a certificate of the CA is
 * trusted.
 */
public final class TlsConfig {

    /** Whether clients of the TLS port must show a certificate. */
    public enum ClientCertificates {
        /** They are not asked for one. */
        NO,
        /** Without one they are refused; the default. */
        YES,
        /** They need none, but one that they show must be good. */
        OPTIONAL
    }

    private static final List<String> NAMES = List.of(
            "tls-port",
            "tls-replication",
            "tls-auth-clients",
            "tls-cert-file",
            "tls-key-file",
            "tls-key-file-pass",
            "tls-client-cert-file",
            "tls-client-key-file",
            "tls-client-key-file-pass",
            "tls-ca-cert-file",
            "tls-ca-cert-dir",
            "tls-dh-params-file",
            "tls-protocols",
            "tls-ciphers",
            "tls-ciphersuites",
            "tls-prefer-server-ciphers",
            "tls-session-caching",
            "tls-session-cache-size",
            "tls-session-cache-timeout");

    private final Map<String, String> words;

    private TlsConfig(Map<String, String> words) {
        this.words = Map.copyOf(words);
    }

    /** What the directives of a configuration say, each asked for by its name. */
    static TlsConfig of(Function<String, Optional<String>> directives) {
        Map<String, String> words = new LinkedHashMap<>();
        NAMES.forEach(name ->
                directives.apply(name).filter(word -> !word.isEmpty()).ifPresent(word -> words.put(name, word)));
        return new TlsConfig(words);
    }

    /** A builder without certificates, port or links. */
    public static Builder builder() {
        return new Builder();
    }

    /** The port that speaks TLS ({@code tls-port}); 0, the default, for none. */
    public int port() {
        return (int) number("tls-port", 0);
    }

    /** Whether all links to nodes and other Sentinels are encrypted ({@code tls-replication}); default no. */
    public boolean links() {
        return flag("tls-replication", false);
    }

    /** Whether TLS is used at all. */
    public boolean isUsed() {
        return port() != 0 || links();
    }

    /** Whether clients must show a certificate ({@code tls-auth-clients}); default yes. */
    public ClientCertificates clientCertificates() {
        return text("tls-auth-clients")
                .map(word -> ClientCertificates.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(ClientCertificates.YES);
    }

    /** A directive that names a file or directory; empty if it was not given. */
    public Optional<String> file(String name) {
        return text(name);
    }

    /** The password of a private key, {@code tls-key-file-pass} or {@code tls-client-key-file-pass}. */
    public Optional<Secret> password(String name) {
        return text(name).map(Secret::new);
    }

    /** The protocols allowed ({@code tls-protocols}), as given; empty for TLS 1.2 and 1.3. */
    public List<String> protocols() {
        return text("tls-protocols")
                .map(word -> List.of(word.strip().split("\\s+")))
                .orElse(List.of());
    }

    /** The ciphers of TLS 1.2 as OpenSSL lists them ({@code tls-ciphers}); empty for those of the JVM. */
    public Optional<String> ciphers() {
        return text("tls-ciphers");
    }

    /** The cipher suites of TLS 1.3, with colons between them ({@code tls-ciphersuites}); empty for those of the JVM. */
    public Optional<String> cipherSuites() {
        return text("tls-ciphersuites");
    }

    /** Whether our order of ciphers counts, not the client's ({@code tls-prefer-server-ciphers}); default no. */
    public boolean prefersServerCiphers() {
        return flag("tls-prefer-server-ciphers", false);
    }

    /** Whether clients may resume sessions ({@code tls-session-caching}); default yes. */
    public boolean cachesSessions() {
        return flag("tls-session-caching", true);
    }

    /** Most sessions kept ({@code tls-session-cache-size}); default 20,480. */
    public int sessionCacheSize() {
        return (int) number("tls-session-cache-size", 20_480);
    }

    /** How long a session may be resumed ({@code tls-session-cache-timeout}), in seconds; default 300. */
    public Duration sessionTimeout() {
        return Duration.ofSeconds(number("tls-session-cache-timeout", 300));
    }

    /** The lines that say this: names of directives and their words. */
    Map<String, String> lines() {
        return words;
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(words.get(name));
    }

    private long number(String name, long without) {
        return text(name).map(Long::parseLong).orElse(without);
    }

    private boolean flag(String name, boolean without) {
        return text(name).map(word -> word.equalsIgnoreCase("yes")).orElse(without);
    }

    @Override
    public String toString() {
        List<String> shown = new ArrayList<>();
        words.forEach((name, word) -> shown.add(name + "=" + (name.endsWith("-pass") ? Secret.MASK : word)));
        return "TlsConfig" + shown.stream().sorted().toList();
    }

    /** Collects settings; not for use by several threads at once. */
    public static final class Builder {
        private final Map<String, String> words = new LinkedHashMap<>();

        private Builder() {}

        /** Speaks TLS on this port of the addresses bound, 1 to 65535 ({@code tls-port}). */
        public Builder port(int value) {
            if (value < 1 || value > 65535) {
                throw new ConfigException("tls port must be 1 to 65535, was " + value);
            }
            return put("tls-port", Integer.toString(value));
        }

        /** Encrypts all links to nodes and other Sentinels ({@code tls-replication}); default no. */
        public Builder links(boolean value) {
            return put("tls-replication", value ? "yes" : "no");
        }

        /** Our certificate with those between it and the CA, and its key; for links too unless they have their own. */
        public Builder certificate(String certificateFile, String keyFile) {
            return put("tls-cert-file", certificateFile).put("tls-key-file", keyFile);
        }

        /** The password of that key ({@code tls-key-file-pass}). */
        public Builder keyPassword(String value) {
            return put("tls-key-file-pass", value);
        }

        /** A certificate for links alone ({@code tls-client-cert-file}, {@code tls-client-key-file}). */
        public Builder linkCertificate(String certificateFile, String keyFile) {
            return put("tls-client-cert-file", certificateFile).put("tls-client-key-file", keyFile);
        }

        /** The certificates of those who vouch for others ({@code tls-ca-cert-file}). */
        public Builder caFile(String file) {
            return put("tls-ca-cert-file", file);
        }

        /** Whether clients must show a certificate ({@code tls-auth-clients}); default yes. */
        public Builder clientCertificates(ClientCertificates value) {
            return put("tls-auth-clients", value.name().toLowerCase(Locale.ROOT));
        }

        /**
         * Any other {@code tls-*} directive.
         *
         * @throws ConfigException if there is none of that name
         */
        public Builder directive(String name, String word) {
            if (!NAMES.contains(name)) {
                throw new ConfigException("no such directive of TLS: " + name);
            }
            return put(name, word);
        }

        /** The settings. */
        public TlsConfig build() {
            return new TlsConfig(words);
        }

        private Builder put(String name, String word) {
            words.put(name, word);
            return this;
        }
    }
}
