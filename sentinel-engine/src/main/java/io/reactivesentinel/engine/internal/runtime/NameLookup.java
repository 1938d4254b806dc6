package io.reactivesentinel.engine.internal.runtime;

import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.NameResolverProvider;

/**
 * Resolves host names on the event loop, by the hosts file and the name servers of the system. Nothing is kept: the
 * address behind a name changes when a container is made anew, and Docker's own name server lets its answers be kept for
 * ten minutes all the same.
 */
final class NameLookup {

    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);

    /** Servers and search domains are tried in turn; this is for all of it. */
    private static final long LIMIT_MS = 4_000;

    /** Questions for a name that is being asked for already wait for the same answer. */
    private static final int MAX_SHARED = 1_024;

    private static final boolean PREFER_NATIVE = true;

    private final LoopResources loops;
    private final DnsAddressResolverGroup group;

    NameLookup(LoopResources loops) {
        this(loops, builder -> builder);
    }

    /**
     * One that asks elsewhere.
     *
     * @param change what is to be different from the system's own name servers
     */
    NameLookup(LoopResources loops, UnaryOperator<DnsNameResolverBuilder> change) {
        this.loops = loops;
        this.group = NameResolverProvider.builder()
                .resolveCache(NoopDnsCache.INSTANCE)
                .queryTimeout(QUERY_TIMEOUT)
                .hostsFileEntriesResolver(new HostsFile())
                .dnsAddressResolverGroupProvider(builder -> new DnsAddressResolverGroup(change.apply(
                        builder.cnameCache(NoopDnsCnameCache.INSTANCE).consolidateCacheSize(MAX_SHARED))))
                .build()
                .newNameResolverGroup(loops, PREFER_NATIVE);
    }

    /** For a client that connects to a name. */
    AddressResolverGroup<InetSocketAddress> group() {
        return group;
    }

    /** Resolves a name; the answer is given on an event loop, and is empty when there is none in seconds. */
    void resolve(String host, Consumer<List<String>> answer) {
        EventLoop loop = loops.onClient(PREFER_NATIVE).next();
        AtomicBoolean given = new AtomicBoolean();
        Consumer<List<String>> once = addresses -> {
            if (given.compareAndSet(false, true)) {
                answer.accept(addresses);
            }
        };
        loop.execute(() -> {
            Future<List<InetSocketAddress>> future;
            try {
                future = group.getResolver(loop).resolveAll(InetSocketAddress.createUnresolved(host, 0));
            } catch (RuntimeException e) {
                // A name that no name server may be asked for.
                once.accept(List.of());
                return;
            }
            ScheduledFuture<?> limit = loop.schedule(() -> once.accept(List.of()), LIMIT_MS, TimeUnit.MILLISECONDS);
            future.addListener(done -> {
                limit.cancel(false);
                once.accept(future.isSuccess() ? numeric(future.getNow()) : List.of());
            });
        });
    }

    private static List<String> numeric(List<InetSocketAddress> addresses) {
        return addresses.stream()
                .map(InetSocketAddress::getAddress)
                .map(NameLookup::numeric)
                .toList();
    }

    /** An address in digits, without the zone, which means something on this machine only. */
    static String numeric(InetAddress address) {
        String host = address.getHostAddress();
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    /** The hosts file, read anew behind the scenes whenever it is used, once a second at most. */
    private static final class HostsFile implements HostsFileEntriesResolver {

        private static final long AGAIN_MS = 1_000;

        private final AtomicBoolean isFresh = new AtomicBoolean();
        private volatile HostsFileEntriesProvider entries = read();

        private static HostsFileEntriesProvider read() {
            return HostsFileEntriesProvider.parser().parseSilently();
        }

        @Override
        public @Nullable InetAddress address(String name, ResolvedAddressTypes types) {
            if (isFresh.compareAndSet(false, true)) {
                Schedulers.boundedElastic().schedule(() -> entries = read());
                Schedulers.boundedElastic().schedule(() -> isFresh.set(false), AGAIN_MS, TimeUnit.MILLISECONDS);
            }
            HostsFileEntriesProvider now = entries;
            String key = name.toLowerCase(Locale.ROOT);
            InetAddress ipv4 = first(now.ipv4Entries(), key);
            InetAddress ipv6 = first(now.ipv6Entries(), key);
            return switch (types) {
                case IPV4_ONLY -> ipv4;
                case IPV6_ONLY -> ipv6;
                case IPV4_PREFERRED -> ipv4 == null ? ipv6 : ipv4;
                case IPV6_PREFERRED -> ipv6 == null ? ipv4 : ipv6;
            };
        }

        private static @Nullable InetAddress first(Map<String, List<InetAddress>> entries, String name) {
            List<InetAddress> found = entries.getOrDefault(name, List.of());
            return found.isEmpty() ? null : found.get(0);
        }
    }
}
