package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** The demo as a program of its own, with Redis's Sentinels. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            DemoSettings settings =
                    new DemoSettings(Mix.REDIS_3.downAfter(), 3, Optional.empty(), Optional.empty(), false);
            System.exit(new Demo(settings, SentinelCommand::redis, System.out, Style.PLAIN).run());
        }
    }

    /** The story does not depend on whose Sentinels play in it. */
    @Test
    void showsAFailoverWithSentinelsOfRedis() throws Exception {
        String text = shown(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName()));
        assertShown(text);
    }

    /** As a user runs it: by the launcher, with our own Sentinels. */
    @Test
    void showsAFailoverWithOurSentinels() throws Exception {
        ProcessBuilder launcher = new ProcessBuilder(
                Path.of("..", "sentinel").toAbsolutePath().toString(), "demo", "--down-after", "700");
        launcher.environment().put("SENTINEL_JAVA_OPTS", "-Djava.io.tmpdir=" + directory);
        String text = shown(launcher);
        assertShown(text);
        assertThat(text).doesNotContain("\u001b[", "DEBUG", "WARN");
    }

    private String shown(ProcessBuilder builder) throws Exception {
        Path output = Files.createTempFile(directory, "demo", ".txt");
        Process demo = builder.redirectErrorStream(true)
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
        return text;
    }

    private void assertShown(String text) throws Exception {
        assertThat(text)
                .contains("redis-1 is killed", "writes fail", "+switch-master", "writes work again")
                .containsPattern("of [\\d,]+ kept")
                .contains("redis-1 was a replica in sync");
        assertThat(workspaces()).isEmpty();
        assertThat(pidsIn(text)).hasSize(6).noneMatch(pid -> ProcessHandle.of(pid)
                .map(ProcessHandle::isAlive)
                .orElse(false));
    }

    private List<Path> workspaces() throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
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
