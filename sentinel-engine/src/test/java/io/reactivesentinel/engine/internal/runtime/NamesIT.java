package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reactivesentinel.engine.SentinelEngine;
import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.sim.realredis.RealLab;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real nodes with names, each on a loopback address of its own, and a name server that the test commands. Where nodes have
 * to resolve names themselves they run with a hosts file of their own, which takes a mount namespace and so root.
 */
@Timeout(90)
final class NamesIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration DOWN_AFTER = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final List<SentinelEvent> events = new CopyOnWriteArrayList<>();
    private Path binary;
    private Path hosts;
    private int port;
    private TinyNameServer server;
    private SentinelEngine engine;

    @BeforeEach
    void begin() throws IOException {
        binary = RealLab.unpack(directory);
        hosts = Files.writeString(
                directory.resolve("hosts"), "127.0.0.2 redis-a\n127.0.0.3 redis-b\n127.0.0.4 redis-c\n");
        port = freePort();
        server = new TinyNameServer();
        server.set("redis-a", "127.0.0.2");
        server.set("redis-b", "127.0.0.3");
        server.set("redis-c", "127.0.0.4");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (engine != null) {
            engine.disposeNow();
        }
        for (String name : List.copyOf(processes.keySet())) {
            kill(name);
        }
        server.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void node(String ip, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                binary.toString(),
                "--port " + port,
                "--bind " + ip,
                "--bind-source-addr " + ip,
                "--dir " + directory,
                "--dbfilename " + ip + ".rdb",
                "--save \"\"",
                // To a server, only 127.0.0.1 is this machine.
                "--protected-mode no",
                "--repl-diskless-sync-delay 0"));
        words.addAll(List.of(more));
        run(ip, words);
        await("node " + ip, () -> ask(ip, port, "PING").startsWith("+PONG"));
    }

    private void run(String name, List<String> words) throws IOException {
        List<String> command = new ArrayList<>();
        if (mayMount()) {
            command.addAll(
                    List.of("unshare", "-m", "sh", "-c", "mount --bind " + hosts + " /etc/hosts && exec \"$@\""));
            command.add("sh");
        }
        command.addAll(words);
        processes.put(
                name,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(name + ".log").toFile())
                        .start());
    }

    private boolean mayMount() {
        try {
            Process process = new ProcessBuilder("unshare", "-m", "mount", "--bind", hosts.toString(), "/etc/hosts")
                    .redirectErrorStream(true)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void kill(String name) throws InterruptedException {
        Process process = processes.remove(name);
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    private static String ask(String ip, int port, String command) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(ip, port), 2_000);
            socket.setSoTimeout(2_000);
            // What no server answers with anything but this ends the answer: a Sentinel knows no QUIT.
            String end = "-ERR unknown command 'the-end'";
            socket.getOutputStream().write((command + "\r\nthe-end\r\n").getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            byte[] part = new byte[4_096];
            while (answer.indexOf(end) < 0) {
                int n = socket.getInputStream().read(part);
                if (n < 0) {
                    return "";
                }
                answer.append(new String(part, 0, n, StandardCharsets.UTF_8));
            }
            return answer.toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long untilNs = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for: " + what).isLessThan(untilNs);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private Path monitor(boolean announce) throws IOException {
        Path file = directory.resolve("sentinel.conf");
        SentinelConfig config = SentinelConfig.builder()
                .listen("127.0.0.1", freePort())
                .state(file)
                .resolveHostnames(true)
                .announceHostnames(announce)
                .monitor(MonitorConfig.builder("m", "redis-a", port, 1)
                        .downAfter(DOWN_AFTER)
                        .failoverTimeout(Duration.ofSeconds(10))
                        .build())
                .build();
        engine = EngineStart.start(config, null, loops -> new NameLookup(loops, NameLookupTest.asking(server)))
                .block(LIMIT);
        engine.events().subscribe(events::add);
        return file;
    }

    private InstanceAddress at(String host) {
        return new InstanceAddress(host, port);
    }

    private InstanceAddress master() {
        return engine.masterAddress("m").block(LIMIT);
    }

    private List<InstanceAddress> replicas() {
        return engine.replicas("m")
                .map(replica -> replica.status().ref().address())
                .sort((one, other) -> one.toString().compareTo(other.toString()))
                .collectList()
                .block(LIMIT);
    }

    private boolean told(String channel) {
        return events.stream().anyMatch(event -> event.type().channel().equals(channel));
    }

    @Test
    void aMasterThatIsMadeAnewAtAnotherAddressIsFoundByItsName() throws Exception {
        node("127.0.0.2");
        node("127.0.0.3", "--replicaof 127.0.0.2 " + port);
        monitor(false);
        await("the replica", () -> replicas().equals(List.of(at("127.0.0.3"))));
        assertThat(master()).isEqualTo(at("127.0.0.2"));

        kill("127.0.0.2");
        node("127.0.0.4");
        server.set("redis-a", "127.0.0.4");
        await("the new address", () -> master().equals(at("127.0.0.4")));
        assertThat(told("+odown")).isFalse();
        await("the replica to follow", () -> ask("127.0.0.3", port, "INFO replication")
                .contains("master_host:127.0.0.4"));
        assertThat(told("+switch-master")).isFalse();
        assertThat(replicas()).containsExactly(at("127.0.0.3"));
    }

    @Test
    void aNameServerThatDoesNotAnswerDelaysNothing() throws Exception {
        node("127.0.0.2");
        node("127.0.0.3", "--replicaof 127.0.0.2 " + port);
        monitor(false);
        await("the replica", () -> replicas().equals(List.of(at("127.0.0.3"))));
        await("its INFO", () -> engine.replicas("m").blockFirst(LIMIT).masterLinkUp());
        server.silent(true);
        ask("127.0.0.2", port, "CLIENT KILL TYPE normal SKIPME yes");
        ask("127.0.0.2", port, "CLIENT KILL TYPE pubsub");
        TimeUnit.SECONDS.sleep(7);
        assertThat(told("+sdown")).isFalse();
        assertThat(told("+tilt")).isFalse();

        kill("127.0.0.2");
        await("a failover", () -> master().equals(at("127.0.0.3")));
        assertThat(told("+tilt")).isFalse();
    }

    @Test
    void aFailoverIsToldInNamesAndARealSentinelStartsOnTheFile() throws Exception {
        assumeTrue(mayMount(), "no mount namespaces here: nodes cannot be given a hosts file");
        node("127.0.0.2", "--replica-announce-ip redis-a");
        node("127.0.0.3", "--replicaof redis-a " + port, "--replica-announce-ip redis-b", "--replica-priority 1");
        node("127.0.0.4", "--replicaof 127.0.0.2 " + port, "--replica-announce-ip redis-c");
        Path file = monitor(true);
        await("the replicas", () -> replicas().equals(List.of(at("redis-b"), at("redis-c"))));
        await(
                "their INFO",
                () -> engine.replicas("m").all(each -> each.masterLinkUp()).block(LIMIT));

        kill("127.0.0.2");
        await("a failover", () -> master().equals(at("redis-b")));
        await("the other replica", () -> ask("127.0.0.4", port, "INFO replication")
                .contains("master_host:redis-b"));
        await("its end", () -> told("+failover-end"));
        String payload = events.stream()
                .filter(event -> event.type().channel().equals("+switch-master"))
                .map(SentinelEvent::payload)
                .findFirst()
                .orElseThrow();
        assertThat(payload).isEqualTo("m redis-a " + port + " redis-b " + port);

        node("127.0.0.2", "--replica-announce-ip redis-a");
        await("the old master", () -> ask("127.0.0.2", port, "INFO replication").contains("master_host:redis-b"));
        assertThat(replicas()).containsExactly(at("redis-a"), at("redis-c"));
        engine.disposeNow();

        assertThat(Files.readString(file))
                .contains("sentinel monitor m redis-b " + port + " 1", "sentinel known-replica m redis-a " + port);
        int real = freePort();
        run("real", List.of(binary.toString(), file.toString(), "--sentinel", "--port", Integer.toString(real)));
        await("a real Sentinel", () -> ask("127.0.0.1", real, "SENTINEL GET-MASTER-ADDR-BY-NAME m")
                .contains("redis-b"));
        assertThat(ask("127.0.0.1", real, "SENTINEL REPLICAS m")).contains("redis-a:" + port, "redis-c:" + port);
    }
}
