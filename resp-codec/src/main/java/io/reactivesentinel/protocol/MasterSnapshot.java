package io.reactivesentinel.protocol;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One monitored master at one moment, as SENTINEL MASTER shows it. Durations are in milliseconds.
 *
 * @param status what is known of the instance
 * @param info what its INFO told
 * @param currentAddress where clients are sent; differs from the instance's while a promotion is being published
 * @param oDownMs how long it has been objectively down; empty when it is not
 * @param failoverState how far a failover led by this Sentinel has come
 * @param configEpoch epoch of the current address
 * @param numReplicas known replicas
 * @param numOtherSentinels other Sentinels known to watch it
 * @param quorum Sentinels that must agree that it is down
 * @param failoverTimeoutMs limit of a failover
 * @param parallelSyncs replicas reconfigured at a time
 * @param notificationScript program run for each warning
 * @param clientReconfigScript program run when the address changes
 */
public record MasterSnapshot(
        InstanceStatus status,
        InfoStatus info,
        InstanceAddress currentAddress,
        OptionalLong oDownMs,
        FailoverState failoverState,
        long configEpoch,
        int numReplicas,
        int numOtherSentinels,
        int quorum,
        long failoverTimeoutMs,
        int parallelSyncs,
        Optional<String> notificationScript,
        Optional<String> clientReconfigScript) {

    /** Its configured name. */
    public String name() {
        return status.ref().name();
    }
}
