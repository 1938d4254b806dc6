package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.internal.stage.Answer;
import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.TiltEvent;
import io.reactivesentinel.resp.netty.OutputLimits;
import io.reactivesentinel.resp.netty.RespServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The same commands over real sockets. */
@Timeout(30)
class NettyCommandPortTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BlockingQueue<Call<?>> calls = new LinkedTransferQueue<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private Optional<CommandPort.Bound> bound = Optional.empty();
    private Optional<SentinelPort> port = Optional.empty();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        bound.ifPresent(listening -> listening.close().block(PATIENCE));
        time.dispose();
    }

    @Test
    void aLateAnswerHoldsUpItsPipelineAndNobodyElse() throws Exception {
        Socket slow = connect("");
        Socket quick = connect();
        write(slow, "PING\r\nSENTINEL FLUSHCONFIG\r\nPING second\r\n");
        Call<?> call = calls.poll(10, TimeUnit.SECONDS);
        write(quick, "PING\r\n");
        assertThat(read(quick, 7)).isEqualTo("+PONG\r\n");
        assertThat(read(slow, 7)).isEqualTo("+PONG\r\n");
        answerDone(call);
        assertThat(read(slow, 17)).isEqualTo("+OK\r\n$6\r\nsecond\r\n");
    }

    @Test
    void manyPipelinedQuestionsAreAnsweredInOrder() throws Exception {
        Socket socket = connect("");
        StringBuilder pipeline = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            pipeline.append("PING ").append(1000 + i).append("\r\nSENTINEL FLUSHCONFIG\r\n");
            expected.append("$4\r\n").append(1000 + i).append("\r\n+OK\r\n");
        }
        Thread engine = new Thread(() -> {
            try {
                for (int i = 0; i < 1000; i++) {
                    answerDone(calls.poll(10, TimeUnit.SECONDS));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        engine.start();
        write(socket, pipeline.toString());
        assertThat(read(socket, expected.length())).isEqualTo(expected.toString());
        engine.join();
    }

    @Test
    void malformedInputEndsOnlyItsOwnConnection() throws Exception {
        Socket bad = connect("");
        Socket good = connect();
        write(bad, "*1\r\n!3\r\n");
        assertThat(readToEnd(bad)).isEqualTo("-ERR Protocol error: expected '$', got '!'\r\n");
        write(good, "PING\r\n");
        assertThat(read(good, 7)).isEqualTo("+PONG\r\n");
    }

    @Test
    void strangersAreHeldToNarrowLimitsUntilTheyAuthenticate() throws Exception {
        Socket greedy = connect("secret");
        write(greedy, "*11\r\n");
        assertThat(readToEnd(greedy)).isEqualTo("-ERR Protocol error: unauthenticated multibulk length\r\n");
        Socket known = connect();
        write(known, "PING\r\nAUTH secret\r\nPING\r\n");
        assertThat(readUntil(known, "+PONG\r\n")).isEqualTo("-NOAUTH Authentication required.\r\n+OK\r\n+PONG\r\n");
        write(known, "*11\r\n" + "$1\r\nx\r\n".repeat(11));
        assertThat(read(known, 10)).startsWith("-ERR unkn");
    }

    @Test
    void strangersThatSayNothingAreHungUpOn() throws Exception {
        Socket silent = connect("secret");
        Socket known = connect();
        write(known, "AUTH secret\r\n");
        assertThat(read(known, 5)).isEqualTo("+OK\r\n");
        write(silent, "PING\r\n");
        assertThat(read(silent, 34)).startsWith("-NOAUTH");
        time.advanceTimeBy(NettyCommandPort.AUTHENTICATION_DEADLINE.plusSeconds(2));
        assertThat(readToEnd(silent)).isEmpty();
        write(known, "PING\r\n");
        assertThat(read(known, 7)).isEqualTo("+PONG\r\n");
    }

    @Test
    void eventsReachSubscribersInTheirProtocol() throws Exception {
        Socket resp2 = connect("");
        Socket resp3 = connect();
        write(resp2, "PSUBSCRIBE *\r\n");
        write(resp3, "HELLO 3\r\nSUBSCRIBE +tilt\r\n");
        read(resp2, "*3\r\n$10\r\npsubscribe\r\n$1\r\n*\r\n:1\r\n".length());
        String greeting = readUntil(resp3, "+tilt\r\n:1\r\n");
        assertThat(greeting).endsWith(">3\r\n$9\r\nsubscribe\r\n$5\r\n+tilt\r\n:1\r\n");
        port.orElseThrow().publish(new TiltEvent(true, 0));
        assertThat(readUntil(resp2, "entered\r\n"))
                .isEqualTo("*4\r\n$8\r\npmessage\r\n$1\r\n*\r\n$5\r\n+tilt\r\n$18\r\n#tilt mode entered\r\n");
        assertThat(readUntil(resp3, "entered\r\n"))
                .isEqualTo(">3\r\n$7\r\nmessage\r\n$5\r\n+tilt\r\n$18\r\n#tilt mode entered\r\n");
    }

    @Test
    void aSubscriberThatDoesNotReadIsCutAndDelaysNobody() throws Exception {
        Socket deaf = connect("");
        Socket reader = connect();
        write(deaf, "PSUBSCRIBE * +* +t* +ti* +til* +tilt\r\n");
        write(reader, "SUBSCRIBE +tilt\r\n");
        readUntil(reader, ":1\r\n");
        readUntil(deaf, ":6\r\n");
        String message = "*3\r\n$7\r\nmessage\r\n$5\r\n+tilt\r\n$18\r\n#tilt mode entered\r\n";
        int batch = 200;
        // The reader keeps up by construction; only the deaf one piles up output.
        while (port.orElseThrow().clientCount() == 2) {
            for (int i = 0; i < batch; i++) {
                port.orElseThrow().publish(new TiltEvent(true, 0));
            }
            assertThat(read(reader, batch * message.length())).isEqualTo(message.repeat(batch));
        }
        write(reader, "PING\r\n");
        assertThat(readUntil(reader, "pong\r\n$0\r\n\r\n")).isEqualTo("*2\r\n$4\r\npong\r\n$0\r\n\r\n");
    }

    @Test
    void aSubscriberThatLagsForTooLongIsCutThoughItsOutputIsSmall() throws Exception {
        Socket deaf = connect("", limits(new OutputLimits(1L << 40, 64 << 10, Duration.ofMillis(300))));
        write(deaf, "PSUBSCRIBE *\r\n");
        readUntil(deaf, ":1\r\n");
        long startNanos = System.nanoTime();
        while (port.orElseThrow().clientCount() == 1) {
            for (int i = 0; i < 500; i++) {
                port.orElseThrow().publish(new TiltEvent(true, 0));
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(Duration.ofMillis(300));
    }

    /** However steadily it drips: every second a byte, and yet no command in half a minute. */
    @Test
    void aCommandThatDripsIsEnded() throws Exception {
        Socket slow = connect("");
        Socket known = connect();
        write(slow, "PING\r\n");
        assertThat(read(slow, 7)).isEqualTo("+PONG\r\n");
        write(known, "PING\r\n");
        assertThat(read(known, 7)).isEqualTo("+PONG\r\n");
        write(slow, "*2\r\n$4\r\nPING\r\n$60\r\n");
        int seconds = 0;
        while (port.orElseThrow().clientCount() == 2 && seconds < 60) {
            write(slow, "x");
            write(known, "PING\r\n");
            assertThat(read(known, 7)).isEqualTo("+PONG\r\n");
            time.advanceTimeBy(Duration.ofSeconds(1));
            seconds++;
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(seconds).isBetween(29, 40);
        write(known, "PING\r\n");
        assertThat(read(known, 7)).isEqualTo("+PONG\r\n");
    }

    @Test
    void whoSaysNothingIsEndedAfterTheTimeoutUnlessItListens() throws Exception {
        ClientLimits idle =
                new ClientLimits(OutputLimits.hard(1 << 20), OutputLimits.hard(1 << 20), Duration.ofSeconds(60));
        Socket silent = connect("", idle);
        Socket listener = connect();
        write(listener, "SUBSCRIBE +tilt\r\n");
        readUntil(listener, ":1\r\n");
        write(silent, "PING\r\n");
        assertThat(read(silent, 7)).isEqualTo("+PONG\r\n");
        time.advanceTimeBy(Duration.ofSeconds(59));
        assertThat(port.orElseThrow().clientCount()).isEqualTo(2);
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(readToEnd(silent)).isEmpty();
        port.orElseThrow().publish(new TiltEvent(true, 0));
        assertThat(readUntil(listener, "entered\r\n")).contains("+tilt");
    }

    @Test
    void addressesAreReportedAndATakenPortIsAnError() throws Exception {
        connect("");
        List<InstanceAddress> addresses = bound.orElseThrow().addresses();
        assertThat(addresses).singleElement().satisfies(address -> {
            assertThat(address.host()).isEqualTo("127.0.0.1");
            assertThat(address.port()).isPositive();
        });
        int taken = addresses.get(0).port();
        NettyCommandPort second = new NettyCommandPort(RespServer.create().listen("127.0.0.1", taken), 10, time);
        assertThatThrownBy(() -> second.bind(port.orElseThrow()).block(PATIENCE))
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining(":" + taken);
        bound.orElseThrow().close().block(PATIENCE);
        second.bind(port.orElseThrow()).block(PATIENCE).close().block(PATIENCE);
    }

    @SuppressWarnings("unchecked")
    private static void answerDone(Call<?> call) {
        ((Answer<Object>) call.answer()).accept(Command.Done.DONE);
    }

    private static ClientLimits limits(OutputLimits subscriber) {
        return new ClientLimits(OutputLimits.hard(1 << 20), subscriber, Duration.ZERO);
    }

    /** Opens the port on first use. */
    private Socket connect(String password) throws IOException {
        return connect(password, limits(OutputLimits.hard(1 << 20)));
    }

    private Socket connect(String password, ClientLimits limits) throws IOException {
        PortSettings settings =
                new PortSettings(Optional.of(new Secret(password)), false, 10, () -> true, () -> false, path -> false);
        ServerFacts facts =
                new ServerFacts("0", "f".repeat(40), List::of, "no", "", Optional.empty(), () -> 0, () -> 0);
        SentinelPort acceptor = new SentinelPort(settings, facts, calls::add, () -> {});
        port = Optional.of(acceptor);
        RespServer server = RespServer.create().listen("127.0.0.1", 0);
        bound = new NettyCommandPort(server, 10, limits, time).bind(acceptor).blockOptional(PATIENCE);
        return connect();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(),
                bound.orElseThrow().addresses().get(0).port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        sockets.add(socket);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String readToEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!endsWith(read, end)) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            read.write(b);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static boolean endsWith(ByteArrayOutputStream read, String end) {
        return read.size() >= end.length()
                && read.toString(StandardCharsets.UTF_8).endsWith(end);
    }
}
