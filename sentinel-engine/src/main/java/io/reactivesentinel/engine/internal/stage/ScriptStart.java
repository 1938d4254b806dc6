package io.reactivesentinel.engine.internal.stage;

import java.util.List;
import java.util.Map;

/**
 * A script to be started.
 *
 * @param id names this one run of it
 * @param command its path and arguments
 * @param environment variables beside those that the process has itself
 */
public record ScriptStart(long id, List<String> command, Map<String, String> environment) {

    /** Copies the collections. */
    public ScriptStart {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
