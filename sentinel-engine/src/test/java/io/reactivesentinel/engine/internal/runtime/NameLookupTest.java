package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespListener;
import io.reactivesentinel.resp.netty.RespServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

/** Names are resolved by a name server, anew each time, and never for long. */
final class NameLookupTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private LoopResources loops;
    private TinyNameServer server;
    private NameLookup names;

    @BeforeEach
    void begin() throws IOException {
        loops = LoopResources.create("names-test", 1, true);
        server = new TinyNameServer();
        names = new NameLookup(loops, asking(server));
    }

    @AfterEach
    void end() {
        server.close();
        loops.disposeLater(Duration.ZERO, LIMIT).block(LIMIT);
    }

    static java.util.function.UnaryOperator<io.netty.resolver.dns.DnsNameResolverBuilder> asking(
            TinyNameServer server) {
        return builder -> builder.nameServerProvider(new SingletonDnsServerAddressStreamProvider(server.address()))
                .searchDomains(List.of());
    }

    private List<String> resolve(String host) throws Exception {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        names.resolve(host, answer::complete);
        return answer.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aChangeIsSeenAtOnceHoweverLongAnswersMayBeKept() throws Exception {
        server.set("redis-1.test", "127.0.0.2");
        assertThat(resolve("redis-1.test")).containsExactly("127.0.0.2");
        server.set("redis-1.test", "127.0.0.3");
        assertThat(resolve("redis-1.test")).containsExactly("127.0.0.3");
        server.remove("redis-1.test");
        assertThat(resolve("redis-1.test")).isEmpty();
        server.set("redis-1.test", "fd00::1");
        assertThat(resolve("redis-1.test")).containsExactly("fd00:0:0:0:0:0:0:1");
    }

    @Test
    void whatIsNoNameIsNotFound() throws Exception {
        assertThat(resolve("..")).isEmpty();
        assertThat(resolve("a".repeat(300))).isEmpty();
        assertThat(resolve("*")).isEmpty();
    }

    @Test
    void aSilentServerIsWaitedForInSecondsAndAskedOnceForManyQuestions() throws Exception {
        server.silent(true);
        long beganNs = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            names.resolve("redis-1.test", answer -> {});
        }
        assertThat(resolve("redis-1.test")).isEmpty();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs)).isLessThan(6_000);
        assertThat(server.asked()).hasSizeLessThan(10);
    }

    @Test
    void aConnectionLeadsWhereTheNameStandsForNow() throws Exception {
        RespListener redis = RespServer.create()
                .listen("127.0.0.1", 0)
                .bind(connection -> (command, responder) -> responder.reply(RespValue.SimpleString.OK))
                .block(LIMIT);
        server.set("redis-1.test", "127.0.0.1");
        CompletableFuture<String> opened = new CompletableFuture<>();
        LinkFactory.Link link = new NettyLinks(loops, Optional.empty(), Optional.empty(), names)
                .open(new InstanceAddress("redis-1.test", redis.port()), new LinkFactory.Listener() {
                    @Override
                    public void opened(String localHost) {
                        opened.completeExceptionally(new IllegalStateException("does not say where it leads"));
                    }

                    @Override
                    public void opened(String localHost, String remoteHost) {
                        opened.complete(localHost + " to " + remoteHost);
                    }

                    @Override
                    public void pushed(List<RespValue> parts) {}

                    @Override
                    public void closed(String reason) {
                        opened.completeExceptionally(new IllegalStateException(reason));
                    }
                });
        assertThat(opened.get(10, TimeUnit.SECONDS)).isEqualTo("127.0.0.1 to 127.0.0.1");
        link.close(false);
        redis.dispose();
    }
}
