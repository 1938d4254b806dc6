package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One seed is one run, today and tomorrow, on this Java virtual machine and on another. */
class DeterminismTest {

    private static final int SEEDS = 10;
    private static final long FAULTS_MS = 40_000;

    /** A program that tells what came of every seed, a line for each. */
    static final class Told {

        private Told() {}

        public static void main(String[] args) {
            told().forEach(System.out::println);
        }
    }

    private static List<String> told() {
        List<String> lines = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            lines.add("ours " + told(Simulation.of(seed).faults(EnumSet.allOf(FaultKind.class), FAULTS_MS)));
            Set<FaultKind> believable =
                    EnumSet.complementOf(EnumSet.of(FaultKind.FORGED_HELLO, FaultKind.REPLAYED_HELLO));
            lines.add("mixed " + told(Simulation.mixed(seed).faults(believable, FAULTS_MS)));
        }
        return lines;
    }

    private static String told(Simulation simulation) {
        Outcome outcome = simulation.run();
        return outcome.seed() + " hash " + Long.toHexString(outcome.hash()) + " steps " + outcome.steps() + " until "
                + outcome.simulatedMs() + " " + outcome.faults() + " " + outcome.reached() + " " + outcome.census()
                + " " + outcome.violations();
    }

    @Test
    @Timeout(300)
    void aSeedIsTheSameRunEveryTimeAndEverywhere() throws IOException, InterruptedException {
        List<String> here = told();
        assertThat(new LinkedHashSet<>(here))
                .as("different seeds are different runs")
                .hasSize(2 * SEEDS);
        assertThat(told()).as("again").isEqualTo(here);
        assertThat(toldBy(System.getProperty("java.home"))).as("another JVM").isEqualTo(here);
        String otherJava = System.getenv("OTHER_JAVA_HOME");
        if (otherJava != null) {
            assertThat(toldBy(otherJava)).as(otherJava).isEqualTo(here);
        }
    }

    private static List<String> toldBy(String javaHome) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(javaHome, "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        classPath(),
                        Told.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("how %s ended", javaHome).isZero();
            // A logger may have had something to say first.
            return text.lines()
                    .filter(line -> line.startsWith("ours ") || line.startsWith("mixed "))
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }

    /** All that this JVM loads from, whichever way the build tells it. */
    private static String classPath() {
        Set<String> paths = new LinkedHashSet<>();
        for (String property : List.of("surefire.test.class.path", "java.class.path", "jdk.module.path")) {
            String value = System.getProperty(property);
            if (value != null && !value.isEmpty()) {
                paths.addAll(List.of(value.split(File.pathSeparator)));
            }
        }
        return String.join(File.pathSeparator, paths);
    }
}
