package io.reactivesentinel.resp.netty;

import static io.reactivesentinel.resp.netty.Loopback.PATIENCE;
import static io.reactivesentinel.resp.netty.Loopback.ask;
import static io.reactivesentinel.resp.netty.Loopback.read;
import static io.reactivesentinel.resp.netty.Loopback.readAll;
import static io.reactivesentinel.resp.netty.Loopback.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.RespValue.Int;
import io.reactivesentinel.resp.RespValue.Push;
import io.reactivesentinel.resp.RespValue.SimpleString;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class RespServerTest {
    private final Loopback loopback = new Loopback();

    @AfterEach
    void closeAll() throws Exception {
        loopback.close();
    }

    private static final RespServerHandler.Factory PONG =
            connection -> (command, responder) -> responder.reply(SimpleString.PONG);

    @Test
    void malformedInputIsAnsweredAndEndsThatConnectionOnly() throws Exception {
        RespListener listener = loopback.serve(PONG);
        RespConnection healthy = loopback.connect(listener.port());
        Socket broken = loopback.bareClient(listener.port());
        send(broken, "PING\r\n*1\r\n!");
        assertThat(readAll(broken)).isEqualTo("+PONG\r\n-ERR Protocol error: expected '$', got '!'\r\n");
        assertThat(ask(healthy, "PING")).isSameAs(SimpleString.PONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST / HTTP/1.1\r\n", "Host: here\r\n", "*1\r\n$4\r\npost\r\n"})
    void aBrowserIsTurnedAwayWithoutAWord(String request) throws Exception {
        Socket browser = loopback.bareClient(loopback.serve(PONG).port());
        send(browser, request);
        assertThat(readAll(browser)).isEmpty();
    }

    @Test
    void answersGivenLateAndOutOfOrderLeaveInOrderAndPushesDoNotOvertakeThem() {
        List<Responder> responders = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<RespServerConnection> opened = new CompletableFuture<>();
        CountDownLatch arrived = new CountDownLatch(3);
        RespListener listener = loopback.serve(connection -> {
            opened.complete(connection);
            return (command, responder) -> {
                responders.add(responder);
                arrived.countDown();
            };
        });
        try {
            Socket client = loopback.bareClient(listener.port());
            send(client, "A\r\nB\r\nC\r\n");
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
            RespServerConnection connection = opened.join();
            responders.get(2).reply(new Int(3));
            responders.get(1).replyAll(List.of(new Int(2), new Int(22)));
            connection.push(new Push(List.of(new Int(9))));
            responders.get(0).reply(new Int(1));
            connection.closeAfterReplies();
            assertThat(readAll(client)).isEqualTo(":1\r\n:2\r\n:22\r\n:3\r\n*1\r\n:9\r\n");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** As {@code nc -N} does; C Sentinel answers it all, for it answers before it looks for more. */
    @Test
    void whoHalfClosesIsAnsweredAndThenLeft() throws Exception {
        BlockingQueue<Responder> waiting = new LinkedBlockingQueue<>();
        CountDownLatch closed = new CountDownLatch(1);
        RespListener listener = loopback.serve(
                connection -> new RespServerHandler() {
                    @Override
                    public void command(RespCommand command, Responder responder) {
                        waiting.add(responder);
                    }

                    @Override
                    public void closed() {
                        closed.countDown();
                    }
                },
                server -> server.maxPendingReplies(2));
        Socket client = loopback.bareClient(listener.port());
        send(client, "A\r\nB\r\nC\r\nD\r\nhalf a comm");
        client.shutdownOutput();
        for (int i = 1; i <= 4; i++) {
            Responder next = waiting.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("command %d", i).isNotNull();
            next.reply(Int.of(i));
        }
        assertThat(readAll(client)).isEqualTo(":1\r\n:2\r\n:3\r\n:4\r\n");
        assertThat(closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(waiting).isEmpty();
    }

    @Test
    void readingStopsWhileTooManyAnswersAreOutstanding() throws Exception {
        List<Responder> responders = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> full = new CompletableFuture<>();
        CompletableFuture<RespServerConnection> opened = new CompletableFuture<>();
        RespListener listener = loopback.serve(
                connection -> {
                    opened.complete(connection);
                    return (command, responder) -> {
                        responders.add(responder);
                        if (responders.size() == 4) {
                            full.complete(null);
                        }
                        if (responders.size() > 4) {
                            responder.reply(SimpleString.OK);
                        }
                    };
                },
                server -> server.maxPendingReplies(4));
        Socket client = loopback.bareClient(listener.port());
        send(client, "PING\r\n".repeat(1000));
        full.orTimeout(30, TimeUnit.SECONDS).join();
        // A push goes through the event loop behind whatever it was doing; after it, still only four were read.
        opened.join().push(SimpleString.OK);
        assertThat(read(client, 5)).isEqualTo("+OK\r\n");
        assertThat(responders).hasSize(4);
        for (Responder responder : List.copyOf(responders)) {
            responder.reply(SimpleString.OK);
        }
        assertThat(read(client, 5 * 1000)).isEqualTo("+OK\r\n".repeat(1000));
    }

    @Test
    void aSubscriberThatDoesNotReadIsCutAndOthersMissNothing() throws Exception {
        List<RespServerConnection> subscribers = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> cut = new CompletableFuture<>();
        RespListener listener = loopback.serve(
                connection -> new RespServerHandler() {
                    private boolean slow;

                    @Override
                    public void command(RespCommand command, Responder responder) {
                        slow |= command.isNamed("SLOW");
                        if (command.isNamed("HELLO")) {
                            connection.protocol(3);
                        }
                        responder.reply(SimpleString.OK);
                        subscribers.add(connection);
                    }

                    @Override
                    public void closed() {
                        if (slow) {
                            cut.complete(null);
                        }
                    }
                },
                server -> server.outputLimit(1 << 20));
        Socket slow = loopback.bareClient(listener.port());
        send(slow, "SLOW\r\n");
        assertThat(read(slow, 5)).isEqualTo("+OK\r\n");
        CountDownLatch received = new CountDownLatch(100);
        RespConnection healthy = loopback.connect(RespClient.to("127.0.0.1", listener.port())
                .handshake(RespHandshake.NONE.resp3())
                .onPush(push -> received.countDown()));
        ask(healthy, "FAST");
        RespValue message = RespValue.bulk("x".repeat(10_000));
        while (!cut.isDone()) {
            subscribers.get(0).push(message);
        }
        assertThat(subscribers.get(0).isClosed()).isTrue();
        for (int i = 0; i < 100; i++) {
            subscribers.get(1).push(new Push(List.of(message)));
        }
        assertThat(received.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ask(healthy, "PING")).isSameAs(SimpleString.OK);
    }

    @Test
    void aSingleReplyLargerThanTheOutputLimitIsDelivered() {
        RespValue large = RespValue.bulk("x".repeat(4 << 20));
        RespListener listener = loopback.serve(
                connection -> (command, responder) -> responder.reply(large), server -> server.outputLimit(1000));
        assertThat(ask(loopback.connect(listener.port()), "INFO")).isEqualTo(large);
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws Exception {
        RespListener listener = loopback.serve(PONG, server -> server.admission(RespAdmission.atMost(1)));
        RespConnection first = loopback.connect(listener.port());
        assertThat(ask(first, "PING")).isSameAs(SimpleString.PONG);
        Socket second = loopback.bareClient(listener.port());
        assertThat(readAll(second)).isEqualTo("-ERR max number of clients reached\r\n");
        assertThat(ask(first, "PING")).isSameAs(SimpleString.PONG);
    }

    @Test
    void strangersAreLimitedUntilTheyAreTrusted() throws Exception {
        RespListener listener = loopback.serve(connection -> {
            connection.authenticated(false);
            return (command, responder) -> {
                connection.authenticated(command.isNamed("AUTH"));
                responder.reply(SimpleString.OK);
            };
        });
        String eleven = "*11\r\n" + "$1\r\na\r\n".repeat(11);
        Socket client = loopback.bareClient(listener.port());
        send(client, "AUTH x\r\n" + eleven + eleven);
        assertThat(readAll(client))
                .isEqualTo("+OK\r\n+OK\r\n-ERR Protocol error: unauthenticated multibulk length\r\n");
    }

    @Test
    void disposingClosesTheListenerAndEveryConnection() {
        RespListener listener = loopback.serve(PONG, server -> server.listen("127.0.0.1", 0));
        assertThat(listener.addresses()).hasSize(2).doesNotHaveDuplicates();
        RespConnection one = loopback.connect(listener.port());
        RespConnection two = loopback.connect(listener.addresses().get(1).getPort());
        ask(one, "PING");
        ask(two, "PING");
        listener.dispose();
        one.onClose().block(PATIENCE);
        two.onClose().block(PATIENCE);
        listener.onDispose().block(PATIENCE);
        StepVerifier.create(RespClient.to("127.0.0.1", listener.port()).connect())
                .expectError(RespConnectException.class)
                .verify(PATIENCE);
    }

    @Test
    void aPortInUseIsABindErrorThatNamesItAndBindsNothing() {
        RespListener taken = loopback.serve(PONG);
        StepVerifier.create(RespServer.create()
                        .listen("127.0.0.1", 0)
                        .listen("127.0.0.1", taken.port())
                        .bind(PONG))
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOf(RespBindException.class)
                        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken.port() + ": "))
                .verify(PATIENCE);
    }

    @Test
    void aHandlerThatFailsLosesItsConnectionOnly() throws Exception {
        RespListener listener = loopback.serve(connection -> (command, responder) -> {
            if (command.isNamed("BOOM")) {
                throw new IllegalStateException("on purpose");
            }
            responder.reply(SimpleString.PONG);
        });
        RespConnection healthy = loopback.connect(listener.port());
        Socket broken = loopback.bareClient(listener.port());
        send(broken, "BOOM\r\n");
        assertThat(readAll(broken)).isEmpty();
        assertThat(ask(healthy, "PING")).isSameAs(SimpleString.PONG);
    }
}
