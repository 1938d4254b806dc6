package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DemoIT {
    private static final Pattern PID = Pattern.compile(" pid (\\d+) ");

    @TempDir
    Path directory;

    /** The story does not depend on whose Sentinels play in it. */
    @Test
    void showsAFailoverWithSentinelsOfRedis() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        DemoSettings settings = new DemoSettings(Mix.REDIS_3.downAfter(), 3, Optional.empty(), Optional.empty(), false);
        List<Path> before = workspaces();

        int status = new Demo(
                        settings,
                        SentinelCommand::redis,
                        new PrintStream(output, true, StandardCharsets.UTF_8),
                        Style.PLAIN)
                .run();

        String text = output.toString(StandardCharsets.UTF_8);
        System.out.println(text);
        assertThat(status).as(text).isZero();
        assertShown(text, before);
    }

    /** As a user runs it: by the launcher, with our own Sentinels. */
    @Test
    void showsAFailoverWithOurSentinels() throws Exception {
        Path output = Files.createTempFile(directory, "demo", ".txt");
        List<Path> before = workspaces();
        Process demo = new ProcessBuilder(
                        Path.of("..", "sentinel").toAbsolutePath().toString(), "demo", "--down-after", "700")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(demo.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroy();
        }

        String text = Files.readString(output);
        System.out.println(text);
        assertThat(demo.exitValue()).as(text).isZero();
        assertShown(text, before);
        assertThat(text).doesNotContain("\u001b[", "DEBUG", "WARN");
    }

    private static void assertShown(String text, List<Path> before) throws Exception {
        assertThat(text)
                .contains("redis-1 is killed", "writes fail", "+switch-master", "writes work again")
                .containsPattern("of [\\d,]+ kept")
                .contains("redis-1 was a replica in sync");
        assertThat(workspaces()).isEqualTo(before);
        assertThat(pidsIn(text)).hasSize(6).noneMatch(pid -> ProcessHandle.of(pid)
                .map(ProcessHandle::isAlive)
                .orElse(false));
    }

    private static List<Path> workspaces() throws Exception {
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("reactive-sentinel-"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Long> pidsIn(String text) {
        Matcher matcher = PID.matcher(text);
        return matcher.results().map(found -> Long.valueOf(found.group(1))).toList();
    }
}
