package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.internal.stage.Input;
import io.reactivesentinel.engine.internal.stage.ScriptExit;
import io.reactivesentinel.engine.internal.stage.ScriptStart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts as processes, on a thread of its own that is there only once a script was started.
 *
 * <p>A script gets the environment of this process and more, no input, and no shell around it. What it writes is read and
 * dropped but for its end; so it never waits for a reader, and never fills a log. A process it leaves behind may go on.
 */
final class ScriptProcesses {

    private static final long LOOK_MS = 50;

    /** What the kernel says when it has no process for us: EAGAIN, ENOMEM, ENFILE, EMFILE. */
    private static final List<Integer> NO_PROCESS = List.of(11, 12, 23, 24);

    private static final Pattern ERRNO = Pattern.compile("error[=:] ?(\\d+)");

    /** What C Sentinel's child exits with when the program cannot be executed. */
    private static final int CANNOT_EXECUTE = 2;

    /** Java, as a shell, adds this to the signal that ended a process. */
    private static final int SIGNAL_OFFSET = 128;

    private static final int MAX_SIGNAL = 64;

    private final Path directory;
    private final Consumer<Input> report;
    private final Map<Long, ScriptProcess> running = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
        Thread made = new Thread(work, "sentinel-scripts-1");
        made.setDaemon(true);
        return made;
    });
    private @Nullable Future<?> nextLook;

    /**
     * Runs nothing yet.
     *
     * @param directory where scripts run, and what their paths are relative to
     * @param report takes what becomes of them, on any thread
     */
    ScriptProcesses(Path directory, Consumer<Input> report) {
        this.directory = directory;
        this.report = report;
        thread.setRemoveOnCancelPolicy(true);
    }

    void start(ScriptStart start) {
        later(() -> launch(start));
    }

    void kill(long id) {
        later(() -> {
            ScriptProcess script = running.get(id);
            if (script != null) {
                script.killTree();
            }
        });
    }

    private void later(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            // The engine has stopped: nobody waits for scripts any more.
        }
    }

    private void launch(ScriptStart start) {
        try {
            ScriptProcess script = new ScriptProcess(builder(start).start());
            running.put(start.id(), script);
            report.accept(new Input.ScriptStarted(start.id(), script.pid()));
            if (nextLook == null) {
                look();
            }
        } catch (IOException | RuntimeException e) {
            report.accept(new Input.ScriptEnded(start.id(), notStarted(e)));
        }
    }

    private ProcessBuilder builder(ScriptStart start) {
        List<String> command = new ArrayList<>(start.command());
        if (command.get(0).indexOf('/') < 0) {
            // A name without a directory would be looked for along PATH.
            command.set(0, "./" + command.get(0));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(start.environment());
        return builder;
    }

    private static ScriptExit notStarted(Exception e) {
        String reason = String.valueOf(e.getMessage());
        Matcher errno = ERRNO.matcher(reason);
        boolean exhausted = e instanceof IOException && errno.find() && NO_PROCESS.contains(number(errno.group(1)));
        return exhausted
                ? new ScriptExit(ScriptExit.How.NO_PROCESS, 0, reason)
                : new ScriptExit(ScriptExit.How.EXITED, CANNOT_EXECUTE, reason);
    }

    private static int number(String digits) {
        return digits.length() > 4 ? 0 : Integer.parseInt(digits);
    }

    /** Looked at in turn by one thread: to wait for output and end of each would take two threads for each. */
    private void look() {
        running.forEach((id, script) -> {
            boolean ended = !script.isAlive();
            script.drain();
            if (ended) {
                running.remove(id);
                report.accept(new Input.ScriptEnded(id, exit(script)));
            }
        });
        nextLook = null;
        if (!running.isEmpty()) {
            try {
                nextLook = thread.schedule(this::look, LOOK_MS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // As above.
            }
        }
    }

    private static ScriptExit exit(ScriptProcess script) {
        int value = script.exitValue();
        boolean signalled = value > SIGNAL_OFFSET && value <= SIGNAL_OFFSET + MAX_SIGNAL;
        return signalled
                ? new ScriptExit(ScriptExit.How.SIGNALLED, value - SIGNAL_OFFSET, script.lastWords())
                : new ScriptExit(ScriptExit.How.EXITED, value, script.lastWords());
    }

    /** Ends everything: what still runs may finish within a while, and is killed then. Blocks that long at most twice. */
    void close(Duration grace) {
        thread.shutdownNow();
        try {
            boolean idle = thread.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
            List<ScriptProcess> left = List.copyOf(running.values());
            if (idle && left.isEmpty()) {
                return;
            }
            awaitEnd(left, grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.values().forEach(ScriptProcess::killTree);
    }

    private static void awaitEnd(List<ScriptProcess> scripts, Duration limit) throws InterruptedException {
        try {
            CompletableFuture.allOf(scripts.stream().map(ScriptProcess::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // They are killed next.
        }
    }
}
