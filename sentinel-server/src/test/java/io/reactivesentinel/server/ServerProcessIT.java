package io.reactivesentinel.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.server.demo.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The real program by its launcher: what a user sees when a start goes wrong. */
@Timeout(60)
class ServerProcessIT {
    private static final Path LAUNCHER = Path.of("..", "sentinel").toAbsolutePath();
    private static final long LIMIT_S = 30;

    @TempDir
    Path directory;

    private record Outcome(int status, String out, String err) {}

    @Test
    void aBadLineEndsTheStartWithItsNumberTextAndReason() throws Exception {
        Path file = Files.writeString(
                directory.resolve("s.conf"), "port 26379\n\nsentinel monitor mymaster 127.0.0.1 6379 many\n");
        Outcome outcome = run(file.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("""

                        *** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***
                        Reading the configuration file, at line 3
                        >>> 'sentinel monitor mymaster 127.0.0.1 6379 many'
                        Quorum must be 1 or greater.
                        """).doesNotContain("Exception", "\tat ");
    }

    @Test
    void anUnknownOptionEndsTheStart() throws Exception {
        Path file = Files.writeString(directory.resolve("s.conf"), "port 26379\n");
        Outcome outcome = run(file.toString(), "--nonsense", "1");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(">>> 'nonsense \"1\"'\nBad directive or wrong number of arguments")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void aMissingFileEndsTheStart() throws Exception {
        Path file = directory.resolve("missing.conf");
        Outcome outcome = run(file.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out() + outcome.err())
                .contains("Fatal error, can't open config file '" + file + "': No such file or directory")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void withoutAFileTheUserIsTold() throws Exception {
        Outcome outcome = run();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).endsWith(" # Sentinel needs config file on disk to save state. Exiting...\n");
        assertThat(outcome.err()).contains("Usage: sentinel /path/to/sentinel.conf");
    }

    @Test
    void pagesAreForPeopleAndScripts() throws Exception {
        assertThat(run("--version").out()).startsWith("Reactive Sentinel v=").hasLineCount(1);
        assertThat(run("--help").out()).contains("Usage: sentinel FILE", "sentinel demo", "--train-class-archive");
        assertThat(run("demo", "--help").out()).contains("--keep-running", "--down-after");
        Outcome wrong = run("demo", "--nonsense");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("Unknown option: '--nonsense' (see sentinel demo --help)");
    }

    @Test
    void itRunsUntilItIsToldToEnd() throws Exception {
        int port = Ports.free(1).get(0);
        Path file = config(port, "pidfile " + directory.resolve("s.pid") + "\n");
        Process process = start(file.toString());
        try {
            awaitPong(process, port);
            // One process to signal: the launcher has become it.
            assertThat(Files.readString(directory.resolve("s.pid"))).isEqualTo(process.pid() + "\n");

            process.destroy();

            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(directory.resolve("s.pid")).doesNotExist();
        String pid = String.valueOf(process.pid());
        assertThat(linesOf("out"))
                .allMatch(
                        line -> line.matches(
                                pid
                                        + "(:X \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [.*#-] .*|:signal-handler \\(\\d+\\) .*)"))
                .anyMatch(line -> line.contains(" * Running mode=sentinel, port=" + port + "."))
                .anyMatch(line -> line.matches(".* \\* Sentinel ID is [0-9a-f]{40}"))
                .anyMatch(line -> line.endsWith(" # +monitor master mymaster 127.0.0.1 1 quorum 2"))
                .anyMatch(line ->
                        line.matches(pid + ":signal-handler \\(\\d+\\) Received SIGTERM scheduling shutdown\\.\\.\\."))
                .last()
                .asString()
                .endsWith(" # Sentinel is now ready to exit, bye bye...");
    }

    /** {@code nc -N} and its like close their side once the question is written. */
    @Test
    void whoSaysThatNoMoreComesIsAnswered() throws Exception {
        int port = Ports.free(1).get(0);
        Process process = start(config(port, "").toString());
        try {
            awaitPong(process, port);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_S));
                client.getOutputStream()
                        .write("PING\r\nSENTINEL FLUSHCONFIG\r\nROLE\r\nSENTINEL MYI".getBytes(US_ASCII));
                client.shutdownOutput();
                assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                        .isEqualTo("+PONG\r\n+OK\r\n*2\r\n$8\r\nsentinel\r\n*1\r\n$8\r\nmymaster\r\n");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aHangUpIsIgnoredAndAnInterruptEndsIt() throws Exception {
        int port = Ports.free(1).get(0);
        Process process = start(config(port, "").toString());
        try {
            awaitPong(process, port);
            signal("HUP", process);
            awaitPong(process, port);
            signal("INT", process);
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shutdownEndsItWithStatusZero() throws Exception {
        int port = Ports.free(1).get(0);
        Process process = start(config(port, "").toString());
        try {
            awaitPong(process, port);
            try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                assertThatThrownBy(() -> jedis.sendCommand(Protocol.Command.SHUTDOWN))
                        .isInstanceOf(JedisConnectionException.class);
            }
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aTakenPortEndsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Outcome outcome = run(config(port, "").toString());
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out())
                    .contains("Could not create server TCP listening socket", "127.0.0.1:" + port)
                    .contains(" # Failed listening on port " + port + " (tcp), aborting.\n");
            assertThat(outcome.out() + outcome.err()).doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void aFileInUseEndsTheStart() throws Exception {
        int port = Ports.free(1).get(0);
        Path file = config(port, "");
        Process first = start(file.toString());
        try {
            awaitPong(first, port);
            Outcome second =
                    run(file.toString(), "--port", String.valueOf(Ports.free(1).get(0)));
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.out() + second.err()).contains("is in use").doesNotContain("Exception", "\tat ");
        } finally {
            first.destroyForcibly();
        }
    }

    @Test
    void aSentinelWithoutAPortIsNone() throws Exception {
        Outcome outcome = run(config(0, "").toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains(" # Configured to not listen anywhere, exiting.\n");
    }

    @Test
    void linesGoToTheLogFile() throws Exception {
        int port = Ports.free(1).get(0);
        Path log = directory.resolve("sentinel.log");
        Process process = start(config(port, "").toString(), "--logfile", log.toString(), "--loglevel", "warning");
        try {
            awaitPong(process, port);
        } finally {
            process.destroy();
            process.waitFor(LIMIT_S, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
        assertThat(Files.readAllLines(log)).isNotEmpty().noneMatch(line -> line.contains(" * "));
        assertThat(linesOf("out")).isEmpty();
    }

    private Path config(int port, String more) throws Exception {
        return Files.writeString(
                directory.resolve("s.conf"),
                "port " + port + "\nbind 127.0.0.1\nsentinel monitor mymaster 127.0.0.1 1 2\n" + more);
    }

    private List<String> linesOf(String name) throws Exception {
        return Files.readAllLines(directory.resolve(name));
    }

    private static void awaitPong(Process process, int port) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(LIMIT_S))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    assertThat(process.isAlive()).as("still running").isTrue();
                    try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                        return jedis.ping().equals("PONG");
                    } catch (JedisConnectionException e) {
                        return false;
                    }
                });
    }

    private static void signal(String signal, Process process) throws Exception {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    private Process start(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(LAUNCHER.toString()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private Outcome run(String... arguments) throws Exception {
        Process process = start(arguments);
        try {
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(
                process.exitValue(),
                Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
    }
}
