package io.reactivesentinel.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Input;
import io.reactivesentinel.engine.internal.stage.ScriptExit;
import io.reactivesentinel.engine.internal.stage.ScriptStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts as real processes. */
@Timeout(60)
final class ScriptProcessesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final BlockingQueue<Input> told = new LinkedBlockingQueue<>();
    private final List<ScriptProcesses> made = new ArrayList<>();
    private long ids;

    @AfterEach
    void end() {
        made.forEach(each -> each.close(Duration.ZERO));
    }

    private ScriptProcesses processes() {
        ScriptProcesses processes = new ScriptProcesses(directory, told::add);
        made.add(processes);
        return processes;
    }

    private String script(String body) throws Exception {
        Path file = directory.resolve("script" + ++ids + ".sh");
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    private static ScriptStart start(long id, String... command) {
        return new ScriptStart(id, List.of(command), Map.of("SENTINEL_MASTER_NAME", "m"));
    }

    private Input next() throws InterruptedException {
        Input input = told.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(input).isNotNull();
        return input;
    }

    private ScriptExit run(String... command) throws Exception {
        processes().start(start(++ids, command));
        assertThat(next()).isInstanceOf(Input.ScriptStarted.class);
        return exit();
    }

    private ScriptExit exit() throws Exception {
        Input input = next();
        assertThat(input).isInstanceOf(Input.ScriptEnded.class);
        return ((Input.ScriptEnded) input).exit();
    }

    private long pid() throws Exception {
        Input input = next();
        assertThat(input).isInstanceOf(Input.ScriptStarted.class);
        return ((Input.ScriptStarted) input).pid();
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        for (long waitedMs = 0; !condition.call(); waitedMs += 20) {
            assertThat(waitedMs).isLessThan(LIMIT.toMillis());
            Thread.sleep(20);
        }
    }

    /** The process id that a script writes into a file. */
    private long pidIn(String file) throws Exception {
        Path path = directory.resolve(file);
        await(() -> Files.exists(path) && Files.readString(path).endsWith("\n"));
        return Long.parseLong(Files.readString(path).strip());
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        String script = script("for a in \"$@\"; do printf '<%s>' \"$a\"; done >arguments; "
                + "printf '%s %s' \"$SENTINEL_MASTER_NAME\" \"${PATH:+path}\" >environment; pwd >here; cat >input");
        assertThat(run(script, "+sdown", "a b; $(exit 9) 'q' \"d\" \\ *\n\t~", "")
                        .number())
                .isZero();
        assertThat(Files.readString(directory.resolve("arguments")))
                .isEqualTo("<+sdown><a b; $(exit 9) 'q' \"d\" \\ *\n\t~><>");
        assertThat(Files.readString(directory.resolve("environment"))).isEqualTo("m path");
        assertThat(Files.readString(directory.resolve("here"))).isEqualTo(directory.toRealPath() + "\n");
        assertThat(directory.resolve("input")).isEmptyFile();
    }

    @Test
    void exitCodesAndLastWordsAreTold() throws Exception {
        ScriptExit exit = run(script("echo one; echo two >&2; exit 3"));
        assertThat(exit).isEqualTo(new ScriptExit(ScriptExit.How.EXITED, 3, "one\ntwo"));
    }

    @Test
    void signalsAreTold() throws Exception {
        assertThat(run(script("kill -TERM $$"))).isEqualTo(new ScriptExit(ScriptExit.How.SIGNALLED, 15, ""));
    }

    @Test
    void aPathWithoutADirectoryIsOneOfTheWorkingDirectory() throws Exception {
        String name = Path.of(script("exit 4")).getFileName().toString();
        assertThat(run(name).number()).isEqualTo(4);
        assertThat(run("./" + name).number()).isEqualTo(4);
    }

    @Test
    void whatCannotBeExecutedIsLikeExitCodeTwo() throws Exception {
        Path plain = Files.writeString(directory.resolve("plain"), "exit 0\n");
        for (String path :
                List.of(plain.toString(), directory.resolve("missing").toString(), "/dev/null")) {
            processes().start(start(++ids, path));
            ScriptExit exit = exit();
            assertThat(exit.how()).isEqualTo(ScriptExit.How.EXITED);
            assertThat(exit.number()).isEqualTo(2);
            assertThat(exit.lastWords()).contains(path);
        }
        processes().start(start(++ids, script("exit 0"), "nul \0 byte"));
        assertThat(exit().number()).isEqualTo(2);
    }

    @Test
    void muchOutputNeitherStopsAScriptNorIsKept() throws Exception {
        ScriptExit exit = run(script(
                "i=0; while [ $i -lt 20000 ]; do echo 'twenty bytes of it.'; i=$((i+1)); done; " + "echo end; exit 2"));
        assertThat(exit.number()).isEqualTo(2);
        assertThat(exit.lastWords())
                .startsWith("...")
                .endsWith("twenty bytes of it.\nend")
                .hasSizeLessThan(510);
    }

    @Test
    void aProcessThatIsLeftBehindHoldsNothingUp() throws Exception {
        assertThat(run(script("sleep 30 & echo $! >child; exit 0")).number()).isZero();
        long child = pidIn("child");
        assertThat(lives(child)).isTrue();
        ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void oneThatIsKilledTakesItsChildrenAlong() throws Exception {
        ScriptProcesses processes = processes();
        processes.start(start(1, script("trap '' TERM INT; sleep 30 & echo $! >child; wait; exit 0")));
        long pid = pid();
        long child = pidIn("child");
        processes.kill(1);
        assertThat(exit()).isEqualTo(new ScriptExit(ScriptExit.How.SIGNALLED, 9, ""));
        assertThat(lives(pid)).isFalse();
        await(() -> !lives(child));
    }

    @Test
    void manyRunAtATime() throws Exception {
        ScriptProcesses processes = processes();
        String script = script("sleep 0.2; exit $1");
        for (int i = 0; i < 16; i++) {
            processes.start(start(i, script, Integer.toString(i)));
        }
        List<Integer> codes = new ArrayList<>();
        while (codes.size() < 16) {
            if (next() instanceof Input.ScriptEnded ended) {
                assertThat(ended.exit().number()).isEqualTo((int) ended.id());
                codes.add(ended.exit().number());
            }
        }
        assertThat(codes).doesNotHaveDuplicates();
    }

    @Test
    void theEndOfTheEngineLetsScriptsFinishOrKillsThem() throws Exception {
        ScriptProcesses processes = processes();
        processes.start(start(1, script("sleep 0.3; echo done >finished")));
        long quick = pid();
        processes.start(start(2, script("sleep 30 & echo $! >child; wait")));
        long slow = pid();
        long child = pidIn("child");
        processes.close(Duration.ofSeconds(2));
        assertThat(directory.resolve("finished")).exists();
        await(() -> !lives(quick) && !lives(slow) && !lives(child));

        processes.start(start(3, script("echo never >started")));
        assertThat(directory.resolve("started")).doesNotExist();
    }

    @Test
    void withoutAScriptThereIsNoThread() {
        processes().close(LIMIT);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("sentinel-scripts-1");
    }
}
