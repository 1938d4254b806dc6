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
    MONITORED_ANEW,

    // What follows is seen in the cluster itself; the number is that of the scenario in the page on scenarios.

    /** 4: a Sentinel that reached no majority held a master for down with a quorum. */
    QUORUM_WITHOUT_MAJORITY,
    /** 5: a Sentinel that reached a majority, but no quorum, held a master for down. */
    MAJORITY_BELOW_QUORUM,
    /** 6: a Sentinel that reached exactly half of all held a master for down. */
    EVEN_SPLIT,
    /** 7, 9: a quorum held a master for down while two Sentinels reached each other only by way of a third. */
    BRIDGED,
    /** 8: a Sentinel held a master for down to which packets got through in one direction only. */
    ONE_WAY_OUTAGE,
    /** 12: a Sentinel held a master for down that answered later than down-after allows. */
    SLOW_OUTAGE,
    /** 13: an answer about a vote came when its election was over. */
    LATE_VOTE,
    /** 23: a leader that had stood still went on when others had a newer configuration. */
    OVERTAKEN,
    /** 26, 27: a Sentinel died with a vote that was not on its disk yet. */
    UNSAVED_VOTE_LOST,
    /** 34: nothing ran any more, no Sentinel and no node. */
    BLACKOUT,
    /** 36: a replica was there that had been without its master for too long to be chosen. */
    STALE_REPLICA_PASSED_OVER,
    /** 37: nobody could be promoted, and all replicas were dead or of priority 0. */
    ALL_REPLICAS_UNFIT,
    /** 38: a replica was not to be promoted any more after it had been chosen. */
    UNFIT_AFTER_CHOICE,
    /** 39: of two replicas of one priority and offset one was chosen. */
    EQUAL_OFFSETS,
    /** 44: a master restarted without data that others had. */
    REBOOT_WITHOUT_DATA,
    /** 45: a master said to a Sentinel that it was loading its data. */
    MASTER_LOADING,
    /** 45: a node said to a Sentinel that its own master was down. */
    NODE_MASTERDOWN,
    /** 45: a node said to a Sentinel that a script kept it busy. */
    NODE_BUSY,
    /** 45: a node wanted a password that a Sentinel had not given, or another one. */
    NODE_LOCKED,
    /** 48: a node refused a transaction that gave it another role. */
    TRANSACTION_REFUSED,
    /** 51: a replica followed another replica. */
    REPLICA_OF_REPLICA,
    /** 51: a node followed one that is none of its group. */
    FOREIGN_MASTER,
    /** 51: somebody other than a Sentinel gave a node another role. */
    ROLE_GIVEN_BY_HAND,
    /** 52: at the address of a node another one answered to a Sentinel. */
    ADDRESS_REUSED,
    /** 53: two nodes that ran had one run id. */
    ONE_RUN_ID_TWICE,
    /** 54: a quorum held two masters for down at a time. */
    TWO_MASTERS_DOWN,
    /** 57: an operator reset or removed a master, or changed its settings, while a failover of it went on. */
    RESET_IN_FAILOVER,
    /** 57: as above. */
    REMOVED_IN_FAILOVER,
    /** 57: as above. */
    SET_IN_FAILOVER,
    /** 58: two Sentinels carried out an operator's failover of one master at a time. */
    TWO_FORCED_FAILOVERS,
    /** 58: one did, while another one had begun a failover of its own. */
    FORCED_BESIDE_AUTOMATIC,
    /** 59: a quorum of one was enough to hold a master for down. */
    QUORUM_OF_ONE,
    /** 59: a quorum was changed. */
    QUORUM_CHANGED,
    /** 60: a failover was tried while Sentinels knew different numbers of others. */
    DIFFERENT_VIEWS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
