package io.reactivesentinel.resp.netty;

import static io.reactivesentinel.resp.netty.Loopback.PATIENCE;
import static io.reactivesentinel.resp.netty.Loopback.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespProtocolException;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.RespValue.Int;
import io.reactivesentinel.resp.RespValue.Push;
import io.reactivesentinel.resp.RespValue.SimpleError;
import io.reactivesentinel.resp.RespValue.SimpleString;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class RespConnectionTest {
    private final Loopback loopback = new Loopback();

    @AfterEach
    void closeAll() throws Exception {
        loopback.close();
    }

    private static final class Recorded implements ReplyHandler {
        final CompletableFuture<RespValue> outcome = new CompletableFuture<>();

        @Override
        public void onReply(RespValue reply) {
            outcome.complete(reply);
        }

        @Override
        public void onLost(Throwable cause) {
            outcome.completeExceptionally(cause);
        }

        Throwable failure() {
            return outcome.handle((reply, failure) -> failure)
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Test
    void tenThousandPipelinedRequestsAreAnsweredInOrder() throws InterruptedException {
        RespListener listener =
                loopback.serve(connection -> (command, responder) -> responder.reply(RespValue.bulk(command.text(1))));
        RespConnection connection = loopback.connect(listener.port());
        List<String> replies = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(10_000);
        for (int i = 0; i < 10_000; i++) {
            connection.request(RespCommand.of("ECHO", "n" + i), new ReplyHandler() {
                @Override
                public void onReply(RespValue reply) {
                    replies.add(reply.asText());
                    done.countDown();
                }

                @Override
                public void onLost(Throwable cause) {
                    replies.add(cause.toString());
                    done.countDown();
                }
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(replies)
                .isEqualTo(java.util.stream.IntStream.range(0, 10_000)
                        .mapToObj(i -> "n" + i)
                        .toList());
        assertThat(connection.pendingRequests()).isZero();
    }

    @Test
    void errorRepliesAreValues() {
        RespListener listener =
                loopback.serve(connection -> (command, responder) -> responder.reply(new SimpleError("ERR no")));
        assertThat(ask(loopback.connect(listener.port()), "PING").asError()).isEqualTo("ERR no");
    }

    @Test
    void pushesBetweenRepliesReachTheSubscriberAndNoRequest() {
        RespListener listener = loopback.serve(connection -> (command, responder) -> {
            if (command.isNamed("HELLO")) {
                connection.protocol(3);
                responder.reply(RespValue.MapValue.EMPTY);
            } else {
                connection.push(new Push(List.of(SimpleString.OK, new Int(1))));
                responder.reply(SimpleString.PONG);
                connection.push(new Push(List.of(SimpleString.OK, new Int(2))));
            }
        });
        List<RespValue> seen = Collections.synchronizedList(new ArrayList<>());
        RespConnection connection = loopback.connect(RespClient.to("127.0.0.1", listener.port())
                .handshake(RespHandshake.NONE.resp3())
                .onPush(seen::add));
        assertThat(connection.protocol()).isEqualTo(3);
        Flux<RespValue> pushes = connection.pushes().take(4);
        StepVerifier.create(pushes)
                .then(() -> {
                    assertThat(ask(connection, "PING")).isEqualTo(SimpleString.PONG);
                    assertThat(ask(connection, "PING")).isEqualTo(SimpleString.PONG);
                })
                .expectNextCount(4)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(seen).hasSize(4);
    }

    private static RespValue push(String kind, String name, long count) {
        return new Push(List.of(RespValue.bulk(kind), RespValue.bulk(name), new Int(count)));
    }

    private RespListener pubSubServer() {
        return loopback.serve(connection -> (command, responder) -> {
            if (command.isNamed("SUBSCRIBE")) {
                List<RespValue> confirmations = new ArrayList<>();
                for (int i = 1; i < command.size(); i++) {
                    confirmations.add(push("subscribe", command.text(i), i));
                }
                responder.replyAll(confirmations);
                connection.push(push("message", command.text(1), 7));
            } else if (command.isNamed("UNSUBSCRIBE")) {
                responder.replyAll(List.of(push("unsubscribe", "a", 1), push("unsubscribe", "b", 0)));
            } else if (command.isNamed("PSUBSCRIBE")) {
                responder.reply(new SimpleError("NOPERM no"));
            } else {
                // A reply that looks like a published message, which it is not as long as nothing is subscribed.
                responder.reply(push("message", "x", 0));
            }
        });
    }

    @Test
    void subscribingInResp2CompletesWithTheLastConfirmation() {
        List<RespValue> seen = Collections.synchronizedList(new ArrayList<>());
        RespConnection connection = loopback.connect(
                RespClient.to("127.0.0.1", pubSubServer().port()).onPush(seen::add));
        assertThat(ask(connection, "LRANGE").elements().get(0).asText()).isEqualTo("message");
        assertThat(seen).isEmpty();

        assertThat(ask(connection, "subscribe", "a", "b").elements().get(1).asText())
                .isEqualTo("b");
        assertThat(ask(connection, "PSUBSCRIBE", "*").asError()).isEqualTo("NOPERM no");
        assertThat(ask(connection, "UNSUBSCRIBE").elements().get(1).asText()).isEqualTo("b");
        assertThat(seen)
                .extracting(push -> push.elements().get(0).asText())
                .containsExactly("subscribe", "subscribe", "message", "unsubscribe", "unsubscribe");

        assertThat(ask(connection, "LRANGE").elements().get(0).asText()).isEqualTo("message");
        assertThat(seen).hasSize(5);
    }

    @Test
    void everyPendingRequestFailsWhenTheServerCloses() {
        RespListener listener = loopback.serve(connection -> (command, responder) -> {
            if (command.isNamed("BYE")) {
                connection.close();
            }
        });
        RespConnection connection = loopback.connect(listener.port());
        Recorded first = new Recorded();
        Recorded second = new Recorded();
        connection.request(RespCommand.of("WAIT"), first);
        connection.request(RespCommand.of("BYE"), second);
        assertThat(first.failure()).isInstanceOf(ConnectionLostException.class);
        assertThat(second.failure()).isInstanceOf(ConnectionLostException.class);
        connection.onClose().block(PATIENCE);
        assertThat(connection.closeCause()).containsInstanceOf(ConnectionLostException.class);
        Recorded late = new Recorded();
        connection.request(RespCommand.of("PING"), late);
        assertThat(late.failure()).isInstanceOfSatisfying(ConnectionLostException.class, e -> assertThat(e.wasWritten())
                .isFalse());
    }

    @Test
    void anExpiredRequestIsNeverWritten() {
        List<String> served = Collections.synchronizedList(new ArrayList<>());
        RespListener listener = loopback.serve(connection -> (command, responder) -> {
            served.add(command.name());
            responder.reply(SimpleString.OK);
        });
        RespConnection connection = loopback.connect(listener.port());
        Recorded stale = new Recorded();
        Recorded fresh = new Recorded();
        connection.request(RespCommand.of("STALE"), stale, () -> false);
        connection.request(RespCommand.of("FRESH"), fresh, () -> true);
        assertThat(stale.failure()).isInstanceOf(RequestExpiredException.class);
        assertThat(fresh.outcome.orTimeout(30, TimeUnit.SECONDS).join()).isSameAs(SimpleString.OK);
        assertThat(served).containsExactly("FRESH");
        assertThat(connection.pendingRequests()).isZero();
    }

    @Test
    void aRequestTimesOutAloneAndItsLateReplyIsDropped() {
        CompletableFuture<Responder> held = new CompletableFuture<>();
        RespListener listener = loopback.serve(connection -> (command, responder) -> {
            if (command.isNamed("SLOW")) {
                held.complete(responder);
            } else {
                responder.reply(SimpleString.PONG);
            }
        });
        RespConnection connection = loopback.connect(listener.port());
        assertThatThrownBy(() -> connection
                        .request(RespCommand.of("SLOW"), Duration.ofMillis(1))
                        .block(PATIENCE))
                .isInstanceOf(RequestTimeoutException.class);
        Recorded next = new Recorded();
        connection.request(RespCommand.of("PING"), next);
        // Whether the slow one was still written depends on the time it had; if it was, it is answered now.
        if (connection.pendingRequests() > 1) {
            held.orTimeout(30, TimeUnit.SECONDS).join().reply(SimpleString.OK);
        }
        assertThat(next.outcome.orTimeout(30, TimeUnit.SECONDS).join()).isSameAs(SimpleString.PONG);
    }

    @Test
    void oneRequestTooManyFailsAtOnceAndIsNotWritten() {
        RespListener listener = loopback.serve(connection -> (command, responder) -> {});
        RespConnection connection =
                loopback.connect(RespClient.to("127.0.0.1", listener.port()).maxPending(2));
        connection.request(RespCommand.of("A"), new Recorded());
        connection.request(RespCommand.of("B"), new Recorded());
        Recorded third = new Recorded();
        connection.request(RespCommand.of("C"), third);
        assertThat(third.outcome).isCompletedExceptionally();
        assertThat(third.failure()).isInstanceOf(PendingLimitException.class);
        assertThat(connection.pendingRequests()).isEqualTo(2);
    }

    @Test
    void malformedAndUnsolicitedRepliesCloseTheConnection() throws Exception {
        for (String garbage : List.of("?what\r\n", "+OK\r\n", ":1x\r\n")) {
            try (ServerSocket server = loopback.bareServer()) {
                RespConnection connection = loopback.connect(server.getLocalPort());
                try (Socket socket = server.accept()) {
                    Loopback.send(socket, garbage);
                    connection.onClose().block(PATIENCE);
                    assertThat(connection.closeCause()).containsInstanceOf(RespProtocolException.class);
                    assertThat(socket.getInputStream().read()).isNegative();
                }
            }
        }
    }

    @Test
    void anAbortedConnectionIsReset() throws Exception {
        try (ServerSocket server = loopback.bareServer()) {
            RespConnection connection = loopback.connect(server.getLocalPort());
            try (Socket socket = server.accept()) {
                Recorded request = new Recorded();
                connection.request(RespCommand.of("PING"), request);
                assertThat(socket.getInputStream().read()).isEqualTo('*');
                connection.abort();
                assertThat(request.failure()).isInstanceOf(ConnectionLostException.class);
                assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).hasMessageContaining("reset");
            }
        }
    }

    @Test
    void nothingIsSentWithoutAHandshake() throws Exception {
        try (ServerSocket server = loopback.bareServer()) {
            RespConnection connection = loopback.connect(server.getLocalPort());
            try (Socket socket = server.accept()) {
                connection.dispose();
                assertThat(Loopback.readAll(socket)).isEmpty();
            }
        }
    }

    @Test
    void aServerWithoutHelloIsSpokenToInVersionTwo() {
        List<List<String>> served = Collections.synchronizedList(new ArrayList<>());
        RespListener listener = loopback.serve(connection -> (command, responder) -> {
            served.add(command.texts());
            responder.reply(
                    command.isNamed("HELLO")
                            ? new SimpleError("ERR unknown command 'HELLO', with args beginning with: '3' ")
                            : SimpleString.OK);
        });
        RespConnection connection = loopback.connect(RespClient.to("127.0.0.1", listener.port())
                .handshake(RespHandshake.NONE.resp3().auth("user", "secret").clientName("me")));
        assertThat(connection.protocol()).isEqualTo(2);
        assertThat(served)
                .containsExactly(
                        List.of("HELLO", "3", "AUTH", "user", "secret", "SETNAME", "me"),
                        List.of("AUTH", "user", "secret"),
                        List.of("CLIENT", "SETNAME", "me"));
    }

    @Test
    void aRefusedPasswordFailsTheConnectAndClosesIt() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        RespListener listener = loopback.serve(connection -> new RespServerHandler() {
            @Override
            public void command(RespCommand command, Responder responder) {
                responder.reply(new SimpleError("WRONGPASS no"));
            }

            @Override
            public void closed() {
                closed.complete(null);
            }
        });
        RespClient client = RespClient.to("127.0.0.1", listener.port()).handshake(RespHandshake.NONE.auth(null, "x"));
        StepVerifier.create(client.connect())
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOfSatisfying(RespConnectException.class, refused -> assertThat(refused.errorReply())
                                .contains("WRONGPASS no")))
                .verify(PATIENCE);
        closed.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(RespHandshake.NONE.auth("u", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void aClosedPortIsAConnectErrorThatNamesIt() throws Exception {
        int port;
        try (ServerSocket server = loopback.bareServer()) {
            port = server.getLocalPort();
        }
        StepVerifier.create(RespClient.to("127.0.0.1", port).connect())
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOf(RespConnectException.class)
                        .hasMessageStartingWith("cannot connect to 127.0.0.1:" + port + ": "))
                .verify(PATIENCE);
    }

    @Test
    void aServerThatNeverAnswersTheHandshakeRunsIntoTheConnectTimeout() throws Exception {
        try (ServerSocket server = loopback.bareServer()) {
            RespClient client = RespClient.to("127.0.0.1", server.getLocalPort())
                    .handshake(RespHandshake.NONE.resp3())
                    .connectTimeout(Duration.ofMillis(200));
            StepVerifier.create(client.connect())
                    .expectError(RespConnectException.class)
                    .verify(PATIENCE);
        }
    }
}
