package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.spi.ProcessControl;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What commands about the process and its periods need beside the decision loop.
 *
 * @param process what may be done to the process; empty when the engine is embedded
 * @param configuredLogLevel the {@code loglevel} of the configuration, told where the process does not tell its own
 * @param timings the periods of this moment, asked on any thread
 */
public record Hosting(Optional<ProcessControl> process, String configuredLogLevel, Supplier<Timings> timings) {

    /** An engine that may do nothing to its process and has C's periods. */
    public static final Hosting EMBEDDED = new Hosting(Optional.empty(), "notice", () -> Timings.DEFAULT);

    /** The level of the log now. */
    String logLevel() {
        return process.map(ProcessControl::logLevel).orElse(configuredLogLevel);
    }
}
