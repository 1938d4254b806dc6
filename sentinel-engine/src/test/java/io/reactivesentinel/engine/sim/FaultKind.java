package io.reactivesentinel.engine.sim;

import java.util.Locale;

/** What can go wrong in a simulation, each by itself or with others. */
public enum FaultKind {
    /** A process is killed and, after a while, started again; what was not saved is gone. */
    KILL,
    /** A host loses its power, with all that runs on it, and nobody is told. */
    POWER,
    /** A process stands still and goes on. */
    PAUSE,
    /** A Sentinel stands still in the middle of what it is doing. */
    PAUSE_BETWEEN_EFFECTS,
    /** A Sentinel stands still while it leads a failover, just before or after one of its steps. */
    HESITATION,
    /** A process stands still, and its monotonic clock with it: a suspended machine. */
    SUSPEND,
    /** One host is cut off from all others. */
    ISOLATION,
    /** The hosts fall into two groups that do not reach each other. */
    PARTITION,
    /** Two hosts do not reach each other. */
    CUT,
    /** One direction between two hosts is cut. */
    ONE_WAY_CUT,
    /** Everybody reaches one host, but not everybody reaches everybody. */
    BRIDGE,
    /** A path is cut and healed again and again. */
    FLAPPING,
    /** A path is slow. */
    SLOW_PATH,
    /** A path loses what is sent over it, so that it has to be sent again. */
    LOSSY_PATH,
    /** All connections of a process are reset. */
    RESET,
    /** Saves of a Sentinel take seconds. */
    SLOW_DISK,
    /** Saves of a Sentinel fail. */
    FULL_DISK,
    /** Saves of a Sentinel fail although what was saved may be found later. */
    TREACHEROUS_DISK,
    /** A save of a Sentinel does not end for a while. */
    STUCK_DISK,
    /** A Sentinel is killed, and whom it voted for is lost. */
    LOST_NAMES,
    /** A wall clock is set. */
    WALL_CLOCK,
    /** A clock runs fast or slow. */
    DRIFT,
    /** A node must not be promoted. */
    PRIORITY,
    /** A replica lags behind. */
    LAG,
    /** A node tells what was true a while ago. */
    STALE_INFO,
    /** A node tells what is not true. */
    LYING_INFO,
    /** A node does not do what it is told to in a transaction. */
    DISOBEDIENCE,
    /** A node answers that a script keeps it busy. */
    BUSY,
    /** A node restarts without its data. */
    REBORN_EMPTY,
    /** Two nodes have one run id. */
    DUPLICATE_RUN_ID,
    /** A replica or Sentinel comes back at another address. */
    MOVE,
    /** Somebody says hello in the name of others. */
    FORGED_HELLO,
    /** An operator asks for a failover. */
    OPERATOR_FAILOVER,
    /** An operator changes settings. */
    OPERATOR_SET,
    /** An operator lets a Sentinel forget what it has learnt. */
    OPERATOR_RESET,
    /** An operator removes a master and adds it again. */
    OPERATOR_MONITOR,

    // Added later: drawn apart from those above, so that a seed means for those what it meant before.

    /** At the address of a node that is gone another one comes up, which belongs to another master, or is one. */
    REUSED_ADDRESS,
    /** A master comes back at another address. */
    MASTER_MOVE,
    /** A hello that was true once is delivered again. */
    REPLAYED_HELLO,
    /** A request for a vote is delivered again. */
    REPLAYED_QUESTION,
    /** A node answers with an error: it wants another password, reads its data, or misses its master. */
    REFUSAL,
    /** A replica must not be promoted any more from the moment it was chosen. */
    UNFIT_AFTER_CHOICE,
    /** All hosts lose their power, and get it back one after the other. */
    BLACKOUT,
    /** Operators ask two Sentinels for a failover of one master at the same time. */
    TWO_OPERATOR_FAILOVERS,
    /** An operator gives a node another role by hand. */
    OPERATOR_REPLICAOF;

    /** Whether it is one of those that are drawn apart. */
    boolean isAdded() {
        return compareTo(REUSED_ADDRESS) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
