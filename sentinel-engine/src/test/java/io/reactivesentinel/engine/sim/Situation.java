package io.reactivesentinel.engine.sim;

import java.util.Locale;

/** States of a cluster that a search for faults ought to visit; a run says which it did not. */
public enum Situation {
    /** A Sentinel held a master for down. */
    MASTER_SDOWN,
    /** A master was held for down and answered again before a quorum agreed. */
    FALSE_ALARM,
    /** A quorum held a master for down. */
    MASTER_ODOWN,
    /** A master that a quorum had held for down came back by itself. */
    ODOWN_ENDED,
    /** A failover was tried. */
    ATTEMPT,
    /** Two candidates had votes in one epoch. */
    SPLIT_VOTE,
    /** An attempt was given up because it was not elected, or not any more. */
    NOT_ELECTED,
    /** A leader found nobody to promote. */
    NO_GOOD_REPLICA,
    /** A promotion did not show in time. */
    PROMOTION_TIMEOUT,
    /** A replica was promoted, and it was told. */
    PROMOTED,
    /** A failover ended. */
    FAILOVER_ENDED,
    /** A failover ended before every replica followed. */
    FAILOVER_ENDED_FOR_TIMEOUT,
    /** A replica did not begin to follow in time. */
    RECONFIGURATION_TIMEOUT,
    /** A Sentinel took over what another one had decided. */
    CONFIG_TAKEN_OVER,
    /** A returning master was brought back with the consent of a majority. */
    QUICK_DEMOTION,
    /** A stray master was brought back by the slow rule. */
    SLOW_DEMOTION,
    /** A replica that followed somebody else was brought back. */
    REPLICA_CORRECTED,
    /** An operator's failover went on without a majority. */
    LONE_FAILOVER,
    /** An operator's failover was elected. */
    FORCED_FAILOVER,
    /** A master handed over to its replica. */
    HANDED_OVER,
    /** A Sentinel was in TILT. */
    TILT,
    /** A save failed. */
    SAVE_FAILED,
    /** Saves worked again. */
    SAVE_RECOVERED,
    /** A Sentinel died while it tried or led a failover. */
    LEADER_DIED,
    /** A Sentinel stood still while it tried or led a failover. */
    LEADER_STOOD_STILL,
    /** The node that was being promoted, or had just been, died. */
    NEW_MASTER_DIED,
    /** A node restarted under the same address. */
    REBOOT,
    /** A node said that it had another role than was known. */
    ROLE_MISMATCH,
    /** Two Sentinels of one id were noticed. */
    DUPLICATE_ID,
    /** An absurd epoch was refused. */
    ABSURD_EPOCH,
    /** A Sentinel was found at another address. */
    SENTINEL_MOVED,
    /** One epoch had two addresses. */
    EPOCH_CONFLICT,
    /** Two nodes acknowledged writes at a time. */
    TWO_WRITABLE_MASTERS,
    /** A write that was acknowledged was lost. */
    WRITE_LOST,
    /** A command was not written because it had become too old. */
    COMMAND_EXPIRED,
    /** A Sentinel was told of an epoch it did not know. */
    NEW_EPOCH,
    /** A master was reset by an operator. */
    RESET,
    /** A master was removed by an operator, and added again. */
    MONITORED_ANEW;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
