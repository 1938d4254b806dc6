package io.reactivesentinel.server.demo;

import io.reactivesentinel.resp.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server that runs as a process of its own on a loopback port: it can be started, killed, stopped, continued and
 * started again on the same files.
 *
 * <p>Not safe for use by several threads, apart from the accessors.
 */
public abstract class ServerProcess {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration PING_TIMEOUT = Duration.ofMillis(500);
    private static final int LOG_TAIL_CHARS = 2_000;

    private final Children children;
    private final String name;
    private final Path directory;
    private final int port;
    private @Nullable Process process;

    ServerProcess(Children children, String name, Path directory, int port) {
        this.children = children;
        this.name = name;
        this.directory = directory;
        this.port = port;
    }

    /** What people call it, such as {@code redis-1}. */
    public final String name() {
        return name;
    }

    /** Its port on the loopback address. */
    public final int port() {
        return port;
    }

    /** Where its log, both outputs together, is appended. */
    public final Path log() {
        return directory.resolve(name + ".log");
    }

    /** Its configuration file, written once before the first start and its own from then on. */
    public final Path configFile() {
        return directory.resolve(name + ".conf");
    }

    /** The process id. */
    public final long pid() {
        return current().pid();
    }

    /** The command that runs it. */
    abstract List<String> command();

    /** The text of its configuration file before the first start. */
    abstract String initialConfig();

    /** Starts it, for the first time or again on the files it left; does not wait until it answers. */
    public final void start() {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        try {
            if (!Files.exists(configFile())) {
                Files.writeString(configFile(), initialConfig());
            }
            process = children.start(new ProcessBuilder(command())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())));
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new DemoException("Cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits until it answers PING.
     *
     * @throws DemoException with the end of its log if it ends first, or is not there within 20 seconds
     */
    public final void awaitPong() {
        try {
            Wait.until(name + " answered PING on port " + port, START_LIMIT, () -> {
                if (!isAlive()) {
                    throw new DemoException(
                            name + " ended with exit status " + current().exitValue());
                }
                return answersPing();
            });
        } catch (DemoException e) {
            throw new DemoException(e.text() + logTail(), e);
        }
    }

    private boolean answersPing() {
        try (RedisConnection connection = RedisConnection.open(port, PING_TIMEOUT)) {
            return connection.call("PING").equals(RespValue.SimpleString.PONG);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the process runs; also true while it is stopped. */
    public final boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Ends it with SIGKILL and waits until it is gone. */
    public final void kill() {
        current().destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end with SIGTERM and waits for it; returns its exit status. */
    public final int terminate() {
        current().destroy();
        return awaitEnd();
    }

    /** Waits until it has ended of itself; returns its exit status. */
    public final int awaitEnd() {
        Process ending = current();
        try {
            if (!ending.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DemoException(name + " still ran " + END_LIMIT.toSeconds() + " s later" + logTail());
            }
            return ending.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted while " + name + " ended", e);
        }
    }

    /** Stops it in its tracks with SIGSTOP: its sockets stay open and nobody answers. */
    public final void pause() {
        signal("STOP");
    }

    /** Lets it go on with SIGCONT. */
    public final void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            // The shell's own kill: procps may not be installed.
            Process kill = children.start(
                    new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid()).redirectErrorStream(true));
            if (!kill.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
                throw new DemoException("kill -" + signal + " " + pid() + " failed for " + name);
            }
        } catch (IOException e) {
            throw new DemoException("Cannot send SIG" + signal + " to " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted while sending SIG" + signal + " to " + name, e);
        }
    }

    private Process current() {
        Process current = process;
        if (current == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return current;
    }

    private String logTail() {
        try {
            byte[] all = Files.readAllBytes(log());
            int from = Math.max(0, all.length - LOG_TAIL_CHARS);
            String tail = new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
            return "\nThe end of " + log() + ":\n" + tail.indent(2).stripTrailing();
        } catch (IOException e) {
            return "\nIt left no log";
        }
    }
}
