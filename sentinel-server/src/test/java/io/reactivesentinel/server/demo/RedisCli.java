package io.reactivesentinel.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code redis-cli} as a person would, except that it is always told to print types, not only texts. */
final class RedisCli {
    private static final long LIMIT_S = 20;

    private final Children children;
    private final Path directory;
    private final List<String> options;
    private int runs;

    /**
     * A command line without the command.
     *
     * @param directory where its output goes
     * @param options such as {@code -3}
     */
    RedisCli(Children children, Path directory, String... options) {
        this.children = children;
        this.directory = directory;
        this.options = List.of(options);
    }

    static boolean isInstalled() {
        try {
            Process process = new ProcessBuilder("redis-cli", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(LIMIT_S, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs a command to its end; its lines. */
    List<String> run(int port, String... command) throws Exception {
        Path out = newOutput(port);
        Process process = start(port, out, command);
        assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS))
                .as("redis-cli %s ended", List.of(command))
                .isTrue();
        List<String> lines = Files.readAllLines(out);
        assertThat(process.exitValue()).as("exit status, after %s", lines).isZero();
        return lines;
    }

    /** Lets {@code psubscribe '*'} run; its lines go to the file that is returned. */
    Path listen(int port) throws IOException {
        Path out = newOutput(port);
        start(port, out, "psubscribe", "*");
        Wait.until("redis-cli was subscribed on " + port, RealCluster.SWITCH_LIMIT, () -> lines(out).stream()
                .anyMatch(line -> line.contains("(integer) 1")));
        return out;
    }

    static List<String> lines(Path out) {
        try {
            return Files.readAllLines(out);
        } catch (IOException e) {
            throw new DemoException("cannot read " + out, e);
        }
    }

    private Path newOutput(int port) {
        return directory.resolve("cli-" + port + String.join("", options) + "-" + runs++);
    }

    private Process start(int port, Path out, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port), "--no-raw"));
        words.addAll(options);
        words.addAll(List.of(command));
        Process process = children.start(
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(out.toFile()));
        process.getOutputStream().close();
        return process;
    }
}
