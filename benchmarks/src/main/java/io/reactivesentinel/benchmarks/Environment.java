package io.reactivesentinel.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a figure is worthless without: where it was measured, and what was measured.
 *
 * @param cpuCount processors the JVM may use
 * @param cpuModel their name
 * @param operatingSystem name, version and architecture
 * @param load runnable processes over the last minute before the measurement; negative when unknown
 * @param jdk version and vendor
 * @param commit the commit the sources stand at, {@code +changes} behind it when they differ from it
 */
record Environment(int cpuCount, String cpuModel, String operatingSystem, double load, String jdk, String commit) {

    private static final String UNKNOWN = "unknown";
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This machine, this JVM, and the sources in {@code benchmarks.home}. */
    static Environment here() {
        return new Environment(
                Runtime.getRuntime().availableProcessors(),
                readCpuModel(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                Math.rint(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() * 10) / 10,
                System.getProperty("java.vm.name") + " " + Runtime.version() + ", " + System.getProperty("java.vendor"),
                readCommit(Path.of(System.getProperty("benchmarks.home", "."))));
    }

    private static String readCpuModel() {
        if (!Files.isReadable(CPU_INFO)) {
            return output(Path.of("."), "sysctl", "-n", "machdep.cpu.brand_string")
                    .orElse(UNKNOWN);
        }
        try {
            return Files.readAllLines(CPU_INFO, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String readCommit(Path sources) {
        return output(sources, "git", "rev-parse", "HEAD")
                .map(hash -> output(sources, "git", "status", "--porcelain")
                        .map(changes -> changes.isEmpty() ? hash : hash + "+changes")
                        .orElse(hash))
                .orElse(UNKNOWN);
    }

    /** What a program prints; empty when it is missing or fails. */
    private static Optional<String> output(Path directory, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(text.trim()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** For a person, a line each. */
    List<String> lines() {
        return List.of(
                "machine  " + cpuCount + " x " + cpuModel + ", " + operatingSystem + ", load " + load,
                "jdk      " + jdk,
                "commit   " + commit);
    }

    /**
     * The result file that all measurements share: this environment, and the results as their measurement writes them.
     *
     * @param measurement name of the measurement
     * @param results a JSON value
     */
    String json(String measurement, String results) {
        return """
                {
                  "measurement": %s,
                  "machine": {"cpuCount": %d, "cpuModel": %s, "operatingSystem": %s, "load": %s},
                  "jdk": %s,
                  "commit": %s,
                  "results": %s
                }
                """.formatted(
                        quoted(measurement),
                        cpuCount,
                        quoted(cpuModel),
                        quoted(operatingSystem),
                        load,
                        quoted(jdk),
                        quoted(commit),
                        results.strip());
    }

    /** A JSON string. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
