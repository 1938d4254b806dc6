package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What INFO tells about the process and cannot find out itself.
 *
 * @param engineVersion our own version
 * @param runId 40 hexadecimal digits, drawn anew for each process
 * @param listening the addresses listened on, known only once they are bound; empty for none
 * @param executable the program; empty when it is embedded
 * @param configFile the configuration file, if there is one
 * @param wallMs wall clock, milliseconds since 1970
 * @param uptimeMs milliseconds since the start, monotonic
 * @param runningScripts scripts that are running
 * @param queuedScripts scripts that wait, the running ones included
 */
public record ServerFacts(
        String engineVersion,
        String runId,
        Supplier<List<InstanceAddress>> listening,
        String executable,
        Optional<String> configFile,
        LongSupplier wallMs,
        LongSupplier uptimeMs,
        IntSupplier runningScripts,
        IntSupplier queuedScripts) {}
