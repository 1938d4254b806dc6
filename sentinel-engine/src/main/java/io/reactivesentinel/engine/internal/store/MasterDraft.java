package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.MasterRecord.KnownSentinel;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One master while the lines about it are gathered. */
final class MasterDraft {

    final MonitorConfig.Builder settings;
    long configEpoch;
    long leaderEpoch;
    private final Map<InstanceAddress, String> replicas = new LinkedHashMap<>();
    private final Map<String, KnownSentinel> sentinels = new LinkedHashMap<>();
    private final Set<String> renamed = new HashSet<>();

    MasterDraft(MonitorConfig.Builder settings) {
        this.settings = settings;
    }

    /**
     * Whether the replica was new. C 7.0 writes {@code known-replica} lines beside {@code known-slave} ones that it leaves in
     * place, and then refuses its own file; the same replica once under either name is therefore no fault.
     */
    boolean addReplica(InstanceAddress address, String directive) {
        String before = replicas.putIfAbsent(address, directive);
        return before == null || !before.equals(directive);
    }

    /** Whether the Sentinel's id was new. */
    boolean addSentinel(InstanceAddress address, String id) {
        return sentinels.putIfAbsent(id, new KnownSentinel(address, id)) == null;
    }

    /** Whether the command had no other name yet. */
    boolean rename(String command, String newName) {
        if (!renamed.add(command.toUpperCase(Locale.ROOT))) {
            return false;
        }
        settings.renameCommand(command, newName);
        return true;
    }

    MasterRecord build() {
        return new MasterRecord(
                settings.build(),
                configEpoch,
                leaderEpoch,
                new ArrayList<>(replicas.keySet()),
                new ArrayList<>(sentinels.values()));
    }
}
