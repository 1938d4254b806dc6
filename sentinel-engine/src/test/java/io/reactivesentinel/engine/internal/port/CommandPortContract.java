package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.engine.spi.CommandPort.Connection;
import io.reactivesentinel.engine.spi.CommandPort.Reply;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link CommandPort} does, whatever carries it. Subclasses say how to reach theirs. */
@Timeout(30)
abstract class CommandPortContract {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The far end of a connection. */
    interface Client extends AutoCloseable {
        /** Sends a command. */
        void send(String... words);

        /** The next value, in the RESP2 or RESP3 text it has on the wire, line ends as {@code ~}; empty at the end. */
        String receive(int wireLength);

        @Override
        void close();
    }

    /** One command as the acceptor got it. */
    record Received(List<String> words, Reply reply) {}

    private final BlockingQueue<Connection> accepted = new LinkedTransferQueue<>();
    private final BlockingQueue<Received> received = new LinkedTransferQueue<>();
    private final AtomicInteger closed = new AtomicInteger();
    private final BlockingQueue<Boolean> closings = new LinkedTransferQueue<>();
    private final List<Client> clients = new ArrayList<>();
    private CommandPort.Bound bound;

    /** The port under test. */
    abstract CommandPort port();

    /** A client connected to it. */
    abstract Client connect(CommandPort.Bound port) throws Exception;

    @BeforeEach
    void bind() {
        bound = port().bind(connection -> {
                    accepted.add(connection);
                    connection.authenticated();
                    return new CommandPort.Receiver() {
                        @Override
                        public void received(List<RespBytes> words, Reply reply) {
                            received.add(new Received(
                                    words.stream().map(RespBytes::text).toList(), reply));
                        }

                        @Override
                        public void closed() {
                            closed.incrementAndGet();
                            closings.add(true);
                        }
                    };
                })
                .block(PATIENCE);
    }

    @AfterEach
    void unbind() {
        clients.forEach(Client::close);
        bound.close().block(PATIENCE);
    }

    private Client client() throws Exception {
        Client client = connect(bound);
        clients.add(client);
        return client;
    }

    private Received next() throws InterruptedException {
        return take(received);
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("something within 10 s").isNotNull();
        return next;
    }

    @Test
    void wordsArriveAndAnswersReturnInTheOrderOfTheirCommands() throws Exception {
        Client client = client();
        client.send("PING");
        client.send("ECHO", "two words", "");
        Received first = next();
        Received second = next();
        assertThat(first.words()).containsExactly("PING");
        assertThat(second.words()).containsExactly("ECHO", "two words", "");
        second.reply().send(List.of(RespValue.Int.of(2), RespValue.Int.of(3)));
        first.reply().send(List.of(RespValue.Int.of(1)));
        assertThat(client.receive(12)).isEqualTo(":1~:2~:3~");
    }

    @Test
    void anAnswerMayBeNothing() throws Exception {
        Client client = client();
        client.send("A");
        client.send("B");
        next().reply().send(List.of());
        next().reply().send(List.of(RespValue.Int.of(2)));
        assertThat(client.receive(4)).isEqualTo(":2~");
    }

    @Test
    void valuesAreWrittenInTheVersionThatWasChosen() throws Exception {
        Client client = client();
        RespValue map = new RespValue.MapValue(List.of(new RespValue.Entry(RespValue.bulk("a"), RespValue.Null.ARRAY)));
        RespValue push = new RespValue.Push(List.of(RespValue.Null.BULK));
        client.send("A");
        Reply first = next().reply();
        first.send(List.of(map, push));
        assertThat(client.receive(25)).isEqualTo("*2~$1~a~*-1~*1~$-1~");
        client.send("HELLO");
        Reply second = next().reply();
        Connection connection = take(accepted);
        connection.execute(() -> {
            connection.useProtocol(3);
            second.send(List.of(map, push));
        });
        assertThat(client.receive(21)).isEqualTo("%1~$1~a~_~>1~_~");
    }

    @Test
    void pushesArriveUnaskedAndInOrder() throws Exception {
        Client client = client();
        Connection connection = take(accepted);
        for (int i = 0; i < 5; i++) {
            connection.push(RespValue.Int.of(i));
        }
        assertThat(client.receive(20)).isEqualTo(":0~:1~:2~:3~:4~");
    }

    @Test
    void aPushDoesNotOvertakeAnEarlierAnswer() throws Exception {
        Client client = client();
        client.send("A");
        Reply reply = next().reply();
        Connection connection = take(accepted);
        connection.execute(() -> {
            reply.send(List.of(RespValue.Int.of(1)));
            connection.push(RespValue.Int.of(2));
        });
        assertThat(client.receive(8)).isEqualTo(":1~:2~");
    }

    @Test
    void closingSendsWhatIsWaitingAndIsToldOnce() throws Exception {
        Client client = client();
        Connection connection = take(accepted);
        connection.push(RespValue.Int.of(7));
        connection.close();
        assertThat(client.receive(5)).isEqualTo(":7~");
        take(closings);
        connection.close();
        connection.push(RespValue.Int.of(8));
        connection.execute(() -> connection.push(RespValue.Int.of(9)));
        assertThat(closed).hasValue(1);
    }

    @Test
    void aClientThatLeavesIsReported() throws Exception {
        Client client = client();
        take(accepted);
        client.close();
        take(closings);
        assertThat(closed).hasValue(1);
    }

    @Test
    void closingThePortClosesItsConnections() throws Exception {
        Client client = client();
        take(accepted);
        bound.close().block(PATIENCE);
        assertThat(client.receive(1)).isEmpty();
        take(closings);
        bound.close().block(PATIENCE);
    }

    @Test
    void everyConnectionHasItsEnds() throws Exception {
        client();
        Connection connection = take(accepted);
        assertThat(connection.isLocal()).isTrue();
        assertThat(connection.local().port()).isEqualTo(bound.addresses().get(0).port());
        assertThat(connection.remote()).isNotEqualTo(connection.local());
    }
}
