package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.netty.RespAdmission;
import io.reactivesentinel.resp.netty.RespListener;
import io.reactivesentinel.resp.netty.RespServer;
import io.reactivesentinel.resp.netty.RespServerConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Brings commands in from sockets.
 *
 * <p>Connections begin with the narrow limits for strangers, and stay only if they come to something: one that does not
 * authenticate within {@link #AUTHENTICATION_DEADLINE} where it must, or that does not finish a command within
 * {@link #COMMAND_DEADLINE}, is closed.
 */
public final class NettyCommandPort implements CommandPort {
    /** How long a client may take to authenticate. */
    public static final Duration AUTHENTICATION_DEADLINE = Duration.ofSeconds(10);

    /** How long a command may take to arrive. */
    public static final Duration COMMAND_DEADLINE = Duration.ofSeconds(30);

    /** Connections beyond {@code maxclients} that are told so; still more are closed before they take any memory. */
    static final int TURNED_AWAY_MAX = 256;

    private static final int TURNED_AWAY_MIN = 16;
    private static final int TURNED_AWAY_PART = 16;

    private static final Duration SWEEP_PERIOD = Duration.ofSeconds(1);

    private final RespServer server;
    private final Scheduler timer;
    private final ClientLimits limits;

    /**
     * A port that does not listen yet.
     *
     * @param server where and how to listen
     * @param clientsMax connections that may be served at a time
     */
    public NettyCommandPort(RespServer server, int clientsMax) {
        this(server, clientsMax, ClientLimits.DEFAULT);
    }

    /**
     * A port that does not listen yet.
     *
     * @param server where and how to listen
     * @param clientsMax connections that may be served at a time
     * @param limits what its clients may make it wait for
     */
    public NettyCommandPort(RespServer server, int clientsMax, ClientLimits limits) {
        this(server, clientsMax, limits, Schedulers.parallel());
    }

    NettyCommandPort(RespServer server, int clientsMax, Scheduler timer) {
        this(server, clientsMax, ClientLimits.DEFAULT, timer);
    }

    NettyCommandPort(RespServer server, int clientsMax, ClientLimits limits, Scheduler timer) {
        this.limits = limits;
        this.server = server.admission(RespAdmission.atMost(clientsMax + turnedAway(clientsMax)));
        this.timer = timer;
    }

    /** Where there are few clients, not many more are told so: they take descriptors as well. */
    static int turnedAway(int clientsMax) {
        return Math.min(TURNED_AWAY_MAX, Math.max(TURNED_AWAY_MIN, clientsMax / TURNED_AWAY_PART));
    }

    @Override
    public Mono<Bound> bind(Acceptor acceptor) {
        return Mono.defer(() -> {
            Set<NettyConnection> connections = ConcurrentHashMap.newKeySet();
            return server.bind(connection -> open(connection, acceptor, connections))
                    .map(listener -> new Listening(listener, sweeping(connections)));
        });
    }

    private NettyConnection open(RespServerConnection connection, Acceptor acceptor, Set<NettyConnection> connections) {
        connection.authenticated(false);
        NettyConnection opened = new NettyConnection(connection, acceptor, limits, nowMs(), connections::remove);
        connections.add(opened);
        return opened;
    }

    private Disposable sweeping(Set<NettyConnection> connections) {
        return Flux.interval(SWEEP_PERIOD, timer)
                .onBackpressureDrop()
                .subscribe(tick -> connections.forEach(connection -> connection.closeIfIdle(nowMs())));
    }

    private long nowMs() {
        return timer.now(TimeUnit.MILLISECONDS);
    }

    /** The address of an end of a connection; a local socket has neither host nor port. */
    static InstanceAddress address(SocketAddress socket) {
        if (socket instanceof InetSocketAddress inet) {
            String host = inet.getAddress() == null
                    ? inet.getHostString()
                    : withoutZone(inet.getAddress().getHostAddress());
            return new InstanceAddress(host, inet.getPort());
        }
        return new InstanceAddress("", NO_PORT);
    }

    /** Whether an address is this machine's own. */
    static boolean isLocal(SocketAddress socket) {
        return !(socket instanceof InetSocketAddress inet)
                || (inet.getAddress() != null && inet.getAddress().isLoopbackAddress());
    }

    private static String withoutZone(String host) {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    /** What {@link #bind} leads to. */
    private record Listening(RespListener listener, Disposable sweeping) implements Bound {

        @Override
        public List<InstanceAddress> addresses() {
            return listener.addresses().stream().map(NettyCommandPort::address).toList();
        }

        @Override
        public Mono<Void> close() {
            return Mono.defer(() -> {
                sweeping.dispose();
                listener.dispose();
                return listener.onDispose();
            });
        }
    }
}
