package io.reactivesentinel.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The directive {@code daemonize}. A JVM cannot fork, so the process starts itself once more, in a session of its own and
 * without a terminal, waits until that one serves clients or has failed, and ends.
 *
 * <p>Unlike C Sentinel's, whose first process always ends with status 0, it says why a start failed and ends with 1.
 */
final class Background {
    private static final String CHILD = "sentinel.background";

    /** What the new process says on its error output when it serves clients. */
    private static final String READY = "sentinel: ready";

    private static final long LIMIT_S = 60;
    private static final File NOTHING = new File("/dev/null");

    private Background() {}

    /** Whether this is the process in the background. */
    static boolean isChild() {
        return Boolean.getBoolean(CHILD);
    }

    /** Tells the first process that it may end. Nobody reads the error output from then on. */
    static void ready() {
        if (isChild()) {
            System.err.println(READY);
            System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        }
    }

    /** Tells the first process why it has to fail. */
    static void failed(String reason) {
        if (isChild()) {
            System.err.println(reason);
        }
    }

    /**
     * Starts the process in the background.
     *
     * @param arguments those of the command line
     * @param input what was read from the standard input, for it to read again
     * @return the exit status of this process
     */
    static int start(List<String> arguments, byte[] input) {
        Process process;
        try {
            process = new ProcessBuilder(command(arguments))
                    .redirectOutput(ProcessBuilder.Redirect.to(NOTHING))
                    .start();
        } catch (IOException | LinkageError e) {
            throw new StartFailure("Cannot go to the background: " + e.getMessage());
        }
        Thread watch = new Thread(() -> endIfStuck(process), "sentinel-background");
        watch.setDaemon(true);
        watch.start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input);
        } catch (IOException e) {
            // It has ended before it read it, and will have said why.
        }
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.equals(READY)) {
                    return 0;
                }
                System.err.println(line);
            }
            int status = process.waitFor();
            return status == 0 ? 1 : status;
        } catch (IOException e) {
            throw new StartFailure("Cannot hear from the process in the background: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static void endIfStuck(Process process) {
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                System.err.println("The process in the background did not come up within " + LIMIT_S + " seconds");
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How this process was started, once more. */
    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        // Its own session: neither Ctrl-C nor the end of the terminal reach it.
        onPath("setsid").ifPresent(command::add);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-D" + CHILD + "=true");
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(".jar") && classPath.indexOf(File.pathSeparatorChar) < 0) {
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("-cp", classPath, Main.class.getName()));
        }
        command.addAll(arguments);
        return command;
    }

    private static Optional<String> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (directory.startsWith("/") && Files.isExecutable(Path.of(directory, program))) {
                return Optional.of(directory + "/" + program);
            }
        }
        return Optional.empty();
    }
}
