package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.internal.port.ClientLimits;
import io.reactivesentinel.engine.internal.port.NettyCommandPort;
import io.reactivesentinel.engine.internal.store.ConfNumbers;
import io.reactivesentinel.engine.internal.tls.LiveTls;
import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.netty.OutputLimits;
import io.reactivesentinel.resp.netty.RespBindException;
import io.reactivesentinel.resp.netty.RespServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** The listening sockets of a configuration: {@code bind}, {@code port}, {@code unixsocket} and what goes with them. */
final class ServerSockets implements CommandPort {

    private static final double PERCENT = 100;

    private final SentinelConfig config;
    private final int clientsMax;
    private final LoopResources loops;
    private final Optional<LiveTls> tls;

    ServerSockets(SentinelConfig config, int clientsMax, LoopResources loops, Optional<LiveTls> tls) {
        this.tls = tls;
        this.config = config;
        this.clientsMax = clientsMax;
        this.loops = loops;
    }

    @Override
    public Mono<Bound> bind(Acceptor acceptor) {
        List<List<ListenPlan.Place>> attempts =
                config.listens() ? ListenPlan.of(config.bindAddresses()) : List.of(List.of());
        Optional<Path> socket = config.unixSocket();
        if (socket.isEmpty()) {
            return bind(attempts, acceptor);
        }
        Path file = socket.get();
        return blocking(() -> Files.deleteIfExists(file))
                .then(Mono.defer(() -> bind(attempts, acceptor)))
                .flatMap(bound -> blocking(() -> restrict(file)).thenReturn(bound))
                .map(bound -> new WithSocket(bound, file));
    }

    /** Binds what can be bound; only where the machine does not have an address is the next thing tried. */
    private Mono<Bound> bind(List<List<ListenPlan.Place>> attempts, Acceptor acceptor) {
        return port(attempts.get(0))
                .bind(acceptor)
                .onErrorResume(
                        RespBindException.class,
                        e -> attempts.size() > 1 && e.isAddressMissing()
                                ? bind(attempts.subList(1, attempts.size()), acceptor)
                                : Mono.error(e));
    }

    private CommandPort port(List<ListenPlan.Place> places) {
        RespServer server = RespServer.create()
                .loopResources(loops)
                .backlog((int) config.number("tcp-backlog"))
                .memoryLimit(memoryLimit())
                .keepAlive(Duration.ofSeconds(config.number("tcp-keepalive")));
        int tlsPort = config.tls().port();
        if (tlsPort != 0) {
            server = server.tls(tls.map(LiveTls::server).orElseThrow());
        }
        for (ListenPlan.Place place : places) {
            if (config.listensPlain()) {
                server = server.listenPlain(place.host(), config.port(), place.isOptional());
            }
            if (tlsPort != 0) {
                server = place.isOptional()
                        ? server.listenIfPresent(place.host(), tlsPort)
                        : server.listen(place.host(), tlsPort);
            }
        }
        Optional<Path> socket = config.unixSocket();
        if (socket.isPresent()) {
            server = server.listenLocal(socket.get());
        }
        return new NettyCommandPort(server, clientsMax, limits());
    }

    private ClientLimits limits() {
        OutputLimits normal = ClientLimits.DEFAULT.normal();
        OutputLimits subscriber = ClientLimits.DEFAULT.subscriber();
        for (List<String> line : config.directives("client-output-buffer-limit")) {
            for (int i = 0; i + 3 < line.size(); i += 4) {
                OutputLimits limits = outputLimits(line.subList(i + 1, i + 4));
                switch (line.get(i).toLowerCase(Locale.ROOT)) {
                    case "normal" -> normal = limits;
                    case "pubsub" -> subscriber = limits;
                    default -> {
                        // Replicas connect to servers.
                    }
                }
            }
        }
        return new ClientLimits(normal, subscriber, Duration.ofSeconds(config.number("timeout")));
    }

    /** A part of {@code maxmemory} is one of nothing when that is not set. */
    private long memoryLimit() {
        String value = config.text("maxmemory-clients");
        long limit = value.endsWith("%")
                ? (long) (config.number("maxmemory")
                        * (ConfNumbers.number(value.substring(0, value.length() - 1)) / PERCENT))
                : ConfNumbers.number(value);
        return limit <= 0 ? RespServer.DEFAULT_MEMORY_LIMIT : limit;
    }

    /** No limit at all would let one client take all memory: then what holds without a line does. */
    private static OutputLimits outputLimits(List<String> words) {
        long hard = ConfNumbers.number(words.get(0));
        long soft = ConfNumbers.number(words.get(1));
        long seconds = ConfNumbers.number(words.get(2));
        return new OutputLimits(
                hard == 0 ? RespServer.DEFAULT_OUTPUT_LIMIT : hard,
                seconds == 0 ? 0 : soft,
                Duration.ofSeconds(Math.min(Integer.MAX_VALUE, seconds)));
    }

    private interface Step {
        void run() throws IOException;
    }

    private static Mono<Void> blocking(Step step) {
        return Mono.<Void>fromCallable(() -> {
                    step.run();
                    return null;
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private void restrict(Path file) throws IOException {
        int mode = Integer.parseInt(config.text("unixsocketperm").strip(), 8);
        if (mode != 0) {
            Files.setPosixFilePermissions(file, permissions(mode));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's right to read, 0400, downwards
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & 0400 >> bit) != 0) {
                permissions.add(all[bit]);
            }
        }
        return permissions;
    }

    /** Sockets of which one is a file, which goes with them. */
    private record WithSocket(Bound bound, Path file) implements Bound {

        @Override
        public List<InstanceAddress> addresses() {
            return new ArrayList<>(bound.addresses());
        }

        @Override
        public Mono<Void> close() {
            return bound.close().then(blocking(() -> Files.deleteIfExists(file)));
        }
    }
}
