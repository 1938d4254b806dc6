package io.reactivesentinel.engine.config;

import io.reactivesentinel.protocol.InstanceAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One monitored master and its settings: the {@code sentinel monitor} line and all others that carry its name.
 *
 * @param name its name, case-sensitive, not empty
 * @param address where it is; after a failover, where it is now
 * @param quorum Sentinels that must agree that it is down, at least 1 ({@code sentinel monitor})
 * @param downAfter silence after which it counts as down ({@code down-after-milliseconds})
 * @param failoverTimeout several limits of a failover; twice this between attempts ({@code failover-timeout})
 * @param parallelSyncs replicas pointed at a new master at a time ({@code parallel-syncs})
 * @param authUser user for the master and its replicas ({@code auth-user})
 * @param authPass password for them ({@code auth-pass})
 * @param notificationScript program run for each warning ({@code notification-script})
 * @param clientReconfigScript program run when the address changes ({@code client-reconfig-script})
 * @param masterRebootDownAfter how long a restarted master may go on loading before it counts as down; zero for ever
 *     ({@code master-reboot-down-after-period})
 * @param renamedCommands commands of the monitored nodes that have another name there; upper-case keys
 *     ({@code rename-command})
 */
public record MonitorConfig(
        String name,
        InstanceAddress address,
        int quorum,
        Duration downAfter,
        Duration failoverTimeout,
        int parallelSyncs,
        Optional<String> authUser,
        Optional<Secret> authPass,
        Optional<String> notificationScript,
        Optional<String> clientReconfigScript,
        Duration masterRebootDownAfter,
        Map<String, String> renamedCommands) {

    /** {@code down-after-milliseconds} when nothing is said: 30 s. */
    public static final Duration DEFAULT_DOWN_AFTER = Duration.ofSeconds(30);

    /** {@code failover-timeout} when nothing is said: 3 min. */
    public static final Duration DEFAULT_FAILOVER_TIMEOUT = Duration.ofMinutes(3);

    /** {@code parallel-syncs} when nothing is said: 1. */
    public static final int DEFAULT_PARALLEL_SYNCS = 1;

    /** Checks every field and copies the map. */
    public MonitorConfig {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(authUser, "authUser");
        Objects.requireNonNull(authPass, "authPass");
        Objects.requireNonNull(notificationScript, "notificationScript");
        Objects.requireNonNull(clientReconfigScript, "clientReconfigScript");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty");
        }
        if (quorum < 1) {
            throw new IllegalArgumentException("quorum must be >= 1, was " + quorum);
        }
        requirePositive("downAfter", downAfter);
        requirePositive("failoverTimeout", failoverTimeout);
        if (masterRebootDownAfter.isNegative()) {
            throw new IllegalArgumentException("masterRebootDownAfter must be >= 0, was " + masterRebootDownAfter);
        }
        Map<String, String> renames = new TreeMap<>();
        renamedCommands.forEach((from, to) -> renames.put(from.toUpperCase(Locale.ROOT), to));
        renamedCommands = Map.copyOf(renames);
    }

    private static void requirePositive(String field, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(field + " must be at least 1 ms, was " + value);
        }
    }

    /** A builder with every default set. */
    public static Builder builder(String name, String host, int port, int quorum) {
        return new Builder(name, new InstanceAddress(host, port), quorum);
    }

    /** A builder that starts from this configuration. */
    public Builder toBuilder() {
        Builder builder = new Builder(name, address, quorum);
        builder.downAfter = downAfter;
        builder.failoverTimeout = failoverTimeout;
        builder.parallelSyncs = parallelSyncs;
        builder.authUser = authUser;
        builder.authPass = authPass;
        builder.notificationScript = notificationScript;
        builder.clientReconfigScript = clientReconfigScript;
        builder.masterRebootDownAfter = masterRebootDownAfter;
        builder.renamedCommands = new TreeMap<>(renamedCommands);
        return builder;
    }

    /** Collects the settings of one master; not for use by several threads at once. */
    public static final class Builder {
        private final String name;
        private InstanceAddress address;
        private int quorum;
        private Duration downAfter = DEFAULT_DOWN_AFTER;
        private Duration failoverTimeout = DEFAULT_FAILOVER_TIMEOUT;
        private int parallelSyncs = DEFAULT_PARALLEL_SYNCS;
        private Optional<String> authUser = Optional.empty();
        private Optional<Secret> authPass = Optional.empty();
        private Optional<String> notificationScript = Optional.empty();
        private Optional<String> clientReconfigScript = Optional.empty();
        private Duration masterRebootDownAfter = Duration.ZERO;
        private Map<String, String> renamedCommands = new TreeMap<>();

        private Builder(String name, InstanceAddress address, int quorum) {
            this.name = name;
            this.address = address;
            this.quorum = quorum;
        }

        /** Where the master is. */
        public Builder address(InstanceAddress value) {
            address = value;
            return this;
        }

        /** Sentinels that must agree that it is down; at least 1. */
        public Builder quorum(int value) {
            quorum = value;
            return this;
        }

        /** Silence after which it counts as down; default {@link #DEFAULT_DOWN_AFTER}. */
        public Builder downAfter(Duration value) {
            downAfter = value;
            return this;
        }

        /** Limits of a failover; default {@link #DEFAULT_FAILOVER_TIMEOUT}. */
        public Builder failoverTimeout(Duration value) {
            failoverTimeout = value;
            return this;
        }

        /** Replicas reconfigured at a time; default {@link #DEFAULT_PARALLEL_SYNCS}. */
        public Builder parallelSyncs(int value) {
            parallelSyncs = value;
            return this;
        }

        /** User for the master and its replicas; an empty text unsets it. */
        public Builder authUser(String value) {
            authUser = nonEmpty(value);
            return this;
        }

        /** Password for the master and its replicas; an empty text unsets it. */
        public Builder authPass(String value) {
            authPass = nonEmpty(value).map(Secret::new);
            return this;
        }

        /** Program run for each warning; an empty text unsets it. */
        public Builder notificationScript(String path) {
            notificationScript = nonEmpty(path);
            return this;
        }

        /** Program run when the address changes; an empty text unsets it. */
        public Builder clientReconfigScript(String path) {
            clientReconfigScript = nonEmpty(path);
            return this;
        }

        /** How long a restarted master may go on loading; zero for ever. */
        public Builder masterRebootDownAfter(Duration value) {
            masterRebootDownAfter = value;
            return this;
        }

        /** Says that a command has another name on the monitored nodes; equal names remove the entry. */
        public Builder renameCommand(String command, String newName) {
            String key = command.toUpperCase(Locale.ROOT);
            if (command.equalsIgnoreCase(newName)) {
                renamedCommands.remove(key);
            } else {
                renamedCommands.put(key, newName);
            }
            return this;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException naming the field and its value, when one is out of range
         */
        public MonitorConfig build() {
            return new MonitorConfig(
                    name,
                    address,
                    quorum,
                    downAfter,
                    failoverTimeout,
                    parallelSyncs,
                    authUser,
                    authPass,
                    notificationScript,
                    clientReconfigScript,
                    masterRebootDownAfter,
                    renamedCommands);
        }

        private static Optional<String> nonEmpty(String value) {
            return value.isEmpty() ? Optional.empty() : Optional.of(value);
        }
    }
}
