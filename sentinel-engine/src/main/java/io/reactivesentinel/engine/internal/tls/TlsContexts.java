package io.reactivesentinel.engine.internal.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.TlsConfig;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * What is needed to speak TLS, made of the files once.
 *
 * @param server for the port, if there is one
 * @param client for links, if they are encrypted
 */
record TlsContexts(Optional<SslContext> server, Optional<SslContext> client) {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> KNOWN_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1");

    /**
     * Puts them together. Blocks no longer than it computes.
     *
     * @throws ConfigException naming what is missing or does not fit
     */
    static TlsContexts of(TlsConfig config, TlsFiles files) {
        if (config.port() != 0) {
            require(config, "tls-cert-file");
            require(config, "tls-key-file");
        }
        boolean clientsAreChecked =
                config.port() != 0 && config.clientCertificates() != TlsConfig.ClientCertificates.NO;
        if ((config.links() || clientsAreChecked)
                && config.file("tls-ca-cert-file").isEmpty()
                && config.file("tls-ca-cert-dir").isEmpty()) {
            throw new ConfigException("Either tls-ca-cert-file or tls-ca-cert-dir must be specified when"
                    + " tls-cluster, tls-replication or tls-auth-clients are enabled!");
        }
        try {
            List<String> protocols = protocols(config);
            List<String> ciphers = ciphers(config);
            List<X509Certificate> trusted = files.authorities();
            return new TlsContexts(
                    config.port() == 0
                            ? Optional.empty()
                            : Optional.of(server(config, files, trusted, protocols, ciphers)),
                    config.links() ? Optional.of(client(files, trusted, protocols, ciphers)) : Optional.empty());
        } catch (GeneralSecurityException | SSLException e) {
            throw new ConfigException("Failed to configure TLS: " + e.getMessage());
        }
    }

    private static void require(TlsConfig config, String name) {
        if (config.file(name).isEmpty()) {
            throw new ConfigException("No " + name + " configured!");
        }
    }

    private static SslContext server(
            TlsConfig config,
            TlsFiles files,
            List<X509Certificate> trusted,
            List<String> protocols,
            List<String> ciphers)
            throws SSLException {
        TlsFiles.Identity own = files.identity().orElseThrow(() -> new ConfigException("No tls-cert-file configured!"));
        SslContextBuilder builder = SslContextBuilder.forServer(own.key(), chain(own))
                .clientAuth(
                        switch (config.clientCertificates()) {
                            case NO -> ClientAuth.NONE;
                            case YES -> ClientAuth.REQUIRE;
                            case OPTIONAL -> ClientAuth.OPTIONAL;
                        })
                // One that is soon forgotten is as near to none as the JVM comes.
                .sessionCacheSize(config.cachesSessions() ? config.sessionCacheSize() : 1)
                .sessionTimeout(
                        config.cachesSessions() ? config.sessionTimeout().toSeconds() : 1);
        if (config.clientCertificates() != TlsConfig.ClientCertificates.NO) {
            builder.trustManager(trusted.toArray(X509Certificate[]::new));
        }
        return finished(builder, protocols, ciphers);
    }

    private static SslContext client(
            TlsFiles files, List<X509Certificate> trusted, List<String> protocols, List<String> ciphers)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient().trustManager(trusted.toArray(X509Certificate[]::new));
        files.linkIdentity().ifPresent(own -> builder.keyManager(own.key(), chain(own)));
        return finished(builder, protocols, ciphers);
    }

    private static X509Certificate[] chain(TlsFiles.Identity identity) {
        return identity.chain().toArray(X509Certificate[]::new);
    }

    private static SslContext finished(SslContextBuilder builder, List<String> protocols, List<String> ciphers)
            throws SSLException {
        builder.sslProvider(SslProvider.JDK).protocols(protocols);
        if (!ciphers.isEmpty()) {
            builder.ciphers(ciphers, SupportedCipherSuiteFilter.INSTANCE);
        }
        return builder.build();
    }

    private static List<String> protocols(TlsConfig config) throws GeneralSecurityException {
        if (config.protocols().isEmpty()) {
            return PROTOCOLS;
        }
        List<String> wanted = new ArrayList<>();
        for (String word : config.protocols()) {
            wanted.add(KNOWN_PROTOCOLS.stream()
                    .filter(name -> name.equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new ConfigException("Invalid tls-protocols specified. Use a combination of"
                            + " 'TLSv1', 'TLSv1.1', 'TLSv1.2' and 'TLSv1.3'.")));
        }
        List<String> enabled = Arrays.asList(defaults().getProtocols());
        List<String> able = wanted.stream().filter(enabled::contains).distinct().toList();
        if (able.isEmpty()) {
            throw new ConfigException("tls-protocols: this JVM allows none of " + String.join(" ", wanted) + ", only "
                    + String.join(" ", enabled));
        }
        return able;
    }

    /** Empty for those of the JVM; what is said of one version leaves the other as it is. */
    private static List<String> ciphers(TlsConfig config) throws GeneralSecurityException {
        if (config.ciphers().isEmpty() && config.cipherSuites().isEmpty()) {
            return List.of();
        }
        List<String> suites = Arrays.asList(defaults().getCipherSuites());
        List<String> of13 =
                suites.stream().filter(suite -> !CipherWords.isBefore13(suite)).toList();
        List<String> before = suites.stream().filter(CipherWords::isBefore13).toList();
        if (config.cipherSuites().isPresent()) {
            of13 = CipherWords.of13(config.cipherSuites().get(), suites);
            if (of13.isEmpty()) {
                throw new ConfigException("Failed to configure ciphersuites: "
                        + config.cipherSuites().get());
            }
        }
        if (config.ciphers().isPresent()) {
            before = CipherWords.choose(config.ciphers().get(), suites);
            if (before.isEmpty()) {
                throw new ConfigException(
                        "Failed to configure ciphers: " + config.ciphers().get());
            }
        }
        List<String> all = new ArrayList<>(of13);
        all.addAll(before);
        return all;
    }

    private static SSLParameters defaults() throws GeneralSecurityException {
        return SSLContext.getDefault().getDefaultSSLParameters();
    }

    /** The private key is of no use to whoever prints this. */
    @Override
    public String toString() {
        return "TlsContexts[server=" + server.isPresent() + ", client=" + client.isPresent() + "]";
    }
}
