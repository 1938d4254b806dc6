package io.reactivesentinel.resp.netty;

import io.netty.channel.group.ChannelGroup;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

/** A server that listens: its addresses and its end. <b>Threading</b>: any thread. */
public final class RespListener implements Disposable {
    private final List<DisposableServer> servers;
    private final ChannelGroup connections;
    private final AtomicInteger open;
    private final AtomicBoolean disposed;

    RespListener(List<DisposableServer> servers, ChannelGroup connections, AtomicInteger open, AtomicBoolean disposed) {
        this.servers = List.copyOf(servers);
        this.connections = connections;
        this.open = open;
        this.disposed = disposed;
    }

    /** The addresses it listens on but for Unix sockets, in the order they were asked for, with the ports it was given. */
    public List<InetSocketAddress> addresses() {
        return servers.stream()
                .map(DisposableServer::address)
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .toList();
    }

    /** The port of the first address. */
    public int port() {
        return servers.get(0).port();
    }

    /** Connections open now. */
    public int openConnections() {
        return open.get();
    }

    /** Stops listening and closes every connection; returns at once, see {@link #onDispose()}. Idempotent. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // onDispose waits for the listeners, and a close cannot fail usefully
    public void dispose() {
        if (disposed.compareAndSet(false, true)) {
            servers.forEach(DisposableServer::dispose);
            connections.close();
        }
    }

    /** Completes when it has stopped listening, however that came. */
    public Mono<Void> onDispose() {
        return Mono.when(servers.stream().map(DisposableServer::onDispose).toList());
    }

    @Override
    public boolean isDisposed() {
        return disposed.get();
    }
}
