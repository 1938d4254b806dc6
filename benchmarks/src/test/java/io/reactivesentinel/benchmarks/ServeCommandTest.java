package io.reactivesentinel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.benchmarks.SideBySide.Better;
import io.reactivesentinel.benchmarks.SideBySide.Measure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
    private static final byte[] REQUEST = ServeTrial.command(List.of("PING", "x"));
    private static final byte[] REPLY = "*1\r\n$1\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void theWorstIsTheSmallestRateAndTheLongestTimeAndTheRatioIsOursByC() {
        SideBySide figures = new SideBySide();
        Measure rate = new Measure("asked", "requests/s", Better.MORE);
        Measure time = new Measure("told", "ms", Better.LESS);
        for (double value : new double[] {900, 1_100, 1_000}) {
            figures.add(rate, Contender.OURS, value);
            figures.add(rate, Contender.C, value * 2);
            figures.add(time, Contender.OURS, value / 100);
        }
        assertThat(figures.lines())
                .anyMatch(line -> line.matches("asked, requests/s +1,000 \\(900\\) +2,000 \\(1,800\\) +0\\.50"))
                .anyMatch(line -> line.matches("told, ms +10\\.0 \\(11\\.0\\) +- +-"));
        assertThat(figures.json())
                .contains(
                        "{\"sentinel\": \"C\", \"measure\": \"asked\", \"unit\": \"requests/s\", \"median\": 2000.000, "
                                + "\"worst\": 1800.000, \"values\": [1800.000, 2000.000, 2200.000]}");
    }

    @Test
    void aCommandIsWrittenAsRespHasIt() {
        assertThat(new String(ServeTrial.command(List.of("GET", "ab")), StandardCharsets.US_ASCII))
                .isEqualTo("*2\r\n$3\r\nGET\r\n$2\r\nab\r\n");
    }

    @Test
    void usageIsReadWhateverTheNameOfTheProcess() {
        assertThat(ProcessUsage.cpuSeconds("7 (a ) b) S 1 7 7 0 -1 4194304 10 0 0 0 250 50 0 0 20 0 9 0"))
                .isEqualTo(3.0);
        assertThat(ProcessUsage.residentMib("Name:\tx\nVmRSS:\t    2048 kB\nVmData:\t1 kB\n"))
                .isEqualTo(2.0);
    }

    /** Answers each request, in two pieces, and every seventh one wrongly if asked to. */
    private static CompletableFuture<Void> serve(ServerSocket listener, boolean wrongly) {
        return CompletableFuture.runAsync(() -> {
            try (Socket client = listener.accept()) {
                InputStream in = client.getInputStream();
                OutputStream out = client.getOutputStream();
                client.setTcpNoDelay(true);
                for (int i = 1; in.readNBytes(REQUEST.length).length == REQUEST.length; i++) {
                    byte[] reply = REPLY.clone();
                    reply[0] = wrongly && i % 7 == 0 ? (byte) '-' : reply[0];
                    out.write(reply, 0, 5);
                    out.flush();
                    out.write(reply, 5, reply.length - 5);
                    out.flush();
                }
            } catch (IOException e) {
                // The load has ended.
            }
        });
    }

    private static void awaitBytes(ServeLoad load, long wanted) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (load.bytes() < wanted && System.nanoTime() - limit < 0) {
            Thread.sleep(5);
        }
        assertThat(load.bytes()).isGreaterThanOrEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({"1", "4"})
    void theLoadAsksAgainWhenAllIsAnswered(int pipeline) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = serve(listener, false);
            try (ServeLoad load = ServeLoad.asking(listener.getLocalPort(), 1, pipeline, REQUEST, REPLY)) {
                awaitBytes(load, 20L * REPLY.length);
            }
            served.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void anAnswerThatIsAnotherOneFailsTheMeasurement() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = serve(listener, true);
            try (ServeLoad load = ServeLoad.asking(listener.getLocalPort(), 1, 4, REQUEST, REPLY)) {
                assertThatThrownBy(() -> awaitBytes(load, Long.MAX_VALUE))
                        .isInstanceOf(MeasurementException.class)
                        .hasMessage("an answer is not the one expected");
            }
            served.get(30, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rounds -1 | --rounds must be 1 or more, not -1",
                "--connections 0 | --connections must be from 1 to 9,000, not 0",
                "--pipeline 1,1001 | --pipeline must be from 1 to 1,000, not 1001",
                "--subscribers 9001 | --subscribers must be from 1 to 9,000, not 9001",
                "--json /nowhere/x | cannot write to /nowhere/x"
            })
    void nonsenseIsRefusedBeforeAnythingIsStarted(String arguments, String message) {
        StringWriter err = new StringWriter();
        String[] words = ("serve " + arguments).split(" ", -1);
        assertThat(Benchmarks.commandLine().setErr(new PrintWriter(err, true)).execute(words))
                .isEqualTo(2);
        assertThat(err.toString()).contains(message).contains("benchmarks/run serve --help");
    }
}
