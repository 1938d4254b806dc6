package io.reactivesentinel.engine.internal.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that run or wait, oldest first: which is next, and what becomes of one that ended.
 *
 * <p>Limits and delays are C Sentinel's. Only where there was no process for a script it differs: C tries again ten times
 * a second and counts that as an attempt; here the pause grows from a second to a minute, and nothing is counted.
 */
final class ScriptQueue {

    static final int MAX_SCRIPTS = 256;
    static final int MAX_RUNNING = 16;
    static final int MAX_ATTEMPTS = 10;

    /** A process that does not die is killed again. */
    static final long KILL_AGAIN_MS = 1_000;

    private static final long NO_PROCESS_DELAY_MS = 1_000;
    private static final int NO_PROCESS_DOUBLINGS = 6;
    private static final int RETRY = 1;

    private final List<Entry> entries = new ArrayList<>();
    private int running;
    private long lastId;

    /** One script, from the event it tells of until it is done or given up. */
    static final class Entry {
        final List<String> command;
        final Map<String, String> environment;

        /** Names its current run; another one at each start. */
        long id;

        long pid;
        boolean running;
        long startedMs;
        long notBeforeMs = Time.NEVER;
        int attempts;

        /** When it is to be killed next; only while it runs. */
        long killMs;

        boolean killed;
        private int withoutProcess;

        private Entry(List<String> command, Map<String, String> environment) {
            this.command = command;
            this.environment = environment;
        }

        String path() {
            return command.get(0);
        }
    }

    /** What becomes of a script that ended. */
    enum Verdict {
        /** It did its work. */
        DONE,
        /** It will be started again. */
        AGAIN,
        /** It failed, and that was its last attempt. */
        GIVEN_UP
    }

    /** Appends a script; answers the one that had to make room for it, if any: the oldest that does not run. */
    @Nullable
    Entry add(List<String> command, Map<String, String> environment) {
        entries.add(new Entry(command, environment));
        if (entries.size() <= MAX_SCRIPTS) {
            return null;
        }
        for (Entry entry : entries) {
            if (!entry.running) {
                entries.remove(entry);
                return entry;
            }
        }
        return null;
    }

    /** The next one that may be started now, which counts as running from then on. */
    @Nullable
    Entry startNext(long nowMs, long maxRuntimeMs) {
        if (running >= MAX_RUNNING) {
            return null;
        }
        for (Entry entry : entries) {
            if (!entry.running && entry.notBeforeMs <= nowMs) {
                running++;
                entry.running = true;
                entry.id = ++lastId;
                entry.pid = 0;
                entry.startedMs = nowMs;
                entry.killMs = nowMs + Math.min(maxRuntimeMs, Time.NOT_DUE);
                entry.killed = false;
                entry.attempts++;
                return entry;
            }
        }
        return null;
    }

    /** The next one that runs for too long; it comes again as long as it does not end. */
    @Nullable
    Entry nextOverdue(long nowMs) {
        for (Entry entry : entries) {
            if (entry.running && entry.killMs <= nowMs) {
                entry.killMs = nowMs + KILL_AGAIN_MS;
                return entry;
            }
        }
        return null;
    }

    /** The one whose current run that is; {@code null} if there is none any more. */
    @Nullable
    Entry ofRun(long id) {
        for (Entry entry : entries) {
            if (entry.running && entry.id == id) {
                return entry;
            }
        }
        return null;
    }

    /** Judges a run that ended. */
    Verdict ended(Entry entry, ScriptExit exit, long nowMs, long retryDelayMs) {
        running--;
        entry.running = false;
        if (exit.how() == ScriptExit.How.NO_PROCESS) {
            entry.attempts--;
            long doubled = NO_PROCESS_DELAY_MS << Math.min(entry.withoutProcess++, NO_PROCESS_DOUBLINGS);
            entry.notBeforeMs = nowMs + doubled;
            return Verdict.AGAIN;
        }
        entry.withoutProcess = 0;
        boolean retry = exit.how() == ScriptExit.How.SIGNALLED || exit.number() == RETRY;
        if (retry && entry.attempts < MAX_ATTEMPTS) {
            entry.notBeforeMs = nowMs + delayMs(retryDelayMs, entry.attempts);
            return Verdict.AGAIN;
        }
        entries.remove(entry);
        return exit.how() == ScriptExit.How.EXITED && exit.number() == 0 ? Verdict.DONE : Verdict.GIVEN_UP;
    }

    /** The delay after so many attempts: it doubles with each. */
    static long delayMs(long firstMs, int attempts) {
        long delayMs = Math.min(firstMs, Time.NOT_DUE);
        for (int i = 1; i < attempts; i++) {
            delayMs = Math.min(2 * delayMs, Time.NOT_DUE);
        }
        return delayMs;
    }

    /** When the queue has to be looked at although nothing happens. */
    long nextDueMs() {
        long dueMs = Time.NOT_DUE;
        for (Entry entry : entries) {
            if (entry.running) {
                dueMs = Math.min(dueMs, entry.killMs);
            } else if (running < MAX_RUNNING) {
                dueMs = Math.min(dueMs, entry.notBeforeMs);
            }
        }
        return dueMs;
    }

    List<Entry> entries() {
        return entries;
    }

    int running() {
        return running;
    }
}
