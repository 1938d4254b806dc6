package io.reactivesentinel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesentinel.engine.config.ConfigException;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespClient;
import io.reactivesentinel.resp.netty.RespConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

/** Scripts through a whole engine: from the file and the port to the process. */
@Timeout(60)
final class EngineScriptsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Path script(String name, String body) throws Exception {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A configuration whose {@code dir} is the test's directory, so that scripts may be named without one. */
    private SentinelConfig config(String... lines) throws Exception {
        Path file = directory.resolve("sentinel.conf");
        Files.writeString(
                file,
                "port 1\nbind 127.0.0.1\ndir " + directory + "\nsentinel monitor m 127.0.0.1 1 2\n"
                        + String.join("\n", lines) + "\n");
        return SentinelConfig.fromFile(file, List.of("port " + freePort()));
    }

    private static int freePort() throws Exception {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static RespValue ask(SentinelEngine engine, String... words) {
        RespConnection connection = RespClient.to(
                        "127.0.0.1", engine.addresses().get(0).port())
                .connect()
                .block(LIMIT);
        assertThat(connection).isNotNull();
        try {
            RespValue reply = connection.request(words).block(LIMIT);
            assertThat(reply).isNotNull();
            return reply;
        } finally {
            connection.close();
        }
    }

    @Test
    void aScriptOfTheFileRunsAndItsFailureIsTold() throws Exception {
        script("notify.sh", "echo \"$@\" >seen; echo oh no; exit 7");
        SentinelEngine engine = SentinelEngine.startNow(
                config("sentinel notification-script m notify.sh", "sentinel deny-scripts-reconfig no"));
        try {
            StepVerifier.create(engine.events()
                            .filter(event -> event.type() == EventType.SCRIPT_ERROR)
                            .map(SentinelEvent::payload)
                            .next())
                    .then(() -> assertThat(ask(engine, "SENTINEL", "SET", "m", "quorum", "1"))
                            .isEqualTo(RespValue.SimpleString.OK))
                    .expectNext("notify.sh 0 7")
                    .expectComplete()
                    .verify(LIMIT);
            assertThat(Files.readString(directory.resolve("seen")))
                    .matches("\\+(monitor|set) master m 127.0.0.1 1 .*\n");
        } finally {
            engine.disposeNow();
        }
    }

    @Test
    void aScriptThatIsToBeTriedAgainIsPending() throws Exception {
        Path script = script("notify.sh", "exit 1");
        SentinelEngine engine = SentinelEngine.startNow(config("sentinel deny-scripts-reconfig no"));
        try {
            assertThat(ask(engine, "SENTINEL", "SET", "m", "notification-script", script.toString()))
                    .isEqualTo(RespValue.SimpleString.OK);
            RespValue pending = ask(engine, "SENTINEL", "PENDING-SCRIPTS");
            for (int i = 0; i < 200 && !pending.toString().contains("scheduled"); i++) {
                Thread.sleep(50);
                pending = ask(engine, "SENTINEL", "PENDING-SCRIPTS");
            }
            List<RespValue> fields = pending.elements().get(0).elements();
            assertThat(fields).hasSize(10);
            assertThat(fields.get(1).elements())
                    .extracting(RespValue::asText)
                    .containsExactly(script.toString(), "+set", "master m 127.0.0.1 1 notification-script " + script);
            assertThat(List.of(fields.get(3), fields.get(5), fields.get(6), fields.get(9)))
                    .extracting(RespValue::asText)
                    .containsExactly("scheduled", "0", "run-delay", "1");
            assertThat(ask(engine, "INFO", "sentinel").asText())
                    .contains("sentinel_running_scripts:0\r\nsentinel_scripts_queue_length:1\r\n");
        } finally {
            engine.disposeNow();
        }
    }

    @Test
    void scriptsAreCheckedAndMayBeClosedToClients() throws Exception {
        Path script = script("notify.sh", "exit 0");
        Path plain = Files.writeString(directory.resolve("plain"), "exit 0\n");
        assertThatThrownBy(() -> config("sentinel client-reconfig-script m " + directory + "/none"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Client reconfiguration script seems non existing or non executable.");

        SentinelEngine engine = SentinelEngine.startNow(config());
        try {
            for (String option : List.of("notification-script", "client-reconfig-script")) {
                assertThat(ask(engine, "SENTINEL", "SET", "m", option, script.toString())
                                .asError())
                        .isEqualTo("ERR Reconfiguration of scripts path is denied for security reasons. Check the"
                                + " deny-scripts-reconfig configuration directive in your Sentinel configuration");
            }
        } finally {
            engine.disposeNow();
        }
        SentinelEngine open = SentinelEngine.startNow(config("sentinel deny-scripts-reconfig no"));
        try {
            assertThat(ask(open, "SENTINEL", "SET", "m", "notification-script", plain.toString())
                            .asError())
                    .isEqualTo("ERR Notification script seems non existing or non executable");
        } finally {
            open.disposeNow();
        }
    }

    @Test
    void aRunningScriptDoesNotOutliveTheEngine() throws Exception {
        script("notify.sh", "echo $$ >pid; exec sleep 30");
        SentinelEngine engine = SentinelEngine.startNow(config("sentinel notification-script m notify.sh"));
        Path pid = directory.resolve("pid");
        for (int i = 0; i < 200 && !(Files.exists(pid) && Files.size(pid) > 0); i++) {
            Thread.sleep(50);
        }
        engine.disposeNow();
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElse(null);
        for (int i = 0; i < 200 && process != null && process.isAlive(); i++) {
            Thread.sleep(50);
        }
        assertThat(process == null || !process.isAlive()).isTrue();
    }
}
