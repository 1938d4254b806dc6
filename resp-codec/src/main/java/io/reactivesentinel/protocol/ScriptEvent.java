package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * A script began, ended, failed or took too long. It concerns the process and no single master, so that no script runs
 * for the failure of a script.
 *
 * @param type what happened
 * @param detail path, process id, exit code and signal, in C Sentinel's order for each type
 * @param atMs wall clock, milliseconds
 */
public record ScriptEvent(EventType type, String detail, long atMs) implements SentinelEvent {

    @Override
    public Optional<String> masterName() {
        return Optional.empty();
    }

    @Override
    public String payload() {
        return detail;
    }
}
