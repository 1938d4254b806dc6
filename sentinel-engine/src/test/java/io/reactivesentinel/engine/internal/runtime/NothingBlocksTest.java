package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.stage.Membership;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.RandomSource;
import io.reactivesentinel.engine.spi.Seams;
import io.reactivesentinel.engine.spi.StateStore;
import io.reactivesentinel.guards.BlockingCalls;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespListener;
import io.reactivesentinel.resp.netty.RespServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

/**
 * The threads that must not block are watched wherever the engine runs in these tests; here it is shown that the watch
 * bites on the real ones, and that what they use every day does not block.
 */
class NothingBlocksTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final InstanceAddress NOBODY = new InstanceAddress("127.0.0.1", 1);

    /** Saves on the thread of whoever asks, which is what a store must not do. */
    private static final class StoreOnTheSpot implements StateStore {
        @Override
        public Mono<Void> save(PersistentState state) {
            return Mono.fromRunnable(NothingBlocksTest::await);
        }

        @Override
        public boolean isDurable() {
            return true;
        }
    }

    private static void await() {
        try {
            boolean unused = new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class NoLinks implements LinkFactory {
        @Override
        public Link open(InstanceAddress address, Listener listener) {
            return new Link() {
                @Override
                public void send(List<String> words, java.util.function.BooleanSupplier mayWrite, Reply reply) {}

                @Override
                public void close(boolean abort) {}
            };
        }
    }

    @Test
    void aStoreThatBlocksTheDecisionThreadIsReported() {
        MonitorConfig master =
                MonitorConfig.builder("m", NOBODY.host(), NOBODY.port(), 1).build();
        PersistentState state =
                new PersistentState("a".repeat(40), 0, GlobalSettings.DEFAULT, List.of(MasterRecord.fresh(master)));
        Seams seams = new Seams(new SystemClock(), bound -> 0, new StoreOnTheSpot(), new NoLinks());
        DefaultSentinelEngine engine =
                new DefaultSentinelEngine(seams, state, Timings.DEFAULT, Path.of(""), null, () -> {});
        engine.begin(Membership.member(26379), List.of(), Mono.empty());

        StepVerifier.create(engine.remove("m")).expectError().verify(LIMIT);
        engine.disposeNow();

        assertThat(BlockingCalls.take()).isNotEmpty().allSatisfy(error -> assertThat(error.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith("EngineLoop")));
    }

    @Test
    void aListenerThatBlocksTheEventLoopIsReported() throws Exception {
        LoopResources loops = LoopResources.create("sentinel-io", 1, true);
        RespListener server = RespServer.create()
                .listen("127.0.0.1", 0)
                .bind(connection -> (command, responder) -> responder.reply(RespValue.SimpleString.OK))
                .block(LIMIT);
        BlockingQueue<String> blocked = new LinkedBlockingQueue<>();
        LinkFactory.Link link = new NettyLinks(loops)
                .open(new InstanceAddress("127.0.0.1", server.port()), new LinkFactory.Listener() {
                    @Override
                    public void opened(String localHost) {
                        try {
                            await();
                        } catch (BlockingOperationError e) {
                            blocked.add(Thread.currentThread().getName());
                        }
                    }

                    @Override
                    public void pushed(List<RespValue> parts) {}

                    @Override
                    public void closed(String reason) {}
                });

        assertThat(blocked.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).startsWith("sentinel-io");
        assertThat(BlockingCalls.take()).hasSize(1);
        link.close(false);
        server.dispose();
        server.onDispose().block(LIMIT);
        loops.disposeLater().block(LIMIT);
    }

    /** So many draws need more than whatever is read ahead. */
    @Test
    void chanceIsDrawnWithoutReadingADevice() {
        Scheduler decisions = Schedulers.newSingle("sentinel-decisions", true);
        RandomSource random = new SecureRandomSource();
        StepVerifier.create(Mono.fromCallable(() -> {
                            int highest = 0;
                            for (int i = 0; i < 10_000; i++) {
                                highest = Math.max(highest, random.below(1_000));
                            }
                            return highest;
                        })
                        .subscribeOn(decisions))
                .expectNext(999)
                .expectComplete()
                .verify(LIMIT);
        decisions.dispose();
    }
}
