package io.reactivesentinel.resp.netty;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a client.
 *
 * @param context trust, and the own certificate if there is one; the chain of the server is always checked as it says
 * @param serverName name to ask for (SNI), and to expect if names are verified; {@code null} takes the host connected to
 * @param verifyHostname whether the certificate must be made out to that name; Redis itself never checks it
 */
public record RespTls(SslContext context, @Nullable String serverName, boolean verifyHostname) {

    /** TLS with these certificates, the name of the host connected to, verified. */
    public static RespTls of(SslContext context) {
        return new RespTls(context, null, true);
    }

    void configure(SslHandler handler) {
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(verifyHostname ? "HTTPS" : "");
        if (serverName != null) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        handler.engine().setSSLParameters(parameters);
    }
}
