package io.reactivesentinel.engine.internal.port;

import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What INFO tells about the process and cannot find out itself.
 *
 * @param engineVersion our own version
 * @param runId 40 hexadecimal digits, drawn anew for each process
 * @param tcpPort the port listened on; 0 for none
 * @param bindAddresses the addresses listened on
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
        int tcpPort,
        List<String> bindAddresses,
        String executable,
        Optional<String> configFile,
        LongSupplier wallMs,
        LongSupplier uptimeMs,
        IntSupplier runningScripts,
        IntSupplier queuedScripts) {

    /** Copies the list. */
    public ServerFacts {
        bindAddresses = List.copyOf(bindAddresses);
    }
}
