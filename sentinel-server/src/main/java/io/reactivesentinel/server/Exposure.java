package io.reactivesentinel.server;

import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.config.TlsConfig;
import java.util.ArrayList;
import java.util.List;

/** What an operator should know about who can reach this Sentinel, and which lines do not protect it. */
final class Exposure {

    /** What C Sentinel would obey. Ordinary server settings, which neither obeys, are not worth a word. */
    private static final List<String> WITHOUT_EFFECT =
            List.of("oom-score-adj", "proc-title-template", "socket-mark-id");

    private static final SentinelConfig DEFAULTS = SentinelConfig.builder().build();

    private Exposure() {}

    /** A sentence for each thing worth a warning; empty when there is none. */
    static List<String> warnings(SentinelConfig config) {
        List<String> warnings = new ArrayList<>();
        boolean local = config.bindAddresses().stream().allMatch(Exposure::isLoopback);
        boolean open = config.listensPlain() || config.tls().clientCertificates() != TlsConfig.ClientCertificates.YES;
        if (open && !local && !config.protectedMode() && hasOpenDoor(config)) {
            warnings.add(
                    "Anybody who reaches port " + SentinelServer.port(config)
                            + " may command this Sentinel: it listens on "
                            + String.join(" ", config.bindAddresses())
                            + " without a password. Set requirepass, bind to fewer addresses, or see to it that a firewall does");
        }
        for (String name : WITHOUT_EFFECT) {
            if (isSet(config, name)) {
                warnings.add("'" + name + "' is kept and has no effect in this version");
            }
        }
        return warnings;
    }

    /** Whether it is given a value that is not its default. */
    private static boolean isSet(SentinelConfig config, String name) {
        return config.directive(name)
                .map(words -> String.join(" ", words))
                .filter(value -> !value.equalsIgnoreCase(DEFAULTS.text(name)))
                .isPresent();
    }

    /** Whether nobody has said who may come in. */
    private static boolean hasOpenDoor(SentinelConfig config) {
        return config.requirepass().isEmpty()
                && config.directives("user").isEmpty()
                && config.text("aclfile").isEmpty();
    }

    private static boolean isLoopback(String address) {
        String host = address.startsWith("-") ? address.substring(1) : address;
        return host.startsWith("127.") || host.equals("::1") || host.equals("localhost");
    }
}
