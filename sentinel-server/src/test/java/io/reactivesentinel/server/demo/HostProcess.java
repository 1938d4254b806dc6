package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server on a host of a {@link NamespaceNetwork}, or a client when it has no port. */
final class HostProcess {
    private final String name;
    private final Path log;
    private final Process process;

    private HostProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts a command on a host; its output goes to a log named after it. */
    static HostProcess start(
            Children children, NamespaceNetwork network, int host, String name, Path directory, List<String> command) {
        Path log = directory.resolve(name + ".log");
        try {
            Process process = children.start(new ProcessBuilder(network.command(host, command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile()));
            return new HostProcess(name, log, process);
        } catch (IOException e) {
            throw new DemoException("Cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new DemoException("No log of " + name + ": " + e.getMessage(), e);
        }
    }

    /** Ends its input and waits until it has ended. */
    void endInput() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (process.waitFor() != 0) {
            throw new DemoException(name + " ended with exit status " + process.exitValue() + ": " + log());
        }
    }
}
