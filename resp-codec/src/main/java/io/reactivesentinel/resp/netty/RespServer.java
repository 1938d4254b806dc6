package io.reactivesentinel.resp.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.reactivesentinel.resp.RespLimits;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/**
 * Accepts RESP connections. Immutable: each method that takes a setting returns a copy.
 *
 * <p>Malformed input gets {@code -ERR Protocol error: …} and ends that connection; so does, without a word, a command
 * {@code POST} or {@code Host:}, which only a browser sends.
 *
 * <p>Defaults: {@link RespLimits#server()}, backlog 511, {@value #DEFAULT_MAX_CONNECTIONS} connections,
 * {@value #DEFAULT_MAX_PENDING_REPLIES} pending replies, {@value #DEFAULT_OUTPUT_LIMIT} bytes of output, no TLS.
 */
public final class RespServer {
    /** Most connections at a time. */
    public static final int DEFAULT_MAX_CONNECTIONS = 10_000;

    /** Most commands of one connection that are read but not answered; then reading stops until some are. */
    public static final int DEFAULT_MAX_PENDING_REPLIES = 128;

    /** Most bytes that may wait for one client behind the reply in progress: 8 MB. */
    public static final int DEFAULT_OUTPUT_LIMIT = 8 << 20;

    private static final int DEFAULT_BACKLOG = 511;

    private List<InetSocketAddress> addresses = List.of();
    private RespLimits limits = RespLimits.server();
    private RespAdmission admission = RespAdmission.atMost(DEFAULT_MAX_CONNECTIONS);
    private int maxPendingReplies = DEFAULT_MAX_PENDING_REPLIES;
    private int outputLimit = DEFAULT_OUTPUT_LIMIT;
    private int backlog = DEFAULT_BACKLOG;
    private @Nullable SslContext tls;
    private @Nullable LoopResources loops;

    private RespServer() {}

    /** A server that listens nowhere yet. */
    public static RespServer create() {
        return new RespServer();
    }

    private RespServer with(Consumer<RespServer> change) {
        RespServer copy = new RespServer();
        copy.addresses = addresses;
        copy.limits = limits;
        copy.admission = admission;
        copy.maxPendingReplies = maxPendingReplies;
        copy.outputLimit = outputLimit;
        copy.backlog = backlog;
        copy.tls = tls;
        copy.loops = loops;
        change.accept(copy);
        return copy;
    }

    /** Listens on one more address; port 0 takes any free port, another one for each. A name is resolved here and now. */
    public RespServer listen(String host, int port) {
        List<InetSocketAddress> more = new ArrayList<>(addresses);
        more.add(new InetSocketAddress(host, port));
        return with(s -> s.addresses = List.copyOf(more));
    }

    /** What to accept from clients. */
    public RespServer limits(RespLimits accepted) {
        return with(s -> s.limits = accepted);
    }

    /** Which connections to serve; instead of the default limit on their number. */
    public RespServer admission(RespAdmission rule) {
        return with(s -> s.admission = rule);
    }

    /** Most commands of one connection that are read but not answered. */
    public RespServer maxPendingReplies(int commands) {
        return with(s -> s.maxPendingReplies = Limits.positive("maxPendingReplies", commands));
    }

    /** Most bytes that may wait for one client behind the reply in progress; beyond it the connection is closed. */
    public RespServer outputLimit(int bytes) {
        return with(s -> s.outputLimit = Limits.positive("outputLimit", bytes));
    }

    /** Connections the system may hold for us before they are accepted. */
    public RespServer backlog(int connections) {
        return with(s -> s.backlog = connections);
    }

    /** Encrypts, or does not for {@code null}; whether clients need certificates is up to the context. */
    public RespServer tls(@Nullable SslContext context) {
        return with(s -> s.tls = context);
    }

    /** The event loops to run on; {@code null} for those that Reactor Netty shares. */
    public RespServer loopResources(@Nullable LoopResources resources) {
        return with(s -> s.loops = resources);
    }

    /**
     * Listens on all addresses, or on none. Cold: each subscription binds.
     *
     * <p>Errors: {@link RespBindException}, naming the address and the reason.
     */
    public Mono<RespListener> bind(RespServerHandler.Factory handlers) {
        if (addresses.isEmpty()) {
            return Mono.error(() -> new IllegalStateException("no address to listen on"));
        }
        return Mono.defer(() -> {
            Binding binding = new Binding(new ServerSettings(limits, maxPendingReplies, outputLimit, handlers));
            return Flux.fromIterable(addresses)
                    .concatMap(address -> bind(address, binding))
                    .doOnNext(binding.servers::add)
                    .then(Mono.fromSupplier(binding::listener))
                    .doOnError(e -> binding.listener().dispose())
                    .doOnCancel(() -> binding.listener().dispose());
        });
    }

    private Mono<? extends DisposableServer> bind(InetSocketAddress address, Binding binding) {
        TcpServer server = TcpServer.create()
                .bindAddress(() -> address)
                .option(ChannelOption.SO_BACKLOG, backlog)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .doOnChannelInit((observer, channel, remote) -> accept(channel, binding));
        if (loops != null) {
            server = server.runOn(loops);
        }
        SslContext context = tls;
        if (context != null) {
            server = server.secure(spec -> spec.sslContext(context));
        }
        return server.bind().onErrorMap(e -> new RespBindException(address, e));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing to do after a close
    private void accept(Channel channel, Binding binding) {
        int open = binding.open.incrementAndGet();
        channel.closeFuture().addListener(done -> binding.open.decrementAndGet());
        binding.connections.add(channel);
        String refusal = admission.refusal(channel.remoteAddress(), open).orElse(null);
        if (binding.disposed.get() || (refusal != null && tls != null)) {
            channel.close();
        } else if (refusal != null) {
            channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "refusal", new RefusedChannel(refusal));
        } else {
            // A client may say that no more will come and still wait for its answers: `nc -N` does.
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            ServerChannel handler = new ServerChannel(binding.ids.incrementAndGet(), binding.settings);
            channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, ServerChannel.class.getName(), handler);
        }
    }

    /** The state of one subscription to {@link #bind}. */
    private static final class Binding {
        final ServerSettings settings;
        final List<DisposableServer> servers = new ArrayList<>();
        final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        final AtomicInteger open = new AtomicInteger();
        final AtomicLong ids = new AtomicLong();
        final AtomicBoolean disposed = new AtomicBoolean();

        Binding(ServerSettings settings) {
            this.settings = settings;
        }

        RespListener listener() {
            return new RespListener(servers, connections, open, disposed);
        }
    }
}
