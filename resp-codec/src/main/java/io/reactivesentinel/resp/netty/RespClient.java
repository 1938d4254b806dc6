package io.reactivesentinel.resp.netty;

import io.netty.channel.ChannelOption;
import io.netty.resolver.AddressResolverGroup;
import io.reactivesentinel.resp.RespLimits;
import io.reactivesentinel.resp.RespValue;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;

/**
 * Makes {@link RespConnection}s to one address. Immutable: each method that takes a setting returns a copy.
 *
 * <p>Defaults: 5 s to connect, no TLS, {@link RespHandshake#NONE}, {@link RespLimits#client()}, TCP_NODELAY and
 * SO_KEEPALIVE on, {@value #DEFAULT_MAX_PENDING} pending requests, a push buffer of {@value #DEFAULT_PUSH_BUFFER}.
 */
public final class RespClient {
    /** Most requests of a connection that may be unanswered. */
    public static final int DEFAULT_MAX_PENDING = 16_384;

    /** Most pushes that wait for one slow subscriber. */
    public static final int DEFAULT_PUSH_BUFFER = 1024;

    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final SocketAddress address;
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private @Nullable RespTls tls;
    private RespHandshake handshake = RespHandshake.NONE;
    private RespLimits limits = RespLimits.client();
    private @Nullable LoopResources loops;
    private @Nullable AddressResolverGroup<?> resolver;
    private @Nullable SocketAddress source;
    private boolean noDelay = true;
    private boolean keepAlive = true;
    private int maxPending = DEFAULT_MAX_PENDING;
    private int pushBuffer = DEFAULT_PUSH_BUFFER;
    private Consumer<RespValue> onPush = push -> {};

    private RespClient(SocketAddress address) {
        this.address = address;
    }

    /** A client of {@code host}, a numeric address or a name that is resolved at each connect, off the calling thread. */
    public static RespClient to(String host, int port) {
        return new RespClient(InetSocketAddress.createUnresolved(host, port));
    }

    /** A client of any address that the transport understands. */
    public static RespClient to(SocketAddress address) {
        return new RespClient(address);
    }

    private RespClient with(Consumer<RespClient> change) {
        RespClient copy = new RespClient(address);
        copy.connectTimeout = connectTimeout;
        copy.tls = tls;
        copy.handshake = handshake;
        copy.limits = limits;
        copy.loops = loops;
        copy.resolver = resolver;
        copy.source = source;
        copy.noDelay = noDelay;
        copy.keepAlive = keepAlive;
        copy.maxPending = maxPending;
        copy.pushBuffer = pushBuffer;
        copy.onPush = onPush;
        change.accept(copy);
        return copy;
    }

    /** Longest time from subscribing to a usable connection: name, TCP, TLS and handshake together. */
    public RespClient connectTimeout(Duration timeout) {
        return with(c -> c.connectTimeout = timeout);
    }

    /** Encrypts, or does not for {@code null}. */
    public RespClient tls(@Nullable RespTls settings) {
        return with(c -> c.tls = settings);
    }

    /** What to say before the connection is handed out. */
    public RespClient handshake(RespHandshake steps) {
        return with(c -> c.handshake = steps);
    }

    /** What to accept from the server. */
    public RespClient limits(RespLimits accepted) {
        return with(c -> c.limits = accepted);
    }

    /** The event loops to run on; {@code null} for those that Reactor Netty shares. */
    public RespClient loopResources(@Nullable LoopResources resources) {
        return with(c -> c.loops = resources);
    }

    /** How names are resolved; {@code null} for the asynchronous resolver of Netty. */
    public RespClient resolver(@Nullable AddressResolverGroup<?> group) {
        return with(c -> c.resolver = group);
    }

    /** The own address to connect from; {@code null} leaves it to the system. */
    public RespClient bindAddress(@Nullable SocketAddress own) {
        return with(c -> c.source = own);
    }

    /** TCP_NODELAY. */
    public RespClient noDelay(boolean on) {
        return with(c -> c.noDelay = on);
    }

    /** SO_KEEPALIVE. */
    public RespClient keepAlive(boolean on) {
        return with(c -> c.keepAlive = on);
    }

    /** Most unanswered requests; one more fails with {@link PendingLimitException}. */
    public RespClient maxPending(int requests) {
        return with(c -> c.maxPending = requests);
    }

    /** Most pushes kept for a subscriber of {@link RespConnection#pushes()} that is slower than the server. */
    public RespClient pushBuffer(int pushes) {
        return with(c -> c.pushBuffer = pushes);
    }

    /**
     * Also hands every push to {@code consumer}, from the first byte on. Called on the event loop, before the request that
     * the push may confirm completes; it must not block.
     */
    public RespClient onPush(Consumer<RespValue> consumer) {
        return with(c -> c.onPush = consumer);
    }

    /** Where this client connects to. */
    public SocketAddress address() {
        return address;
    }

    /**
     * Opens a connection. Cold: each subscription opens one; cancelling gives it up.
     *
     * <p>Errors: {@link RespConnectException}, with the reason.
     */
    public Mono<RespConnection> connect() {
        return Mono.defer(() -> {
            Sinks.Many<RespValue> pushes = Sinks.many().multicast().directBestEffort();
            return transport(pushes)
                    .connect()
                    .flatMap(connection -> {
                        RespConnection opened = opened(connection, pushes);
                        return handshake
                                .run(opened)
                                .doOnError(e -> opened.abort())
                                .doOnCancel(opened::abort);
                    })
                    .timeout(connectTimeout)
                    .onErrorMap(this::connectError);
        });
    }

    private TcpClient transport(Sinks.Many<RespValue> pushes) {
        TcpClient client = TcpClient.create(ConnectionProvider.newConnection())
                .remoteAddress(() -> address)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, connectTimeout.toMillis()))
                .option(ChannelOption.TCP_NODELAY, noDelay)
                .option(ChannelOption.SO_KEEPALIVE, keepAlive)
                .doOnChannelInit((observer, channel, remote) -> {
                    ClientChannel handler = new ClientChannel(
                            limits,
                            maxPending,
                            push -> {
                                pushes.tryEmitNext(push);
                                onPush.accept(push);
                            },
                            pushes::tryEmitComplete);
                    channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, ClientChannel.class.getName(), handler);
                });
        if (loops != null) {
            client = client.runOn(loops);
        }
        if (resolver != null) {
            client = client.resolver(resolver);
        }
        SocketAddress own = source;
        if (own != null) {
            client = client.bindAddress(() -> own);
        }
        RespTls settings = tls;
        if (settings != null) {
            client = client.secure(spec -> spec.sslContext(settings.context())
                    .handshakeTimeout(connectTimeout)
                    .handlerConfigurator(settings::configure));
        }
        return client;
    }

    private RespConnection opened(Connection connection, Sinks.Many<RespValue> pushes) {
        ClientChannel handler = connection.channel().pipeline().get(ClientChannel.class);
        if (handler == null) {
            throw new IllegalStateException("closed while connecting");
        }
        return new RespConnection(handler, pushes, pushBuffer);
    }

    private Throwable connectError(Throwable failure) {
        if (failure instanceof RespConnectException) {
            return failure;
        }
        String reason = failure instanceof TimeoutException
                ? "not ready within " + connectTimeout.toMillis() + " ms"
                : Addresses.reason(failure);
        return new RespConnectException(address, reason, null, failure);
    }
}
