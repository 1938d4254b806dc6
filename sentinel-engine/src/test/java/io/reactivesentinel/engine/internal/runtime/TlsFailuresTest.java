package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.ssl.NotSslRecordException;
import io.reactivesentinel.protocol.InstanceAddress;
import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TlsFailuresTest {

    private static final InstanceAddress NODE = new InstanceAddress("10.0.0.1", 6379);

    private final TlsFailures failures = new TlsFailures();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        log().addAppender(lines);
    }

    @AfterEach
    void stop() {
        log().detachAppender(lines);
    }

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(TlsFailures.class);
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Exception untrusted() {
        SSLHandshakeException failure = new SSLHandshakeException("handshake");
        failure.initCause(new CertPathValidatorException("no path"));
        return new IllegalStateException("connect", failure);
    }

    @Test
    void aReasonIsSaidOnceHoweverOftenItIsTried() {
        for (int i = 0; i < 5; i++) {
            failures.note(NODE, untrusted());
        }
        assertThat(said())
                .containsExactly("TLS with 10.0.0.1:6379 failed: its certificate is not of an authority in"
                        + " tls-ca-cert-file or tls-ca-cert-dir: no path");
        failures.note(NODE, new NotSslRecordException("junk"));
        failures.note(NODE, new NotSslRecordException("junk"));
        assertThat(said()).hasSize(2).last().asString().endsWith("it does not speak TLS: junk");
    }

    @Test
    void whatWorkedInBetweenIsSaidAgain() {
        failures.note(NODE, untrusted());
        failures.forget(NODE);
        failures.note(NODE, untrusted());
        failures.note(new InstanceAddress("10.0.0.2", 6379), untrusted());
        assertThat(said()).hasSize(3);
    }

    @Test
    void aNodeThatIsSimplyDownIsNoMatterOfTls() {
        failures.note(NODE, new IOException("Connection refused"));
        assertThat(said()).isEmpty();
    }

    @Test
    void anExpiredCertificateAndOursRefusedHaveTheirOwnWords() {
        SSLHandshakeException expired = new SSLHandshakeException("handshake");
        expired.initCause(new CertPathValidatorException("checks", new CertificateExpiredException("NotAfter: then")));
        assertThat(TlsFailures.reason(expired)).contains("its certificate has expired: NotAfter: then");
        assertThat(TlsFailures.reason(new SSLHandshakeException("Received fatal alert: bad_certificate")))
                .contains("it refused our certificate: Received fatal alert: bad_certificate");
    }

    @Test
    void whatIsRememberedHasABound() {
        for (int i = 0; i <= TlsFailures.MAX_ADDRESSES; i++) {
            failures.note(new InstanceAddress("10.0.0.1", i + 1), untrusted());
        }
        int before = said().size();
        failures.note(new InstanceAddress("10.0.0.1", TlsFailures.MAX_ADDRESSES + 1), untrusted());
        assertThat(said()).hasSize(before);
        failures.note(new InstanceAddress("10.0.0.1", 1), untrusted());
        assertThat(said()).hasSize(before + 1);
    }
}
