package io.reactivesentinel.engine.config;

import io.reactivesentinel.engine.internal.store.NumericHost;
import io.reactivesentinel.engine.spi.GlobalSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold between the parts of a configuration; most of it because C Sentinel would refuse the saved file. */
final class ConfigChecks {

    /** C Sentinel reads periods as 32-bit milliseconds: almost 25 days. */
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    private static final String USERS_TWICE =
            "Configuring Redis with users defined in redis.conf and at the same setting an ACL file path is invalid. This setup is"
                    + " very likely to lead to configuration errors and security holes, please define"
                    + " either an ACL file or declare users directly in your redis.conf, but not both.";

    private ConfigChecks() {}

    static void checkPort(String what, int port) {
        if (port < 0 || port > 65535) {
            throw new ConfigException(what + " must be 0 to 65535, was " + port);
        }
    }

    static void checkOnePort(List<String> before, int port) {
        if (!before.isEmpty() && !before.equals(List.of(Integer.toString(port)))) {
            throw new ConfigException("listen: all addresses share one port, not " + before + " and " + port);
        }
    }

    static void check(DirectiveLines directives, boolean listens, boolean hasNoState) {
        int tlsPort = TlsConfig.of(directives::word).port();
        if (hasNoState && !listens && tlsPort != 0) {
            throw new ConfigException("tls-port " + tlsPort + " needs state(Path) or volatileState(), as listen does");
        }
        if (listens && hasNoState) {
            throw new ConfigException("listen(\"" + directives.last("bind").get(0) + "\", "
                    + directives.last("port").get(0)
                    + ") needs state(Path): a Sentinel that others can ask must remember its votes across a restart."
                    + " Or say volatileState(): it then answers, but never votes");
        }
        if (directives.names().contains("user") && directives.word("aclfile").isPresent()) {
            throw new ConfigException(USERS_TWICE);
        }
    }

    static void check(Collection<MonitorConfig> monitors, GlobalSettings settings) {
        Set<String> names = new HashSet<>();
        for (MonitorConfig monitor : monitors) {
            String name = monitor.name();
            if (!names.add(name)) {
                throw new ConfigException("monitor: two masters are named '" + name + "'");
            }
            requireAtMostLongest(name, "downAfter", monitor.downAfter());
            requireAtMostLongest(name, "failoverTimeout", monitor.failoverTimeout());
            requireAtMostLongest(name, "masterRebootDownAfter", monitor.masterRebootDownAfter());
            String host = monitor.address().host();
            boolean numeric = NumericHost.canonical(host) != null;
            if (!numeric && !settings.resolveHostnames()) {
                throw new ConfigException("monitor '" + name + "': host '" + host
                        + "' is no IP address; names need resolveHostnames(true) (resolve-hostnames yes)");
            }
        }
    }

    private static void requireAtMostLongest(String master, String field, Duration value) {
        if (value.compareTo(LONGEST) > 0) {
            throw new ConfigException("monitor '" + master + "': " + field + " must be at most " + LONGEST.toMillis()
                    + " ms, was " + value);
        }
    }
}
