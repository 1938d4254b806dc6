package io.reactivesentinel.engine.spi;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import java.util.Optional;

/**
 * What survives a restart about one monitored master.
 *
 * @param settings its settings; the address is the current master's, which after a failover is not the configured one
 * @param configEpoch epoch of that address
 * @param leaderEpoch newest epoch this Sentinel has voted in for this master
 * @param replicas its known replicas
 * @param sentinels the other Sentinels known to watch it
 * @param leader whom it voted for in that epoch; empty when that is not known any more, which costs time and never safety
 */
public record MasterRecord(
        MonitorConfig settings,
        long configEpoch,
        long leaderEpoch,
        List<InstanceAddress> replicas,
        List<KnownSentinel> sentinels,
        Optional<String> leader) {

    /** Copies the lists. */
    public MasterRecord {
        replicas = List.copyOf(replicas);
        sentinels = List.copyOf(sentinels);
    }

    /** One of which it is not known whom it voted for. */
    public MasterRecord(
            MonitorConfig settings,
            long configEpoch,
            long leaderEpoch,
            List<InstanceAddress> replicas,
            List<KnownSentinel> sentinels) {
        this(settings, configEpoch, leaderEpoch, replicas, sentinels, Optional.empty());
    }

    /** The same, with whom it voted for. */
    public MasterRecord withLeader(Optional<String> votedFor) {
        return new MasterRecord(settings, configEpoch, leaderEpoch, replicas, sentinels, votedFor);
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
