package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.reactivesentinel.engine.SentinelEngine;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespClient;
import io.reactivesentinel.resp.netty.RespConnection;
import io.reactivesentinel.resp.netty.RespListener;
import io.reactivesentinel.resp.netty.RespServer;
import io.reactivesentinel.resp.netty.Responder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

/**
 * A whole life on real threads, sockets and files: start, failover, commands, stop, start again. What it says is little;
 * that no thread blocks meanwhile which must not, and that no buffer leaks, is what the guards of every test see to.
 */
final class EngineLifeTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path dir;

    private final LoopResources loops = LoopResources.create("fake-redis", 1, true);
    private final Server master = new Server(null);
    private final Server replica = new Server(master.redis.address);

    @AfterEach
    void end() {
        master.listener.dispose();
        replica.listener.dispose();
        loops.disposeLater().block(LIMIT);
    }

    /** A fake Redis behind a real port. */
    private final class Server {
        final FakeRedis redis;
        final RespListener listener;

        Server(@Nullable InstanceAddress follows) {
            listener = RespServer.create()
                    .loopResources(loops)
                    .listen("127.0.0.1", 0)
                    .bind(connection -> this::answer)
                    .block(LIMIT);
            redis = new FakeRedis(new InstanceAddress("127.0.0.1", listener.port()), follows);
        }

        private void answer(RespCommand command, Responder responder) {
            List<String> words = command.texts();
            responder.reply(
                    words.get(0).equals("SUBSCRIBE")
                            ? new RespValue.Array(List.of(
                                    RespValue.bulk("subscribe"), RespValue.bulk(words.get(1)), RespValue.Int.of(1)))
                            : redis.answer(words));
        }
    }

    private SentinelConfig config() {
        return SentinelConfig.builder()
                .listen("127.0.0.1", 0)
                .state(dir.resolve("state.conf"))
                .monitor("m", "127.0.0.1", master.listener.port(), 1, m -> m.downAfter(Duration.ofMillis(300)))
                .build();
    }

    @Test
    void fromTheStartThroughAFailoverToTheStopAndBack() {
        master.redis.replicas.add(replica.redis.address);
        SentinelEngine engine = SentinelEngine.startNow(config());
        InstanceAddress port = engine.addresses().get(0);
        RespConnection client =
                RespClient.to(port.host(), port.port()).connect().block(LIMIT);
        // Asked, not listened for: it may have been found before anybody listens.
        assertThat(engine.replicas("m")
                        .next()
                        .repeatWhenEmpty(tries -> tries.delayElements(Duration.ofMillis(20)))
                        .block(LIMIT))
                .isNotNull();

        StepVerifier.create(engine.switchMasterEvents().map(SwitchMasterEvent::newAddress))
                .then(master.listener::dispose)
                .expectNext(replica.redis.address)
                .thenCancel()
                .verify(LIMIT);

        assertThat(ask(client, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "m").elements())
                .containsExactly(
                        RespValue.bulk("127.0.0.1"), RespValue.bulk(Integer.toString(replica.listener.port())));
        for (String words : List.of(
                "PING",
                "INFO",
                "SENTINEL MASTERS",
                "SENTINEL REPLICAS m",
                "SENTINEL CKQUORUM m",
                "SENTINEL FLUSHCONFIG",
                "SENTINEL SET m down-after-milliseconds 400",
                "PUBLISH __sentinel__:hello x",
                "SUBSCRIBE +sdown")) {
            assertThat(ask(client, words.split(" ", -1))).as(words).isNotInstanceOf(RespValue.SimpleError.class);
        }
        client.dispose();
        engine.disposeNow();

        SentinelEngine again = SentinelEngine.startNow(config());
        assertThat(again.masterAddress("m").block(LIMIT)).isEqualTo(replica.redis.address);
        again.disposeNow();
    }

    private static RespValue ask(RespConnection client, String... words) {
        return client.request(RespCommand.of(words), LIMIT).block(LIMIT);
    }

    /** Appenders write files and wait for locks: theirs is the one thread that may block. */
    @Test
    void theLogIsWrittenWhereBlockingIsAllowed() {
        Logger logger = (Logger) LoggerFactory.getLogger("io.reactivesentinel.events");
        Queue<Boolean> mustNotBlock = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                mustNotBlock.add(Schedulers.isInNonBlockingThread());
            }
        };
        appender.start();
        logger.addAppender(appender);
        master.listener.dispose();

        SentinelEngine engine = SentinelEngine.startNow(config());
        StepVerifier.create(engine.subjectiveDown())
                .expectNextCount(1)
                .thenCancel()
                .verify(LIMIT);
        engine.disposeNow();
        logger.detachAppender(appender);

        assertThat(mustNotBlock).isNotEmpty().containsOnly(false);
    }
}
