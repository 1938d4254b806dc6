package io.reactivesentinel.engine.internal.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;

/**
 * The context of the moment: each new connection is made by the one that then holds, and keeps it. What a handshake has to
 * compute is done on an executor, not on the event loop.
 */
final class SwitchingSslContext extends SslContext {

    private final Supplier<SslContext> current;
    private final Executor computing;
    private final boolean ownOrder;

    SwitchingSslContext(Supplier<SslContext> current, Executor computing, boolean ownOrder) {
        this.current = current;
        this.computing = computing;
        this.ownOrder = ownOrder;
    }

    @Override
    public boolean isClient() {
        return current.get().isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return current.get().cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract there
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current.get().applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return ordered(current.get().newEngine(allocator));
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return ordered(current.get().newEngine(allocator, host, port));
    }

    private SSLEngine ordered(SSLEngine engine) {
        if (!isClient()) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setUseCipherSuitesOrder(ownOrder);
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls) {
        return newHandler(allocator, startTls, computing);
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, String host, int port, boolean startTls) {
        return newHandler(allocator, host, port, startTls, computing);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current.get().sessionContext();
    }
}
