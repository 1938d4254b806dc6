package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal at any moment of the demo leaves no process and no file behind. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class DemoInterruptIT {
    private static final long LIMIT_S = 20;
    private static final String FIRST_LINE = "Reactive Sentinel demo";

    @TempDir
    Path directory;

    /** The demo as a program of its own, with Redis's Sentinels: what is tested is not theirs. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            DemoSettings settings =
                    new DemoSettings(Mix.REDIS_3.downAfter(), 3, Optional.empty(), Optional.empty(), true);
            System.exit(new Demo(settings, SentinelCommand::redis, System.out, Style.PLAIN).run());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST_LINE, "redis-1 ", "redis-3 ", "must agree", "is killed", "+try-failover", "Stop "})
    void aSignalLeavesNothingBehind(String moment) throws Exception {
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            awaitLine(demo, moment);
            if (!moment.equals(FIRST_LINE)) {
                assertThat(processesOf(directory)).isNotEmpty();
            }
            demo.destroy();
            assertThat(demo.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroyForcibly();
        }

        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("reactive-sentinel-"));
        }
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(processesOf(directory))
                .isEmpty());
    }

    private static void awaitLine(Process demo, String text) throws Exception {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            all.append(line).append('\n');
            if (line.contains(text)) {
                return;
            }
        }
        throw new AssertionError("never printed \"" + text + "\":\n" + all);
    }

    /** Processes that work in a directory below this one; Redis changes what the process list shows of it. */
    private static List<Long> processesOf(Path directory) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> workingDirectory(pid).startsWith(directory + "/"))
                .toList();
    }

    private static String workingDirectory(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
                    .toString();
        } catch (IOException e) {
            return ""; // Gone, or another user's.
        }
    }
}
