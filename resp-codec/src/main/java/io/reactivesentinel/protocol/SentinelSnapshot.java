package io.reactivesentinel.protocol;

/**
 * Another Sentinel that watches a master, at one moment, as SENTINEL SENTINELS shows it.
 *
 * @param status what is known of the instance
 * @param lastHelloMs age of its last hello, milliseconds
 * @param votedLeader whom it last said to have voted for; empty when it has not said
 * @param votedLeaderEpoch in which epoch
 */
public record SentinelSnapshot(InstanceStatus status, long lastHelloMs, String votedLeader, long votedLeaderEpoch) {}
