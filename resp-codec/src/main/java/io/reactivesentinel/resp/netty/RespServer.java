package io.reactivesentinel.resp.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.reactivesentinel.resp.RespLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
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

    /** Silence after which the system asks whether a client is still there. */
    public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofMinutes(5);

    /** Most that all clients together may make the server hold: 64 MB. */
    public static final long DEFAULT_MEMORY_LIMIT = 64 << 20;

    /** How long a client may take for its TLS handshake, in which it counts as a connection. */
    public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private static final int DEFAULT_BACKLOG = 511;

    /** An address to listen on; one that is optional may be missing on this machine. */
    private record Place(SocketAddress address, boolean isOptional, boolean isPlain) {}

    private List<Place> places = List.of();
    private RespLimits limits = RespLimits.server();
    private RespAdmission admission = RespAdmission.atMost(DEFAULT_MAX_CONNECTIONS);
    private int maxPendingReplies = DEFAULT_MAX_PENDING_REPLIES;
    private int outputLimit = DEFAULT_OUTPUT_LIMIT;
    private long memoryLimit = DEFAULT_MEMORY_LIMIT;
    private int backlog = DEFAULT_BACKLOG;
    private Duration keepAlive = DEFAULT_KEEP_ALIVE;
    private @Nullable SslContext tls;
    private @Nullable LoopResources loops;

    private RespServer() {}

    /** A server that listens nowhere yet. */
    public static RespServer create() {
        return new RespServer();
    }

    private RespServer with(Consumer<RespServer> change) {
        RespServer copy = new RespServer();
        copy.places = places;
        copy.limits = limits;
        copy.admission = admission;
        copy.maxPendingReplies = maxPendingReplies;
        copy.outputLimit = outputLimit;
        copy.memoryLimit = memoryLimit;
        copy.backlog = backlog;
        copy.keepAlive = keepAlive;
        copy.tls = tls;
        copy.loops = loops;
        change.accept(copy);
        return copy;
    }

    /** Listens on one more address; port 0 takes any free port, another one for each. A name is resolved here and now. */
    public RespServer listen(String host, int port) {
        return listen(new Place(new InetSocketAddress(host, port), false, false));
    }

    /** As {@link #listen(String, int)}, but for an address that this machine may not have. */
    public RespServer listenIfPresent(String host, int port) {
        return listen(new Place(new InetSocketAddress(host, port), true, false));
    }

    /**
     * Listens on one more address, in plain text whatever {@link #tls} says.
     *
     * @param isOptional whether this machine may lack the address
     */
    public RespServer listenPlain(String host, int port, boolean isOptional) {
        return listen(new Place(new InetSocketAddress(host, port), isOptional, true));
    }

    /** Listens on a Unix socket as well, which takes Netty's native transport; the file must not exist yet. */
    public RespServer listenLocal(Path socket) {
        return listen(new Place(new DomainSocketAddress(socket.toFile()), false, true));
    }

    private RespServer listen(Place place) {
        List<Place> more = new ArrayList<>(places);
        more.add(place);
        return with(s -> s.places = List.copyOf(more));
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

    /**
     * Most bytes that all clients together may make the server hold, in halves of commands, commands without an answer and
     * answers that are not read; beyond it the connection that holds most is closed.
     */
    public RespServer memoryLimit(long bytes) {
        return with(s -> s.memoryLimit = bytes);
    }

    /** Connections the system may hold for us before they are accepted. */
    public RespServer backlog(int connections) {
        return with(s -> s.backlog = connections);
    }

    /**
     * Silence after which the system asks a client whether it is still there; without an answer to three questions, a third
     * of this apart, the connection ends. Zero never asks.
     */
    public RespServer keepAlive(Duration silence) {
        return with(s -> s.keepAlive = silence);
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
        if (places.isEmpty()) {
            return Mono.error(() -> new IllegalStateException("no address to listen on"));
        }
        return Mono.defer(() -> {
            Binding binding = new Binding(new ServerSettings(
                    limits,
                    maxPendingReplies,
                    OutputLimits.hard(outputLimit),
                    new ClientMemory(memoryLimit),
                    handlers));
            return Flux.fromIterable(places)
                    .concatMap(place -> bind(place, binding))
                    .doOnNext(binding.servers::add)
                    .then(Mono.defer(() -> binding.servers.isEmpty() ? nowhere() : Mono.empty()))
                    .then(Mono.fromSupplier(binding::listener))
                    .doOnError(e -> binding.listener().dispose())
                    .doOnCancel(() -> binding.listener().dispose());
        });
    }

    private Mono<Void> nowhere() {
        return Mono.error(new RespBindException(
                places.get(0).address(), new IOException("none of the addresses is one of this machine")));
    }

    private Mono<? extends DisposableServer> bind(Place place, Binding binding) {
        boolean local = place.address() instanceof DomainSocketAddress;
        SslContext context = place.isPlain() ? null : tls;
        TcpServer server = TcpServer.create()
                .bindAddress(place::address)
                .doOnChannelInit((observer, channel, remote) -> accept(channel, binding, context != null));
        if (!local) {
            server = server.option(ChannelOption.SO_BACKLOG, backlog)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, !keepAlive.isZero());
        }
        if (loops != null) {
            server = server.runOn(loops);
        }
        if (context != null) {
            server = server.secure(spec -> spec.sslContext(context).handshakeTimeout(HANDSHAKE_TIMEOUT));
        }
        return server.bind()
                .onErrorMap(e -> new RespBindException(place.address(), e))
                .onErrorResume(
                        RespBindException.class,
                        e -> place.isOptional() && e.isAddressMissing() ? Mono.empty() : Mono.error(e));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing to do after a close
    private void accept(Channel channel, Binding binding, boolean encrypted) {
        int open = binding.open.incrementAndGet();
        channel.closeFuture().addListener(done -> binding.open.decrementAndGet());
        binding.connections.add(channel);
        KeepAlive.set(channel, keepAlive);
        String refusal = admission.refusal(channel.remoteAddress(), open).orElse(null);
        if (binding.disposed.get() || (refusal != null && encrypted)) {
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
