package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What INFO tells about the process and cannot find out itself.
 *
 * @param engineVersion our own version
 * @param runId 40 hexadecimal digits, drawn anew for each process
 * @param listening the addresses listened on, known only once they are bound; empty for none
 * @param supervised who supervises the process: no, systemd, upstart or unknown
 * @param executable the program; empty when it is embedded
 * @param configFile the configuration file, if there is one
 * @param wallMs wall clock, milliseconds since 1970
 * @param uptimeMs milliseconds since the start, monotonic
 */
public record ServerFacts(
        String engineVersion,
        String runId,
        Supplier<List<InstanceAddress>> listening,
        String supervised,
        String executable,
        Optional<String> configFile,
        LongSupplier wallMs,
        LongSupplier uptimeMs) {

    /** Facts of a process whose port and addresses are known before they are bound; port 0 is for none. */
    public ServerFacts(
            String engineVersion,
            String runId,
            int tcpPort,
            List<String> bindAddresses,
            String supervised,
            String executable,
            Optional<String> configFile,
            LongSupplier wallMs,
            LongSupplier uptimeMs) {
        this(engineVersion, runId, fixed(tcpPort, bindAddresses), supervised, executable, configFile, wallMs, uptimeMs);
    }

    private static Supplier<List<InstanceAddress>> fixed(int port, List<String> hosts) {
        List<InstanceAddress> addresses = port == 0
                ? List.of()
                : hosts.stream().map(host -> new InstanceAddress(host, port)).toList();
        return () -> addresses;
    }
}
