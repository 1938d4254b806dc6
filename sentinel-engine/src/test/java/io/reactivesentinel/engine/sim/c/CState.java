package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What C's configuration file keeps.
 *
 * @param myId the Sentinel's id
 * @param currentEpoch the highest epoch seen, unsigned as all epochs here
 * @param masters what it watches
 */
public record CState(String myId, long currentEpoch, List<Monitored> masters) {

    /** Copies the list. */
    public CState {
        masters = List.copyOf(masters);
    }

    /**
     * One master. Whom the last vote was for is not among it.
     *
     * @param name its name
     * @param address where clients are sent
     * @param quorum how many must agree
     * @param downAfterMs silence after which it counts as down
     * @param failoverTimeoutMs the limit of a failover's steps
     * @param parallelSyncs replicas pointed at a new master at a time
     * @param rebootDownAfterMs how long it may load after a restart; 0 for ever
     * @param authUser the user towards the nodes
     * @param authPass the password towards the nodes
     * @param configEpoch the epoch of the address
     * @param leaderEpoch the epoch of the last vote
     * @param replicas its replicas
     * @param sentinels the other Sentinels
     */
    public record Monitored(
            String name,
            InstanceAddress address,
            int quorum,
            long downAfterMs,
            long failoverTimeoutMs,
            int parallelSyncs,
            long rebootDownAfterMs,
            @Nullable String authUser,
            @Nullable String authPass,
            long configEpoch,
            long leaderEpoch,
            List<InstanceAddress> replicas,
            List<Known> sentinels) {

        /** Copies the lists. */
        public Monitored {
            replicas = List.copyOf(replicas);
            sentinels = List.copyOf(sentinels);
        }

        /** One that is watched for the first time. */
        public static Monitored fresh(
                String name,
                InstanceAddress address,
                int quorum,
                long downAfterMs,
                long failoverTimeoutMs,
                int parallelSyncs) {
            return new Monitored(
                    name,
                    address,
                    quorum,
                    downAfterMs,
                    failoverTimeoutMs,
                    parallelSyncs,
                    0,
                    null,
                    null,
                    0,
                    0,
                    List.of(),
                    List.of());
        }
    }

    /**
     * Another Sentinel.
     *
     * @param address where it is
     * @param id its id, of whatever form
     */
    public record Known(InstanceAddress address, String id) {}

    /** What is in the file before the first start. */
    public static CState of(String myId, List<Monitored> masters) {
        return new CState(myId, 0, masters);
    }

    /** What ours would remember, as far as C remembers it too. */
    public static CState of(PersistentState state) {
        return new CState(
                state.myId(),
                state.currentEpoch(),
                state.masters().stream().map(CState::monitored).toList());
    }

    private static Monitored monitored(MasterRecord record) {
        MonitorConfig settings = record.settings();
        return new Monitored(
                settings.name(),
                settings.address(),
                settings.quorum(),
                settings.downAfter().toMillis(),
                settings.failoverTimeout().toMillis(),
                settings.parallelSyncs(),
                settings.masterRebootDownAfter().toMillis(),
                settings.authUser().orElse(null),
                settings.authPass().map(Secret::value).orElse(null),
                record.configEpoch(),
                record.leaderEpoch(),
                record.replicas(),
                record.sentinels().stream()
                        .map(each -> new Known(each.address(), each.id()))
                        .toList());
    }

    /** What a start makes of it, which is not always what was meant. */
    public CState read() {
        return FileReading.of(this);
    }

    /** What is kept about one master; {@code null} when it is not watched. */
    public @Nullable Monitored master(String name) {
        for (Monitored each : masters) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return null;
    }
}
