package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files and scripts of the kind that the field's guides show, with nothing of ours in them: the launcher is only called
 * {@code redis-sentinel} on the path.
 */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class FieldFilesIT {
    private static final Path LAUNCHER = Path.of("..", "sentinel").toAbsolutePath();
    private static final String PASSWORD = "your_strong_redis_password";
    private static final long LIMIT_S = 90;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final Map<String, String> words = new TreeMap<>();

    @BeforeEach
    void writeFiles() throws Exception {
        Needs.that(RedisCli.isInstalled(), "redis-cli is not installed (on Debian: apt-get install redis-tools)");
        for (String name : List.of("etc", "run", "log", "bin")) {
            Files.createDirectory(directory.resolve(name));
        }
        Path redis = RedisBinary.bundled(directory).path();
        Files.createSymbolicLink(directory.resolve("bin/redis-server"), redis.toAbsolutePath());
        Files.createSymbolicLink(directory.resolve("bin/redis-sentinel"), LAUNCHER);

        List<Integer> ports = Ports.free(6);
        words.put("@DIR@", directory.toString());
        words.put("@PASSWORD@", PASSWORD);
        words.put("@HOST1@", "127.0.0.1");
        words.put("@PORT1@", ports.get(0).toString());
        words.put("@SPORT1@", ports.get(3).toString());
        file("redis-master.conf", "etc/redis-master.conf", "master", "127.0.0.1", ports.get(0));
        for (int n = 1; n <= 2; n++) {
            file(
                    "redis-replica.conf",
                    "etc/redis-replica-" + n + ".conf",
                    "replica-" + n,
                    "127.0.0." + (n + 1),
                    ports.get(n));
        }
        for (int n = 1; n <= 3; n++) {
            file("sentinel.conf", "etc/sentinel-" + n + ".conf", "sentinel-" + n, "127.0.0.1", ports.get(2 + n));
        }
        for (String script : List.of("start.sh", "verify.sh", "test-failover.sh", "notify.sh")) {
            Path path = file(script, script, script, "", 0);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @AfterEach
    void endProcesses() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("run"))) {
            for (Path file : files.toList()) {
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private Path file(String resource, String to, String name, String host, int port) throws Exception {
        try (InputStream in = FieldFilesIT.class.getResourceAsStream("field/" + resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> word : words.entrySet()) {
                text = text.replace(word.getKey(), word.getValue());
            }
            text = text.replace("@NAME@", name).replace("@HOST@", host).replace("@PORT@", Integer.toString(port));
            assertThat(text).doesNotContainPattern("@[A-Z0-9]+@");
            if (to.startsWith("etc/")) {
                Files.createDirectories(directory.resolve("lib").resolve(name));
            }
            return Files.writeString(directory.resolve(to), text);
        }
    }

    private String run(String script) throws Exception {
        Path out = directory.resolve(script + ".out");
        ProcessBuilder builder = new ProcessBuilder(directory.resolve(script).toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().merge("PATH", directory.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS))
                    .as("%s ended, having said %s", script, Files.readString(out))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void aGroupAsGuidesShowItRunsIsVerifiedAndFailsOver() throws Exception {
        assertThat(run("start.sh")).endsWith("All run.\n");
        assertThat(run("verify.sh"))
                .contains("== Address\n127.0.0.1\n" + words.get("@PORT1@") + "\n")
                .contains("OK 3 usable Sentinels. Quorum and failover authorization can be reached")
                .contains("role:master")
                .contains("connected_slaves:2")
                .doesNotContain("ERR");

        // Twice, for the second one finds the replica that was the master.
        for (int round = 1; round <= 2; round++) {
            assertThat(run("test-failover.sh"))
                    .contains("The old master is a replica\n")
                    .contains("OK 3 usable Sentinels")
                    .endsWith("Done.\n")
                    .doesNotContain("WARNING")
                    .doesNotContain("ERROR");
        }

        assertThat(Files.readAllLines(directory.resolve("log/events.log")))
                .anyMatch(line ->
                        line.contains("[+switch-master] info: mymaster 127.0.0.1 ") && line.endsWith(" (2 arguments)"));
        for (int n = 1; n <= 3; n++) {
            assertThat(Files.readString(directory.resolve("log/sentinel-" + n + ".log")))
                    .contains("+switch-master mymaster 127.0.0.1 ")
                    .doesNotContain(PASSWORD);
        }
    }
}
