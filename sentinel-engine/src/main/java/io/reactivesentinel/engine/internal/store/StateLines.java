package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.MasterRecord.KnownSentinel;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes a state into the text of a file, in the order in which C Sentinel does, and checks that what is written can be
 * read back, by us and by C: one refused line would keep the whole file from loading.
 */
final class StateLines {

    private final ConfText text;
    private final PersistentState state;
    private final Set<String> names = new HashSet<>();

    private StateLines(ConfText text, PersistentState state) {
        this.text = text;
        this.state = state;
    }

    /**
     * Writes a state.
     *
     * @throws IllegalArgumentException saying what in the state could not be loaded again
     */
    static void write(PersistentState state, ConfText text) {
        new StateLines(text, state).write();
    }

    private void write() {
        require(state.myId().length() == 40, "the id '" + state.myId() + "' has not 40 characters");
        requireEpoch("current epoch", state.currentEpoch());
        GlobalSettings settings = state.settings();
        line("myid", state.myId());
        yesOrNo("deny-scripts-reconfig", settings.denyScriptsReconfig(), true);
        yesOrNo("resolve-hostnames", settings.resolveHostnames(), false);
        yesOrNo("announce-hostnames", settings.announceHostnames(), false);
        state.masters().forEach(this::master);
        line("current-epoch", Long.toString(state.currentEpoch()));
        settings.announceIp().ifPresent(ip -> line("announce-ip", ip));
        if (settings.announcePort() != 0) {
            line("announce-port", Integer.toString(settings.announcePort()));
        }
        settings.sentinelUser().ifPresent(user -> line("sentinel-user", user));
        settings.sentinelPass().map(Secret::value).ifPresent(pass -> line("sentinel-pass", pass));
        settings.logLevel().ifPresent(level -> text.writeDirective(List.of("loglevel", level)));
        settings.users()
                .ifPresent(users -> text.writeAll(
                        "user", users.stream().map(StateLines::userLine).toList()));
    }

    /** Names, patterns and digests have no blanks. */
    private static List<String> userLine(Secret rules) {
        List<String> words = new ArrayList<>(List.of("user"));
        words.addAll(List.of(rules.value().split(" ", -1)));
        return words;
    }

    private void master(MasterRecord master) {
        MonitorConfig settings = master.settings();
        String name = settings.name();
        require(names.add(name), "two masters are named '" + name + "'");
        requireEpoch("config epoch of '" + name + "'", master.configEpoch());
        requireEpoch("leader epoch of '" + name + "'", master.leaderEpoch());
        requireLoadable(settings.address(), name);
        line(
                "monitor",
                name,
                settings.address().host(),
                Integer.toString(settings.address().port()),
                Integer.toString(settings.quorum()));
        settings(settings);
        line("config-epoch", name, Long.toString(master.configEpoch()));
        line("leader-epoch", name, Long.toString(master.leaderEpoch()));
        Set<InstanceAddress> replicas = new HashSet<>();
        for (InstanceAddress replica : master.replicas()) {
            // A node stands either as the master or as a replica; a replica that stood twice would not load.
            if (!replica.equals(settings.address()) && replicas.add(replica)) {
                requireLoadable(replica, name);
                line("known-replica", name, replica.host(), Integer.toString(replica.port()));
            }
        }
        Set<String> ids = new HashSet<>();
        for (KnownSentinel sentinel : master.sentinels()) {
            if (ids.add(sentinel.id())) {
                requireLoadable(sentinel.address(), name);
                InstanceAddress address = sentinel.address();
                line("known-sentinel", name, address.host(), Integer.toString(address.port()), sentinel.id());
            }
        }
        new TreeMap<>(settings.renamedCommands())
                .forEach((command, newName) -> line("rename-command", name, command, newName));
    }

    /** Settings at their default are not written, so that a line that says the default disappears, as with C. */
    private void settings(MonitorConfig settings) {
        String name = settings.name();
        if (!settings.downAfter().equals(MonitorConfig.DEFAULT_DOWN_AFTER)) {
            period("down-after-milliseconds", name, settings.downAfter().toMillis());
        }
        if (!settings.failoverTimeout().equals(MonitorConfig.DEFAULT_FAILOVER_TIMEOUT)) {
            period("failover-timeout", name, settings.failoverTimeout().toMillis());
        }
        if (settings.parallelSyncs() != MonitorConfig.DEFAULT_PARALLEL_SYNCS) {
            line("parallel-syncs", name, Integer.toString(settings.parallelSyncs()));
        }
        settings.notificationScript().ifPresent(path -> line("notification-script", name, path));
        settings.clientReconfigScript().ifPresent(path -> line("client-reconfig-script", name, path));
        settings.authPass().map(Secret::value).ifPresent(pass -> line("auth-pass", name, pass));
        settings.authUser().ifPresent(user -> line("auth-user", name, user));
        if (!settings.masterRebootDownAfter().isZero()) {
            period(
                    "master-reboot-down-after-period",
                    name,
                    settings.masterRebootDownAfter().toMillis());
        }
    }

    private void period(String directive, String name, long ms) {
        require(ms <= Integer.MAX_VALUE, directive + " of '" + name + "' exceeds " + Integer.MAX_VALUE + " ms");
        line(directive, name, Long.toString(ms));
    }

    private void yesOrNo(String directive, boolean value, boolean defaultValue) {
        List<String> words = List.of("sentinel", directive, value ? "yes" : "no");
        if (value == defaultValue) {
            text.writeIfPresent(words);
        } else {
            text.write(words);
        }
    }

    private void line(String directive, String... words) {
        List<String> line = new ArrayList<>(words.length + 2);
        line.add("sentinel");
        line.add(directive);
        line.addAll(List.of(words));
        text.write(line);
    }

    private void requireLoadable(InstanceAddress address, String master) {
        boolean loadable = state.settings().resolveHostnames() || SentinelLines.isNumeric(address.host());
        require(loadable, "'" + master + "' has the host name " + address + ", which needs resolve-hostnames yes");
    }

    private static void requireEpoch(String what, long epoch) {
        require(Epochs.isValid(epoch), what + " is " + epoch + ", outside 0 to " + Epochs.MAX);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
