package io.reactivesentinel.engine.internal.runtime;

import io.netty.handler.ssl.SslContext;
import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.engine.spi.LinkFactoryContract;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespListener;
import io.reactivesentinel.resp.netty.RespServer;
import io.reactivesentinel.resp.netty.RespServerConnection;
import io.reactivesentinel.resp.netty.Responder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import reactor.netty.resources.LoopResources;

class NettyLinksTest extends LinkFactoryContract {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static LoopResources loops;

    private RespListener listener;
    private InstanceAddress unused;

    @BeforeAll
    static void begin() {
        loops = LoopResources.create("links-test", 1, true);
    }

    @AfterAll
    static void end() {
        loops.disposeLater().block(LIMIT);
    }

    @BeforeEach
    void listen() {
        listener = bind();
        RespListener gone = bind();
        unused = new InstanceAddress("127.0.0.1", gone.port());
        gone.dispose();
        gone.onDispose().block(LIMIT);
    }

    /** Of the server; plain. */
    @Nullable
    SslContext tls() {
        return null;
    }

    static LoopResources loops() {
        return Objects.requireNonNull(loops);
    }

    private RespListener bind() {
        return RespServer.create()
                .tls(tls())
                .listen("127.0.0.1", 0)
                .bind(connection -> (command, responder) -> answer(connection, command, responder))
                .block(LIMIT);
    }

    private static void answer(RespServerConnection connection, RespCommand command, Responder responder) {
        List<String> words = command.texts();
        if (words.get(0).equals("ECHO")) {
            responder.reply(RespValue.bulk(words.get(1)));
        } else if (words.get(0).equals("SUBSCRIBE")) {
            responder.reply(new RespValue.Array(
                    List.of(RespValue.bulk("subscribe"), RespValue.bulk(words.get(1)), RespValue.Int.of(1))));
            connection.push(new RespValue.Push(
                    List.of(RespValue.bulk("message"), RespValue.bulk(words.get(1)), RespValue.bulk("hello"))));
        }
    }

    @AfterEach
    void stop() {
        listener.dispose();
    }

    @Override
    protected LinkFactory links() {
        return new NettyLinks(loops);
    }

    @Override
    protected InstanceAddress server() {
        return new InstanceAddress("127.0.0.1", listener.port());
    }

    @Override
    protected InstanceAddress nobody() {
        return unused;
    }

    @Override
    protected void stopServer() {
        listener.dispose();
    }
}
