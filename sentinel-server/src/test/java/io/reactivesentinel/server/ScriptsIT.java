package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.server.demo.Ports;
import io.reactivesentinel.server.demo.RedisBinary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Scripts as a Redis Sentinel runs them, beside that Sentinel itself: same configuration, same story. */
@Timeout(180)
class ScriptsIT {
    private static final Path LAUNCHER = Path.of("..", "sentinel").toAbsolutePath();
    private static final long LIMIT_S = 60;

    /** Writes its arguments down; the exit code depends on the event. */
    private static final String SCRIPT = """
            #!/bin/sh
            {
              line=
              for a in "$@"; do line="$line<$a>"; done
              echo "$line"
            } >>"$(basename "$0").seen"
            case $1 in
              +monitor) exit 1 ;;
              +set) exit 3 ;;
              -monitor) kill -9 $$ ;;
            esac
            exit 0
            """;

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private RedisBinary redis;

    /** A Sentinel of either kind, with a directory of its own. */
    private record Sentinel(int port, Path directory) {
        List<String> seen(String script) throws Exception {
            Path file = directory.resolve(script + ".seen");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        }

        Object ask(String... words) {
            try (Jedis jedis = new Jedis("127.0.0.1", port, (int) TimeUnit.SECONDS.toMillis(LIMIT_S))) {
                return readable(jedis.sendCommand(Protocol.Command.SENTINEL, words));
            }
        }
    }

    @BeforeEach
    void unpack() {
        redis = RedisBinary.bundled(directory);
    }

    @AfterEach
    void end() throws Exception {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.waitFor(LIMIT_S, TimeUnit.SECONDS);
        }
    }

    private static Object readable(Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        }
        if (reply instanceof List<?> items) {
            return items.stream().map(ScriptsIT::readable).toList();
        }
        return reply;
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(LIMIT_S))
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    private void start(Path output, List<String> command, int port) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        processes.add(process);
        await(() -> {
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
            try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                return jedis.ping().equals("PONG");
            } catch (JedisConnectionException e) {
                return false;
            }
        });
    }

    private Sentinel sentinel(boolean ours, int masterPort) throws Exception {
        int port = Ports.free(1).get(0);
        Path own = Files.createDirectory(directory.resolve(ours ? "ours" : "redis"));
        for (String script : List.of("notify.sh", "reconfig.sh")) {
            Path file = Files.writeString(own.resolve(script), SCRIPT);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path file = Files.writeString(
                own.resolve("sentinel.conf"),
                "port " + port + "\nbind 127.0.0.1\ndir " + own + "\nlogfile s.log\nsentinel monitor m 127.0.0.1 "
                        + masterPort + " 1\nsentinel down-after-milliseconds m 30000\n"
                        + "sentinel notification-script m ./notify.sh\n"
                        + "sentinel client-reconfig-script m ./reconfig.sh\n");
        List<String> command = ours
                ? List.of(LAUNCHER.toString(), file.toString())
                : List.of(redis.path().toString(), file.toString(), "--sentinel");
        start(own.resolve("out"), command, port);
        return new Sentinel(port, own);
    }

    private int redisServer(int masterPort) throws Exception {
        int port = Ports.free(1).get(0);
        Path own = Files.createDirectory(directory.resolve("node" + port));
        List<String> command = new ArrayList<>(List.of(
                redis.path().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--repl-diskless-sync-delay",
                "0",
                "--dir",
                own.toString()));
        if (masterPort != 0) {
            command.addAll(List.of("--replicaof", "127.0.0.1", Integer.toString(masterPort)));
        }
        start(own.resolve("out"), command, port);
        return port;
    }

    private static String log(Sentinel sentinel, String channel) throws Exception {
        return String.join(
                "\n",
                Files.readAllLines(sentinel.directory().resolve("s.log")).stream()
                        .filter(line -> line.contains(" # " + channel + " "))
                        .map(line -> line.replaceFirst("^.* # ", ""))
                        .toList());
    }

    @Test
    void exitCodesHaveTheSameConsequences() throws Exception {
        List<Sentinel> both = List.of(sentinel(false, 1), sentinel(true, 1));
        for (Sentinel each : both) {
            await(() -> each.seen("notify.sh").size() == 1);
            each.ask("SET", "m", "quorum", "2");
            await(() -> log(each, "-script-error").contains("./notify.sh"));
            each.ask("REMOVE", "m");
            await(() -> each.ask("PENDING-SCRIPTS").toString().contains("-monitor")
                    && !each.ask("PENDING-SCRIPTS").toString().contains("running"));
        }
        for (Sentinel each : both) {
            assertThat(each.seen("notify.sh"))
                    .containsExactly(
                            "<+monitor><master m 127.0.0.1 1 quorum 1>",
                            "<+set><master m 127.0.0.1 1 quorum 2>",
                            "<-monitor><master m 127.0.0.1 1>");
            assertThat(log(each, "-script-error")).isEqualTo("-script-error ./notify.sh 0 3");
        }
        List<Object> pending = both.stream()
                .map(each -> maskDelays(each.ask("PENDING-SCRIPTS")))
                .toList();
        assertThat(pending.get(1)).isEqualTo(pending.get(0));
        assertThat(pending.get(1).toString())
                .contains("+monitor", "-monitor", "flags, scheduled, pid, 0, run-delay, ~, retry-num, 1");
    }

    /** The one value that time changes. */
    private static Object maskDelays(Object reply) {
        return ((List<?>) reply)
                .stream()
                        .map(script -> {
                            List<Object> fields = new ArrayList<>((List<?>) script);
                            int at = fields.indexOf("run-delay") + 1;
                            assertThat(Long.parseLong((String) fields.get(at))).isBetween(1L, 30_000L);
                            fields.set(at, "~");
                            return fields;
                        })
                        .toList();
    }

    @Test
    void aFailoverMovesClientsInTheSameWay() throws Exception {
        for (boolean ours : new boolean[] {false, true}) {
            int master = redisServer(0);
            int replica = redisServer(master);
            Sentinel sentinel = sentinel(ours, master);
            await(() -> sentinel.ask("REPLICAS", "m").toString().contains("master-link-status, ok"));
            await(() -> {
                try {
                    return "OK".equals(sentinel.ask("FAILOVER", "m"));
                } catch (redis.clients.jedis.exceptions.JedisDataException e) {
                    return false; // Not yet a good replica.
                }
            });
            await(() -> sentinel.seen("reconfig.sh").size() == 1);
            assertThat(sentinel.seen("reconfig.sh"))
                    .as("ours: %s", ours)
                    .containsExactly("<m><leader><start><127.0.0.1><" + master + "><127.0.0.1><" + replica + ">");
            await(() -> sentinel.seen("notify.sh").stream()
                            .filter(line -> line.startsWith("<+switch-master>") || line.startsWith("<+promoted-slave>"))
                            .count()
                    == 2);
            assertThat(sentinel.seen("notify.sh"))
                    .contains(
                            "<+switch-master><m 127.0.0.1 " + master + " 127.0.0.1 " + replica + ">",
                            "<+promoted-slave><slave 127.0.0.1:" + replica + " 127.0.0.1 " + replica + " @ m 127.0.0.1 "
                                    + master + ">");
        }
    }

    @Test
    void theFileIsReadAlikeWithoutAScript() throws Exception {
        for (Map.Entry<String, String> line : Map.of(
                        "sentinel notification-script m /nowhere",
                        "Notification script seems non existing or non executable.",
                        "sentinel client-reconfig-script m /etc/passwd",
                        "Client reconfiguration script seems non existing or non executable.")
                .entrySet()) {
            Path file = Files.writeString(
                    directory.resolve("bad.conf"), "sentinel monitor m 127.0.0.1 1 1\n" + line.getKey() + "\n");
            for (List<String> command : List.of(
                    List.of(redis.path().toString(), file.toString(), "--sentinel"),
                    List.of(LAUNCHER.toString(), file.toString()))) {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("bad.out").toFile())
                        .start();
                processes.add(process);
                assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(1);
                assertThat(Files.readString(directory.resolve("bad.out")))
                        .contains(">>> '" + line.getKey() + "'\n" + line.getValue() + "\n");
            }
        }
    }
}
