package io.reactivesentinel.engine.internal.runtime;

import io.netty.handler.ssl.NotSslRecordException;
import io.reactivesentinel.protocol.InstanceAddress;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says why TLS with an address fails: once for each reason, however often it is tried. Any thread. */
final class TlsFailures {

    /** Addresses remembered; the one noted first goes first. */
    static final int MAX_ADDRESSES = 1024;

    private static final int MAX_CAUSES = 16;
    private static final Logger LOG = LoggerFactory.getLogger(TlsFailures.class);

    private final Map<InstanceAddress, String> told = new LinkedHashMap<>();

    /** An attempt has failed, perhaps for want of TLS. */
    void note(InstanceAddress address, Throwable failure) {
        reason(failure)
                .filter(reason -> isNew(address, reason))
                .ifPresent(reason -> LOG.warn("TLS with {} failed: {}", address, reason));
    }

    /** It worked; the next failure is a new one. */
    synchronized void forget(InstanceAddress address) {
        told.remove(address);
    }

    private synchronized boolean isNew(InstanceAddress address, String reason) {
        boolean isNew = !reason.equals(told.put(address, reason));
        if (told.size() > MAX_ADDRESSES) {
            told.remove(told.keySet().iterator().next());
        }
        return isNew;
    }

    /** Why, in words of ours and those of the innermost failure of TLS; empty if it was no failure of TLS. */
    static Optional<String> reason(Throwable failure) {
        boolean isTls = false;
        String kind = "";
        String detail = "";
        Throwable each = failure;
        for (int i = 0; each != null && i < MAX_CAUSES; i++, each = each.getCause()) {
            isTls |= each instanceof SSLException;
            if (isTls && each.getMessage() != null) {
                detail = each.getMessage();
            }
            kind = kind(each, kind);
        }
        return isTls ? Optional.of(kind + detail.lines().findFirst().orElse("no reason given")) : Optional.empty();
    }

    private static String kind(Throwable each, String otherwise) {
        String message = String.valueOf(each.getMessage());
        if (each instanceof NotSslRecordException) {
            return "it does not speak TLS: ";
        } else if (each instanceof CertificateExpiredException) {
            return "its certificate has expired: ";
        } else if (otherwise.isEmpty()
                && (each instanceof CertPathValidatorException || each instanceof CertificateException)) {
            return "its certificate is not of an authority in tls-ca-cert-file or tls-ca-cert-dir: ";
        } else if (message.startsWith("Received fatal alert:") && message.contains("certificate")) {
            return "it refused our certificate: ";
        }
        return otherwise;
    }
}
