package io.reactivesentinel.engine.internal.runtime;

import io.netty.handler.ssl.SslContext;
import io.netty.util.NetUtil;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespLimits;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.ReplyHandler;
import io.reactivesentinel.resp.netty.RequestExpiredException;
import io.reactivesentinel.resp.netty.RespClient;
import io.reactivesentinel.resp.netty.RespConnection;
import io.reactivesentinel.resp.netty.RespTls;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** Outgoing connections on Reactor Netty. */
public final class NettyLinks implements LinkFactory {

    /** An attempt that the engine has given up ends by itself after this. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final LoopResources loops;
    private final NameLookup names;
    private final Optional<InetSocketAddress> source;
    private final @Nullable RespTls tls;
    private final TlsFailures tlsFailures = new TlsFailures();

    /** Connections whose work is done on these event loops. */
    public NettyLinks(LoopResources loops) {
        this(loops, Optional.empty(), Optional.empty(), new NameLookup(loops));
    }

    /**
     * Connections whose work is done on these event loops.
     *
     * @param source the own address they come from ({@code bind-source-addr}); those of the other family ignore it
     * @param tls how they are encrypted; empty if they are not. Names are not compared with addresses, as Redis does not
     * @param names how names are resolved, at each connect anew
     */
    NettyLinks(LoopResources loops, Optional<String> source, Optional<SslContext> tls, NameLookup names) {
        this.tls = tls.map(context -> new RespTls(context, null, false)).orElse(null);
        this.loops = loops;
        this.names = names;
        this.source = source.map(host -> new InetSocketAddress(host, 0));
    }

    @Override
    public Link open(InstanceAddress address, Listener listener) {
        NettyLink link = new NettyLink(listener);
        RespClient client = RespClient.to(address.host(), address.port())
                .loopResources(loops)
                .connectTimeout(CONNECT_TIMEOUT)
                .limits(RespLimits.client())
                .tls(tls)
                .bindAddress(sourceFor(address.host()))
                .resolver(
                        NetUtil.isValidIpV4Address(address.host())
                                        || address.host().indexOf(':') >= 0
                                ? null
                                : names.group())
                .onPush(push -> listener.pushed(push.elements()));
        client.connect()
                .doOnNext(opened -> tlsFailures.forget(address))
                .doOnError(e -> tlsFailures.note(address, e))
                .subscribe(link::opened, link::failed);
        return link;
    }

    @Override
    public void resolve(String host, Consumer<List<String>> answer) {
        names.resolve(host, answer);
    }

    private @Nullable SocketAddress sourceFor(String host) {
        return source.filter(own -> (own.getAddress() instanceof Inet6Address) == (host.indexOf(':') >= 0))
                .orElse(null);
    }

    private static final class NettyLink implements Link {

        private final Listener listener;

        private @Nullable RespConnection connection;
        private boolean closed;
        private boolean told;

        NettyLink(Listener listener) {
            this.listener = listener;
        }

        void opened(RespConnection opened) {
            boolean unwanted;
            synchronized (this) {
                unwanted = closed;
                connection = opened;
            }
            if (unwanted) {
                opened.close();
                tellClosed("closed before it was open");
                return;
            }
            listener.opened(numeric(opened.localAddress()), numeric(opened.remoteAddress()));
            opened.onClose()
                    .subscribe(
                            unused -> {},
                            e -> tellClosed(reason(e)),
                            () -> tellClosed(
                                    opened.closeCause().map(NettyLink::reason).orElse("closed")));
        }

        private static String numeric(@Nullable SocketAddress address) {
            return address instanceof InetSocketAddress inet && inet.getAddress() != null
                    ? NameLookup.numeric(inet.getAddress())
                    : "";
        }

        void failed(Throwable cause) {
            tellClosed(reason(cause));
        }

        private static String reason(Throwable cause) {
            String message = cause.getMessage();
            return message == null ? cause.getClass().getSimpleName() : message;
        }

        private void tellClosed(String reason) {
            synchronized (this) {
                if (told) {
                    return;
                }
                told = true;
            }
            listener.closed(reason);
        }

        @Override
        public void send(List<String> words, BooleanSupplier mayWrite, Reply reply) {
            RespConnection open;
            synchronized (this) {
                open = connection;
            }
            if (open != null) {
                open.request(RespCommand.of(words), new Handler(reply), mayWrite);
            }
        }

        @Override
        public void close(boolean abort) {
            RespConnection open;
            synchronized (this) {
                closed = true;
                open = connection;
            }
            if (open == null) {
                // The attempt is left to end by itself: one that is cancelled while it fails has nobody to tell.
                tellClosed("given up");
            } else if (abort) {
                open.abort();
            } else {
                open.close();
            }
        }
    }

    private record Handler(Reply reply) implements ReplyHandler {

        @Override
        public void onReply(RespValue value) {
            reply.replied(value);
        }

        @Override
        public void onLost(Throwable cause) {
            if (cause instanceof RequestExpiredException) {
                reply.expired();
            }
        }
    }
}
