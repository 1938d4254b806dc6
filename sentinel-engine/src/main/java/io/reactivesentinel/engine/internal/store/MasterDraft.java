package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.MasterRecord.KnownSentinel;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One master while the lines about it are gathered. */
final class MasterDraft {

    final MonitorConfig.Builder settings;
    long configEpoch;
    long leaderEpoch;
    private final Set<InstanceAddress> replicas = new LinkedHashSet<>();
    private final Map<String, KnownSentinel> sentinels = new LinkedHashMap<>();
    private final Set<String> renamed = new HashSet<>();

    MasterDraft(MonitorConfig.Builder settings) {
        this.settings = settings;
    }

    /** Whether the replica was new. */
    boolean addReplica(InstanceAddress address) {
        return replicas.add(address);
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
                new ArrayList<>(replicas),
                new ArrayList<>(sentinels.values()));
    }
}
