package io.reactivesentinel.server.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.server.demo.FaultProxy.Direction;
import io.reactivesentinel.server.demo.FaultProxy.Door;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every fault of the proxy, shown on a server that echoes.
 *
 * <p>That something does not come can only be waited for; what must come has a limit that no machine reaches.
 */
@Timeout(60)
class FaultProxyTest {
    private static final int LIMIT_MS = 20_000;
    private static final int SILENCE_MS = 150;

    private final List<Socket> clients = new ArrayList<>();
    private EchoServer server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer();
        proxy = FaultProxy.to(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        proxy.close();
        server.close();
    }

    @Test
    void withoutAFaultItPassesEverythingOn() throws IOException {
        Socket client = connect();
        String text = "0123456789".repeat(10_000);
        Thread writer = new Thread(() -> sendUnchecked(client, text));

        writer.start();

        assertThat(receive(client, text.length())).isEqualTo(text);
    }

    @Test
    void anOrderlyEndIsPassedOn() throws Exception {
        Socket client = connect();
        assertEchoes(client);

        client.shutdownOutput();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(server.ends().poll(LIMIT_MS, TimeUnit.MILLISECONDS)).isEqualTo(EchoServer.End.ORDERLY);
        Wait.until("the proxy forgot it", Duration.ofMillis(LIMIT_MS), () -> proxy.linkCount("") == 0);
    }

    @Test
    void aResetIsPassedOn() throws Exception {
        Socket client = connect();
        assertEchoes(client);

        client.setSoLinger(true, 0);
        client.close();

        assertThat(server.ends().poll(LIMIT_MS, TimeUnit.MILLISECONDS)).isEqualTo(EchoServer.End.RESET);
    }

    @Test
    void aDelayHoldsAllBytesBackByTheSameTime() throws IOException {
        Socket client = connect();
        proxy.set(Direction.TO_SERVER, Fault.delay(Duration.ofMillis(120)));
        proxy.set(Direction.TO_CLIENT, Fault.delay(Duration.ofMillis(80)));

        long began = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            send(client, "a");
        }

        assertThat(receive(client, 20)).isEqualTo("a".repeat(20));
        // One after the other would take twenty times as long.
        assertThat(millisSince(began)).isBetween(200L, 20 * 200L - 1);
        proxy.heal();
        send(client, "b");
        assertThat(receive(client, 1)).isEqualTo("b");
    }

    @Test
    void aStallKeepsTheBytesAndAReleaseDeliversThem() throws Exception {
        Socket client = connect();
        assertEchoes(client);
        proxy.set(Direction.TO_SERVER, Fault.STALL);

        send(client, "held");

        assertSilent(client);
        assertThat(server.heard()).isEmpty();
        proxy.heal();
        assertThat(receive(client, 4)).isEqualTo("held");
    }

    @Test
    void aStallFillsTheWindowInsteadOfTheMemory() throws Exception {
        Socket client = connect();
        proxy.set(Direction.TO_SERVER, Fault.STALL);
        Thread writer = new Thread(() -> sendUnchecked(client, "x".repeat(64 * 1024 * 1024)));
        writer.setDaemon(true);

        writer.start();

        writer.join(1_000);
        assertThat(writer.isAlive()).as("still waits for room").isTrue();
    }

    @Test
    void oneWayIsBlockedAndTheOtherIsNot() throws Exception {
        Socket client = connect();
        assertEchoes(client);
        proxy.set(Direction.TO_CLIENT, Fault.STALL);

        send(client, "x");

        assertThat(server.heard().poll(LIMIT_MS, TimeUnit.MILLISECONDS)).isEqualTo((int) 'x');
        assertSilent(client);
        proxy.heal();
        assertThat(receive(client, 1)).isEqualTo("x");
    }

    @Test
    void aHalfOpenConnectionLosesBytesAndEndsAndNobodyHears() throws Exception {
        Socket client = connect();
        assertEchoes(client);
        proxy.set(Direction.TO_SERVER, Fault.SWALLOW);
        proxy.set(Direction.TO_CLIENT, Fault.SWALLOW);

        send(client, "lost");
        assertSilent(client);
        client.close();

        assertThat(server.ends().poll(SILENCE_MS, TimeUnit.MILLISECONDS)).isNull();
        assertThat(server.heard()).isEmpty();
        assertThat(proxy.linkCount("")).isOne();
    }

    @Test
    void aConnectionThatLostBytesIsResetByTheHealingAndAnotherIsNot() throws Exception {
        Socket holed = connect();
        Socket quiet = connect();
        assertEchoes(holed);
        assertEchoes(quiet);
        proxy.set(Direction.TO_SERVER, Fault.SWALLOW);
        send(holed, "lost");
        assertSilent(holed);

        proxy.heal();

        assertThatThrownBy(() -> receive(holed, 1)).isInstanceOf(SocketException.class);
        assertEchoes(quiet);
    }

    @Test
    void connectionsBecomeHalfOpenAndNewOnesAreWell() throws Exception {
        Socket old = connect();
        assertEchoes(old);

        proxy.halfOpen();

        send(old, "lost");
        assertSilent(old);
        assertThat(server.heard()).isEmpty();
        assertEchoes(connect());
        proxy.heal();
        assertThatThrownBy(() -> receive(old, 1)).isInstanceOf(SocketException.class);
    }

    @Test
    void aDripDeliversAFewBytesAtATime() throws IOException {
        Socket client = connect();
        assertEchoes(client);
        proxy.set(Direction.TO_CLIENT, Fault.drip(2, Duration.ofMillis(50)));

        long began = System.nanoTime();
        send(client, "12345678");

        assertThat(receive(client, 8)).isEqualTo("12345678");
        // Four drips have three pauses between them.
        assertThat(millisSince(began)).isGreaterThanOrEqualTo(150);
    }

    @Test
    void aCutEndsEveryConnectionInTheOrderlyWay() throws Exception {
        Socket client = connect();
        assertEchoes(client);

        proxy.cut();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(server.ends().poll(LIMIT_MS, TimeUnit.MILLISECONDS)).isEqualTo(EchoServer.End.ORDERLY);
        assertEchoes(connect());
    }

    @Test
    void aResetEndsEveryConnectionWithOne() throws Exception {
        Socket client = connect();
        assertEchoes(client);

        proxy.reset();

        assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketException.class);
        assertThat(server.ends().poll(LIMIT_MS, TimeUnit.MILLISECONDS)).isEqualTo(EchoServer.End.RESET);
        assertEchoes(connect());
    }

    @Test
    void newConnectionsAreRefusedAndOldOnesLive() throws IOException {
        Socket client = connect();
        assertEchoes(client);
        for (int i = 0; i < 3; i++) {
            proxy.door(Door.REFUSES);

            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertEchoes(client);

            proxy.door(Door.OPEN);
            assertEchoes(connect());
        }
    }

    @Test
    void newConnectionsFallIntoABlackHoleAndComeOutOfItWhenTheDoorOpens() throws Exception {
        proxy.door(Door.BLACKHOLE);

        Socket client = connect();
        send(client, "x");

        assertSilent(client);
        assertThat(server.heard()).isEmpty();
        proxy.heal();
        assertThat(receive(client, 1)).isEqualTo("x");
    }

    @Test
    void aFaultOfOneClientIsNotThatOfAnother() throws Exception {
        proxy.set("name-of-one", Direction.TO_SERVER, Fault.STALL);
        Socket one = connect();
        Socket other = connect();

        send(one, "my name-of-one is");
        send(other, "my name-of-other is");

        assertThat(receive(other, 19)).isEqualTo("my name-of-other is");
        assertSilent(one);
        assertThat(proxy.linkCount("name-of-one")).isOne();
        proxy.heal();
        assertThat(receive(one, 17)).isEqualTo("my name-of-one is");
    }

    @Test
    void aServerThatIsNotThereResetsTheClient() throws Exception {
        server.close();

        Socket client = connect();

        assertThatThrownBy(() -> receive(client, 1))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void closingEndsTheThreadAndTheConnections() throws IOException {
        Socket client = connect();
        assertEchoes(client);

        proxy.close();

        assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketException.class);
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("fault-proxy-" + proxy.port()));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(LIMIT_MS);
        socket.setTcpNoDelay(true);
        clients.add(socket);
        return socket;
    }

    private void assertEchoes(Socket client) throws IOException {
        send(client, "?");
        assertThat(receive(client, 1)).isEqualTo("?");
        assertThat(server.heard().remove()).isEqualTo((int) '?');
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(LIMIT_MS);
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static void sendUnchecked(Socket client, String text) {
        try {
            send(client, text);
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static String receive(Socket client, int count) throws IOException {
        return new String(client.getInputStream().readNBytes(count), US_ASCII);
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
