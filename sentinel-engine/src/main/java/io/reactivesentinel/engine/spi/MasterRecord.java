package io.reactivesentinel.engine.spi;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;

/**
 * What survives a restart about one monitored master.
 *
 * @param settings its settings; the address is the current master's, which after a failover is not the configured one
 * @param configEpoch epoch of that address
 * @param leaderEpoch newest epoch this Sentinel has voted in for this master
 * @param replicas its known replicas
 * @param sentinels the other Sentinels known to watch it
 */
public record MasterRecord(
        MonitorConfig settings,
        long configEpoch,
        long leaderEpoch,
        List<InstanceAddress> replicas,
        List<KnownSentinel> sentinels) {

    /** Copies the lists. */
    public MasterRecord {
        replicas = List.copyOf(replicas);
        sentinels = List.copyOf(sentinels);
    }

    /** A master that is monitored for the first time. */
    public static MasterRecord fresh(MonitorConfig settings) {
        return new MasterRecord(settings, 0, 0, List.of(), List.of());
    }

    /**
     * Another Sentinel.
     *
     * @param address where it is reached
     * @param id its 40-character id
     */
    public record KnownSentinel(InstanceAddress address, String id) {}
}
