package io.reactivesentinel.protocol;

/**
 * One replica at one moment, as SENTINEL REPLICAS shows it. Durations are in milliseconds.
 *
 * @param status what is known of the instance
 * @param info what its INFO told
 * @param masterLinkDownMs how long its link to its master has been down; 0 when up, -1000 when it never was up
 * @param masterLinkUp whether its link to its master is up
 * @param masterHost the host it follows; empty while unknown
 * @param masterPort the port it follows; 0 while unknown
 * @param priority lower is preferred for promotion, 0 never promoted
 * @param replicationOffset bytes of the replication stream it has processed
 * @param announced whether it wants to be shown to clients
 */
public record ReplicaSnapshot(
        InstanceStatus status,
        InfoStatus info,
        long masterLinkDownMs,
        boolean masterLinkUp,
        String masterHost,
        int masterPort,
        int priority,
        long replicationOffset,
        boolean announced) {}
