package io.reactivesentinel.protocol;

import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known of any instance at one moment; ages and durations are in milliseconds.
 *
 * @param ref which instance
 * @param runId its run id (a Sentinel's id for a Sentinel); empty while unknown
 * @param flags its flags
 * @param linkPendingCommands commands sent and not yet answered
 * @param linkRefcount records that share its link
 * @param lastPingSentMs age of the oldest PING without a valid answer; 0 when there is none
 * @param lastOkPingReplyMs age of the last valid answer to a PING
 * @param lastPingReplyMs age of the last answer of any kind to a PING
 * @param sDownMs how long it has been subjectively down; empty when it is not
 * @param downAfterMs silence after which it counts as down
 */
public record InstanceStatus(
        InstanceRef ref,
        String runId,
        Set<InstanceFlag> flags,
        int linkPendingCommands,
        int linkRefcount,
        long lastPingSentMs,
        long lastOkPingReplyMs,
        long lastPingReplyMs,
        OptionalLong sDownMs,
        long downAfterMs) {

    /** Copies the flags. */
    public InstanceStatus {
        flags = Set.copyOf(flags);
    }

    /** Whether it is subjectively down. */
    public boolean isSdown() {
        return flags.contains(InstanceFlag.SDOWN);
    }

    /** Whether it is objectively down; only masters ever are. */
    public boolean isOdown() {
        return flags.contains(InstanceFlag.ODOWN);
    }

    /** Whether all links to it are up. */
    public boolean isConnected() {
        return !flags.contains(InstanceFlag.DISCONNECTED);
    }
}
