package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.server.demo.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What an init system, a supervisor and a log rotation rely on. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class ProcessMannersIT {
    private static final Path LAUNCHER = Path.of("..", "sentinel").toAbsolutePath();
    private static final long LIMIT_S = 60;

    @TempDir
    Path directory;

    private final int port = Ports.free(1).get(0);
    private final Map<String, String> environment = new HashMap<>();
    private final List<ProcessHandle> left = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        left.forEach(ProcessHandle::destroyForcibly);
    }

    private String config(String... lines) throws Exception {
        return Files.writeString(
                        directory.resolve("s.conf"),
                        "port " + port + "\nbind 127.0.0.1\ndir " + directory
                                + "\nsentinel monitor mymaster 127.0.0.1 1 2\n" + String.join("\n", lines) + "\n")
                .toString();
    }

    private Process start(String input, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(LAUNCHER.toString()));
        words.addAll(List.of(arguments));
        Path stdin = Files.writeString(directory.resolve("in"), input);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(stdin.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        left.add(process.toHandle());
        return process;
    }

    private int run(String input, String... arguments) throws Exception {
        Process process = start(input, arguments);
        assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String said() throws Exception {
        return Files.readString(directory.resolve("out")) + Files.readString(directory.resolve("err"));
    }

    private static boolean answers(int port) {
        try (Jedis jedis = new Jedis("127.0.0.1", port)) {
            return jedis.ping().equals("PONG");
        } catch (JedisConnectionException e) {
            return false;
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(LIMIT_S))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    /** The process of a pid file, which the test ends in any case. */
    private ProcessHandle processOf(Path pidFile) throws Exception {
        ProcessHandle process = ProcessHandle.of(
                        Long.parseLong(Files.readString(pidFile).strip()))
                .orElseThrow();
        left.add(process);
        return process;
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void inTheBackgroundItServesAsSoonAsTheFirstProcessHasEnded() throws Exception {
        String file = config("daemonize yes", "pidfile s.pid", "logfile s.log");
        int status = run("", file);
        ProcessHandle process = processOf(directory.resolve("s.pid"));

        assertThat(status).isZero();
        assertThat(answers(port)).isTrue();
        assertThat(said()).doesNotContain(" * ", "Exception");
        // Field 6 of the kernel's line is the session: its own, so that no terminal takes it along.
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        assertThat(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]).isEqualTo(Long.toString(process.pid()));

        signal("HUP", process.pid());
        signal("TERM", process.pid());
        await(() -> !process.isAlive());
        assertThat(directory.resolve("s.pid")).doesNotExist();
        assertThat(Files.readString(directory.resolve("s.log")))
                .contains(process.pid() + ":X ", " * Removing the pid file.\n")
                .endsWith(" # Sentinel is now ready to exit, bye bye...\n");
    }

    @Test
    void inTheBackgroundLinesOfTheStandardInputCountAsWell() throws Exception {
        int other = Ports.free(1).get(0);
        int status = run(
                "port " + other + "\npidfile " + directory + "/other.pid\n",
                config("daemonize yes"),
                "--loglevel",
                "debug",
                "-");
        processOf(directory.resolve("other.pid"));
        assertThat(status).isZero();
        assertThat(answers(other)).isTrue();
    }

    @Test
    void aStartInTheBackgroundThatFailsIsAFailure() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String file = config("daemonize yes", "pidfile s.pid");
            assertThat(run("", file, "--port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(1);
            assertThat(Files.readString(directory.resolve("err")))
                    .endsWith("Failed listening on port " + taken.getLocalPort() + " (tcp), aborting.\n")
                    .doesNotContain("Exception");
            assertThat(directory.resolve("s.pid")).doesNotExist();
        }
        assertThat(run("", config("daemonize yes", "nonsense 1"))).isEqualTo(1);
        assertThat(said()).contains(">>> 'nonsense 1'");
    }

    @Test
    void aTakenPortIsToldInTheWordsOfRedis() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int busy = taken.getLocalPort();
            assertThat(run("", config("pidfile s.pid"), "--port", Integer.toString(busy)))
                    .isEqualTo(1);
            assertThat(said())
                    .contains(
                            " # Warning: Could not create server TCP listening socket 127.0.0.1:" + busy
                                    + ": bind: Address already in use\n",
                            " # Failed listening on port " + busy + " (tcp), aborting.\n")
                    .doesNotContain("bye bye");
        }
    }

    @Test
    void aStartThatFailsLeavesThePidFileOfTheFirst() throws Exception {
        String file = config("pidfile s.pid");
        Process first = start("", file);
        await(() -> answers(port));
        Path pidFile = directory.resolve("s.pid");
        await(() -> Files.exists(pidFile) && Files.size(pidFile) > 0);
        assertThat(run("", file)).isEqualTo(1);
        assertThat(pidFile).hasContent(first.pid() + "\n");
    }

    @Test
    void aRotatedLogGoesOnInANewFile() throws Exception {
        Path log = directory.resolve("s.log");
        start("", config("logfile s.log"));
        await(() -> answers(port));
        await(() -> Files.readString(log).contains("+monitor"));
        Files.move(log, directory.resolve("s.log.1"));
        try (Jedis jedis = new Jedis("127.0.0.1", port)) {
            jedis.sentinelSet("mymaster", Map.of("quorum", "1"));
        }
        await(() -> Files.exists(log) && Files.readString(log).contains("+set master mymaster 127.0.0.1 1 quorum 1"));
        assertThat(directory.resolve("s.log.1")).content().contains("+monitor").doesNotContain("+set");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void systemdIsToldAndKeepsItsProcess() throws Exception {
        Path socket = directory.resolve("notify");
        environment.put("NOTIFY_SOCKET", socket.toString());
        try (DatagramReceiver systemd = new DatagramReceiver(socket)) {
            Process process = start("", config("supervised auto", "daemonize yes", "pidfile s.pid"));
            assertThat(systemd.next()).isEqualTo("STATUS=Starting");
            assertThat(systemd.next()).startsWith("READY=1\n");
            assertThat(answers(port)).isTrue();
            assertThat(directory.resolve("s.pid")).hasContent(process.pid() + "\n");
            try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                assertThat(jedis.info("server")).contains("process_supervised:systemd\r\n");
            }
            process.destroy();
            assertThat(systemd.next()).startsWith("STOPPING=1\n");
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void upstartFindsItStopped() throws Exception {
        environment.put("UPSTART_JOB", "sentinel");
        Process process = start("", config("supervised upstart"));
        Path stat = Path.of("/proc/" + process.pid() + "/stat");
        await(() -> Files.readString(stat).contains(") T "));
        assertThat(answers(port)).isFalse();
        signal("CONT", process.pid());
        await(() -> answers(port));
    }

    @Test
    void aMissingSystemLogIsToldAndNoObstacle() throws Exception {
        start("", config("syslog-enabled yes", "syslog-ident x", "syslog-facility local3"));
        await(() -> answers(port));
        if (!Files.exists(Path.of("/dev/log"))) {
            assertThat(said()).contains("syslog-enabled yes: there is no /dev/log; lines go to the standard output");
        }
    }
}
