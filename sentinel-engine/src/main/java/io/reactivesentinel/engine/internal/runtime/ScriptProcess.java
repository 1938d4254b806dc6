package io.reactivesentinel.engine.internal.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A process that runs a script. Output and error output must be one. */
final class ScriptProcess {

    /** How much of the end of its output is kept. */
    static final int LAST_WORDS = 500;

    private static final int CHUNK = 8_192;

    /** Rounds in which processes are killed that others of its tree began meanwhile. */
    private static final int KILL_ROUNDS = 5;

    private final Process process;
    private final InputStream output;
    private final byte[] tail = new byte[LAST_WORDS];
    private long written;

    ScriptProcess(Process process) {
        this.process = process;
        this.output = process.getInputStream();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitValue() {
        return process.exitValue();
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Takes what it has written so far, without waiting for more. */
    void drain() {
        byte[] chunk = new byte[CHUNK];
        try {
            // Bounded, so that one that writes without end does not keep the others waiting.
            for (int round = 0; round < 64; round++) {
                int ready = Math.min(output.available(), CHUNK);
                int read = ready == 0 ? 0 : output.read(chunk, 0, ready);
                if (read <= 0) {
                    return;
                }
                for (int i = Math.max(0, read - LAST_WORDS); i < read; i++) {
                    tail[(int) ((written + i) % LAST_WORDS)] = chunk[i];
                }
                written += read;
            }
        } catch (IOException e) {
            // It closed its output.
        }
    }

    /** The end of what it wrote. */
    String lastWords() {
        int length = (int) Math.min(written, LAST_WORDS);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = tail[(int) ((written - length + i) % LAST_WORDS)];
        }
        String words = new String(text, StandardCharsets.UTF_8).strip();
        return written > LAST_WORDS ? "..." + words : words;
    }

    /** Kills it and what it started, as far as that has not cut itself off. */
    void killTree() {
        List<ProcessHandle> offspring = process.descendants().toList();
        process.destroyForcibly();
        Deque<ProcessHandle> living = new ArrayDeque<>(offspring);
        for (int round = 0; round < KILL_ROUNDS && !living.isEmpty(); round++) {
            List<ProcessHandle> born =
                    living.stream().flatMap(ProcessHandle::descendants).toList();
            living.forEach(ProcessHandle::destroyForcibly);
            living.clear();
            living.addAll(born);
        }
    }
}
