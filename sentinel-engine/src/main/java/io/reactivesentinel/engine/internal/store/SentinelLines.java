package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.protocol.InstanceAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies the {@code sentinel} lines of a file: first those of the process, then {@code monitor}, then those about a
 * master, so that their order in the file does not matter.
 *
 * <p>A master with a {@code monitor} line in the main file is described by the main file alone: lines about it in an
 * included file are what it started from before the first rewrite, and would otherwise name it twice.
 */
final class SentinelLines {

    private static final String UNRECOGNIZED = "Unrecognized sentinel configuration statement.";
    private static final String INVALID_PORT = "Invalid port number.";
    private static final String UNRESOLVED = "Can't resolve instance hostname.";
    private static final String NOT_POSITIVE = "negative or zero time parameter.";

    /** Directives of the process with their words after {@code sentinel}. */
    private static final Map<String, Integer> OF_PROCESS = Map.of(
            "announce-ip", 2,
            "announce-port", 2,
            "deny-scripts-reconfig", 2,
            "sentinel-user", 2,
            "sentinel-pass", 2,
            "current-epoch", 2,
            "myid", 2,
            "resolve-hostnames", 2,
            "announce-hostnames", 2);
    /** Directives of one master with their words after {@code sentinel}. */
    private static final Map<String, Integer> OF_MASTER = Map.ofEntries(
            Map.entry("monitor", 5),
            Map.entry("down-after-milliseconds", 3),
            Map.entry("failover-timeout", 3),
            Map.entry("parallel-syncs", 3),
            Map.entry("notification-script", 3),
            Map.entry("client-reconfig-script", 3),
            Map.entry("auth-pass", 3),
            Map.entry("auth-user", 3),
            Map.entry("config-epoch", 3),
            Map.entry("leader-epoch", 3),
            Map.entry("known-replica", 4),
            Map.entry("known-slave", 4),
            Map.entry("known-sentinel", 5),
            Map.entry("rename-command", 4),
            Map.entry("master-reboot-down-after-period", 3));

    private final Path cwd;
    private final boolean checksScripts;
    private final Map<String, MasterDraft> masters = new LinkedHashMap<>();
    private final GlobalSettings.Builder settings = GlobalSettings.DEFAULT.toBuilder();
    private boolean resolveHostnames;
    private Optional<String> myId = Optional.empty();
    private long currentEpoch;

    private SentinelLines(Path cwd, boolean checksScripts) {
        this.cwd = cwd;
        this.checksScripts = checksScripts;
    }

    /** What the lines say; {@code cwd} is what script paths are relative to. */
    static SentinelLines apply(List<ConfLine> lines, Path cwd) {
        return new SentinelLines(cwd, true).applied(lines);
    }

    /** What the lines said once; scripts may be gone since. */
    static SentinelLines recall(List<ConfLine> lines) {
        return new SentinelLines(Path.of(""), false).applied(lines);
    }

    private SentinelLines applied(List<ConfLine> lines) {
        Set<String> ownMasters = new HashSet<>();
        for (ConfLine line : lines) {
            if (!line.included()
                    && directive(line).equals("monitor")
                    && line.words().size() > 2) {
                ownMasters.add(line.words().get(2));
            }
        }
        for (int pass = 0; pass < 3; pass++) {
            for (ConfLine line : lines) {
                List<String> words = line.words();
                boolean superseded = line.included()
                        && isOfMaster(directive(line))
                        && words.size() > 2
                        && ownMasters.contains(words.get(2));
                if (pass == passOf(directive(line)) && !superseded) {
                    String error = apply(words.subList(1, words.size()));
                    if (error != null) {
                        throw line.error(error);
                    }
                }
            }
        }
        return this;
    }

    /** Whether a line is one Sentinel would accept as far as its words' number. */
    static boolean isKnown(List<String> words) {
        String directive = words.get(1).toLowerCase(Locale.ROOT);
        int count = words.size() - 1;
        boolean oldForm = directive.equals("known-sentinel") && count == 4;
        return oldForm || matches(OF_PROCESS.get(directive), count) || matches(OF_MASTER.get(directive), count);
    }

    private static boolean matches(@Nullable Integer expected, int count) {
        return expected != null && expected == count;
    }

    /** Whether a directive belongs to one master. */
    static boolean isOfMaster(String directive) {
        return OF_MASTER.containsKey(directive);
    }

    private static String directive(ConfLine line) {
        return line.words().get(1).toLowerCase(Locale.ROOT);
    }

    private static int passOf(String directive) {
        return OF_PROCESS.containsKey(directive) ? 0 : directive.equals("monitor") ? 1 : 2;
    }

    Optional<String> myId() {
        return myId;
    }

    long currentEpoch() {
        return currentEpoch;
    }

    GlobalSettings settings() {
        return settings.build();
    }

    List<MasterRecord> masters() {
        return masters.values().stream().map(MasterDraft::build).toList();
    }

    private @Nullable String apply(List<String> words) {
        String directive = words.get(0).toLowerCase(Locale.ROOT);
        if (directive.equals("known-sentinel") && words.size() == 4) {
            return null; // written by versions that knew no ids: of no use
        }
        Integer processWords = OF_PROCESS.get(directive);
        if (processWords != null && processWords == words.size()) {
            return applyToProcess(directive, words.get(1));
        }
        Integer masterWords = OF_MASTER.get(directive);
        if (masterWords == null || masterWords != words.size()) {
            return UNRECOGNIZED;
        }
        if (directive.equals("monitor")) {
            return monitor(words);
        }
        MasterDraft master = masters.get(words.get(1));
        return master == null ? "No such master with specified name." : applyToMaster(directive, words, master);
    }

    private @Nullable String applyToProcess(String directive, String value) {
        switch (directive) {
            case "announce-ip", "sentinel-user", "sentinel-pass" -> applyText(directive, value);
            case "announce-port" -> settings.announcePort(ConfNumbers.atoi(value));
            case "current-epoch" -> {
                return epoch(value, epoch -> {});
            }
            case "myid" -> {
                if (value.length() != 40) {
                    return "Malformed Sentinel id in myid option.";
                }
                myId = Optional.of(value);
            }
            default -> {
                return applyYesOrNo(directive, value);
            }
        }
        return null;
    }

    /** An empty text changes nothing, as with C. */
    private void applyText(String directive, String value) {
        if (value.isEmpty()) {
            return;
        }
        switch (directive) {
            case "announce-ip" -> settings.announceIp(value);
            case "sentinel-user" -> settings.sentinelUser(value);
            default -> settings.sentinelPass(value);
        }
    }

    private @Nullable String applyYesOrNo(String directive, String value) {
        if (!Directives.isYesOrNo(value)) {
            // The plural of the first is Redis's own slip, kept because scripts may look for it.
            String option = directive.equals("deny-scripts-reconfig") ? " options." : " option.";
            return "Please specify yes or no for the " + directive + option;
        }
        boolean yes = value.equalsIgnoreCase("yes");
        switch (directive) {
            case "deny-scripts-reconfig" -> settings.denyScriptsReconfig(yes);
            case "resolve-hostnames" -> {
                resolveHostnames = yes;
                settings.resolveHostnames(yes);
            }
            default -> settings.announceHostnames(yes);
        }
        return null;
    }

    private @Nullable String monitor(List<String> words) {
        int quorum = ConfNumbers.atoi(words.get(4));
        if (quorum <= 0) {
            return "Quorum must be 1 or greater.";
        }
        String name = words.get(1);
        int port = ConfNumbers.atoi(words.get(3));
        String error = addressError(words.get(2), port);
        if (error != null) {
            return error;
        }
        if (masters.containsKey(name)) {
            return "Duplicate master name.";
        }
        if (name.isEmpty()) {
            return "The name of a master must not be empty.";
        }
        masters.put(name, new MasterDraft(MonitorConfig.builder(name, host(words.get(2)), port, quorum)));
        return null;
    }

    private @Nullable String applyToMaster(String directive, List<String> words, MasterDraft master) {
        String value = words.get(2);
        switch (directive) {
            case "down-after-milliseconds" -> {
                return positiveMs(value, master.settings::downAfter);
            }
            case "failover-timeout" -> {
                return positiveMs(value, master.settings::failoverTimeout);
            }
            case "parallel-syncs" -> master.settings.parallelSyncs(ConfNumbers.atoi(value));
            case "notification-script" -> {
                if (!isExecutable(value)) {
                    return "Notification script seems non existing or non executable.";
                }
                master.settings.notificationScript(value);
            }
            case "client-reconfig-script" -> {
                if (!isExecutable(value)) {
                    return "Client reconfiguration script seems non existing or non executable.";
                }
                master.settings.clientReconfigScript(value);
            }
            case "auth-pass" -> master.settings.authPass(value);
            case "auth-user" -> master.settings.authUser(value);
            case "master-reboot-down-after-period" -> {
                int ms = ConfNumbers.atoi(value);
                if (ms < 0) {
                    return "negative time parameter.";
                }
                master.settings.masterRebootDownAfter(Duration.ofMillis(ms));
            }
            case "config-epoch" -> {
                return epoch(value, epoch -> master.configEpoch = epoch);
            }
            case "leader-epoch" -> {
                return epoch(value, epoch -> master.leaderEpoch = epoch);
            }
            default -> {
                return applyInstance(directive, words, master);
            }
        }
        return null;
    }

    private @Nullable String applyInstance(String directive, List<String> words, MasterDraft master) {
        if (directive.equals("rename-command")) {
            return master.rename(words.get(2), words.get(3))
                    ? null
                    : "Same command renamed multiple times with rename-command.";
        }
        int port = ConfNumbers.atoi(words.get(3));
        String error = addressError(words.get(2), port);
        if (error != null) {
            return error;
        }
        InstanceAddress address = new InstanceAddress(host(words.get(2)), port);
        if (directive.equals("known-sentinel")) {
            return master.addSentinel(address, words.get(4)) ? null : "Duplicate runid for sentinel.";
        }
        return master.addReplica(address, directive) ? null : "Duplicate hostname and port for replica.";
    }

    private boolean isExecutable(String script) {
        if (!checksScripts) {
            return true;
        }
        Path file = FilePattern.resolve(cwd, script);
        return file != null && !script.isEmpty() && Files.isExecutable(file);
    }

    private interface EpochSetter {
        void set(long epoch);
    }

    /** Any epoch in the file raises the current one, which may never be below an epoch that was used. */
    private @Nullable String epoch(String value, EpochSetter setter) {
        OptionalLong epoch = Epochs.parse(value);
        if (epoch.isEmpty()) {
            return Epochs.invalid(value);
        }
        setter.set(epoch.getAsLong());
        currentEpoch = Math.max(currentEpoch, epoch.getAsLong());
        return null;
    }

    private interface DurationSetter {
        MonitorConfig.Builder set(Duration value);
    }

    private static @Nullable String positiveMs(String value, DurationSetter setter) {
        int ms = ConfNumbers.atoi(value);
        if (ms <= 0) {
            return NOT_POSITIVE;
        }
        setter.set(Duration.ofMillis(ms));
        return null;
    }

    private @Nullable String addressError(String host, int port) {
        if (port < 0 || port > 65535) {
            return INVALID_PORT;
        }
        return resolveHostnames || isNumeric(host) ? null : UNRESOLVED;
    }

    /** Whether a host is an address and no name. */
    static boolean isNumeric(String host) {
        return NumericHost.canonical(host) != null;
    }

    private static String host(String word) {
        String canonical = NumericHost.canonical(word);
        return canonical == null ? word : canonical;
    }
}
