package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.internal.stage.Call;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a listening side knows of the decision loop.
 *
 * @param calls takes what only the loop can answer, from any thread, without blocking; when it cannot, it refuses the call
 *     itself
 * @param addresses where a master is, from any thread and not older than anything told; empty when only the loop can tell
 */
public record Decisions(Consumer<Call<?>> calls, Function<String, Optional<InstanceAddress>> addresses) {

    /** All questions go to the loop. */
    public static Decisions asking(Consumer<Call<?>> calls) {
        return new Decisions(calls, name -> Optional.empty());
    }
}
