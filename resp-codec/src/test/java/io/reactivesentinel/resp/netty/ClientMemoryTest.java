package io.reactivesentinel.resp.netty;

import static io.reactivesentinel.resp.netty.Loopback.PATIENCE;
import static io.reactivesentinel.resp.netty.Loopback.read;
import static io.reactivesentinel.resp.netty.Loopback.readAll;
import static io.reactivesentinel.resp.netty.Loopback.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.fuzz.Fuzz;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue.SimpleString;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all clients together may make a server hold. */
class ClientMemoryTest {
    private static final int KB = 1024;

    private final Loopback loopback = new Loopback();
    private final List<String> gone = new ArrayList<>();
    private final ClientMemory memory = new ClientMemory(100 * KB);

    @AfterEach
    void closeAll() throws Exception {
        loopback.close();
    }

    private ClientMemory.Share share(String name) {
        return memory.open(() -> gone.add(name));
    }

    @Test
    void whoHoldsMostGoesWhenAllTogetherHoldTooMuch() {
        ClientMemory.Share large = share("large");
        ClientMemory.Share small = share("small");
        ClientMemory.Share other = share("other");
        large.is(50 * KB);
        small.is(30 * KB);
        other.is(20 * KB);
        assertThat(gone).isEmpty();
        small.is(31 * KB);
        assertThat(gone).containsExactly("large");
        assertThat(memory.total()).isEqualTo(51 * KB);
    }

    @Test
    void whoIsSparedGoesLastAndNotNever() {
        ClientMemory.Share spared = share("spared");
        ClientMemory.Share small = share("small");
        spared.spared(true);
        spared.is(90 * KB);
        small.is(20 * KB);
        assertThat(gone).containsExactly("small");
        spared.is(101 * KB);
        assertThat(gone).containsExactly("small", "spared");
        assertThat(memory.total()).isZero();
    }

    @Test
    void whatIsGivenBackCountsNoMore() {
        ClientMemory.Share share = share("it");
        for (int i = 0; i < 10; i++) {
            share.is(90 * KB);
            share.is(0);
        }
        assertThat(memory.total()).isZero();
        share.is(90 * KB);
        share.close();
        share.is(90 * KB);
        share.close();
        assertThat(memory.total()).isZero();
        assertThat(gone).isEmpty();
    }

    @Test
    void theSumIsThatOfAllWhateverHappens() {
        Fuzz.times(200, random -> {
            ClientMemory budget = new ClientMemory(100 * KB);
            Map<ClientMemory.Share, Long> held = new ConcurrentHashMap<>();
            for (int i = 0; i < 200; i++) {
                if (held.size() < 8) {
                    ClientMemory.Share[] opened = new ClientMemory.Share[1];
                    opened[0] = budget.open(() -> held.remove(opened[0]));
                    held.put(opened[0], 0L);
                }
                ClientMemory.Share one = List.copyOf(held.keySet()).get(random.nextInt(held.size()));
                long bytes = random.nextInt(4) == 0 ? 0 : KB * random.nextInt(40);
                held.put(one, bytes);
                one.is(bytes);
                if (random.nextInt(8) == 0) {
                    one.close();
                    held.remove(one);
                }
                assertThat(budget.total())
                        .isLessThanOrEqualTo(100 * KB)
                        .isEqualTo(held.values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
            }
        });
    }

    /** A hundred clients would make it hold six megabytes, and are held to one. */
    @Test
    void halvesOfCommandsDoNotFillTheMemory() throws Exception {
        List<Ending> endings = new ArrayList<>();
        RespListener listener = loopback.serve(
                connection -> new RespServerHandler() {
                    @Override
                    public void command(RespCommand command, Responder responder) {
                        responder.reply(SimpleString.PONG);
                    }

                    @Override
                    public void closed() {
                        synchronized (endings) {
                            endings.add(connection.ending());
                        }
                    }
                },
                server -> server.memoryLimit(1 << 20));
        Socket honest = loopback.bareClient(listener.port());
        send(honest, "PING\r\n");
        assertThat(read(honest, 7)).isEqualTo("+PONG\r\n");
        List<Socket> greedy = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket socket = loopback.bareClient(listener.port());
            greedy.add(socket);
            half(socket);
        }
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (endings(endings) < 80 && System.nanoTime() < endNanos) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        synchronized (endings) {
            assertThat(endings).hasSizeGreaterThanOrEqualTo(80).containsOnly(Ending.EVICTED);
        }
        send(honest, "PING\r\n");
        assertThat(read(honest, 7)).isEqualTo("+PONG\r\n");
        // Whoever was left can go on.
        for (Socket socket : greedy) {
            socket.close();
        }
        Socket late = loopback.bareClient(listener.port());
        half(late);
        send(late, "x".repeat(1_000) + "\r\n");
        assertThat(read(late, 7)).isEqualTo("+PONG\r\n");
    }

    private static int endings(List<Ending> endings) {
        synchronized (endings) {
            return endings.size();
        }
    }

    private static void half(Socket socket) throws IOException {
        try {
            send(socket, "*1\r\n$61000\r\n" + "x".repeat(60_000));
        } catch (IOException e) {
            // It was the one to go.
        }
    }

    @Test
    void commandsThatWaitForAnAnswerCountAndStopTheReading() throws Exception {
        List<Responder> waiting = new ArrayList<>();
        RespListener listener = loopback.serve(connection -> (command, responder) -> {
            synchronized (waiting) {
                waiting.add(responder);
            }
        });
        Socket client = loopback.bareClient(listener.port());
        int commands = 40;
        Thread writer = new Thread(() -> {
            for (int i = 0; i < commands; i++) {
                try {
                    send(client, "*1\r\n$60000\r\n" + "x".repeat(60_000) + "\r\n");
                } catch (IOException e) {
                    return;
                }
            }
        });
        writer.start();
        int answered = 0;
        int most = 0;
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (answered < commands && System.nanoTime() < endNanos) {
            TimeUnit.MILLISECONDS.sleep(2);
            synchronized (waiting) {
                most = Math.max(most, waiting.size());
                if (!waiting.isEmpty()) {
                    waiting.remove(0).reply(SimpleString.OK);
                    answered++;
                }
            }
        }
        writer.join();
        assertThat(answered).isEqualTo(commands);
        assertThat(most).isBetween(2, 5);
        assertThat(read(client, 5 * commands)).isEqualTo("+OK\r\n".repeat(commands));
    }

    @Test
    void whatIsKeptElsewhereCounts() throws Exception {
        RespListener listener = loopback.serve(
                connection -> (command, responder) -> {
                    connection.keeps(command.isNamed("KEEP") ? 2 << 20 : 0);
                    responder.reply(SimpleString.OK);
                },
                server -> server.memoryLimit(1 << 20));
        Socket other = loopback.bareClient(listener.port());
        Socket keeper = loopback.bareClient(listener.port());
        send(other, "PING\r\n");
        assertThat(read(other, 5)).isEqualTo("+OK\r\n");
        send(keeper, "KEEP\r\n");
        assertThat(readAll(keeper)).as("until it is cut off").isIn("", "+OK\r\n");
        send(other, "PING\r\n");
        assertThat(read(other, 5)).isEqualTo("+OK\r\n");
    }

    @Test
    void aCommandThatIsTooLargeIsCountedAsThat() throws Exception {
        List<RespServerConnection> connections = new ArrayList<>();
        RespListener listener = loopback.serve(connection -> {
            connections.add(connection);
            return (command, responder) -> responder.reply(SimpleString.OK);
        });
        Socket client = loopback.bareClient(listener.port());
        send(client, "*9\r\n" + ("$60000\r\n" + "x".repeat(60_000) + "\r\n").repeat(4) + "$60000\r\n");
        assertThat(readAll(client)).isEqualTo("-ERR Protocol error: too big request\r\n");
        assertThat(connections).extracting(RespServerConnection::ending).containsExactly(Ending.INPUT_LIMIT);
    }

    @Test
    void oneLineAMinuteIsSaid() {
        long minute = TimeUnit.MINUTES.toNanos(1);
        Seldom seldom = new Seldom(5);
        assertThat(seldom.mayBeSaid(5)).isTrue();
        assertThat(seldom.mayBeSaid(6)).isFalse();
        assertThat(seldom.mayBeSaid(4 + minute)).isFalse();
        assertThat(seldom.mayBeSaid(5 + minute)).isTrue();
        assertThat(seldom.mayBeSaid(6 + minute)).isFalse();
    }
}
