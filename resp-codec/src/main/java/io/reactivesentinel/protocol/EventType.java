package io.reactivesentinel.protocol;

/**
 * Every event a Sentinel publishes: its Pub/Sub channel and how loud it is.
 *
 * <p>The channels of C Sentinel keep the old word {@code slave}; the constants here say replica. The last group is ours
 * alone.
 */
public enum EventType {
    /** A master is being monitored. */
    MONITOR("+monitor", EventLevel.WARNING),
    /** A master is no longer monitored. */
    UNMONITOR("-monitor", EventLevel.WARNING),
    /** A setting of a master was changed. */
    SET("+set", EventLevel.WARNING),
    /** A master was reset. */
    RESET_MASTER("+reset-master", EventLevel.WARNING),
    /** A replica was found. */
    REPLICA("+slave", EventLevel.NOTICE),
    /** A Sentinel was found. */
    SENTINEL("+sentinel", EventLevel.NOTICE),
    /** A known Sentinel moved to another address. */
    SENTINEL_ADDRESS_SWITCH("+sentinel-address-switch", EventLevel.NOTICE),
    /** The address of a known Sentinel is now used by another one. */
    SENTINEL_INVALID_ADDR("+sentinel-invalid-addr", EventLevel.NOTICE),
    /** A move of a Sentinel was carried over to the other masters it watches. */
    SENTINEL_ADDRESS_UPDATE("+sentinel-address-update", EventLevel.NOTICE),
    /** An instance restarted: its run id changed. */
    REBOOT("+reboot", EventLevel.NOTICE),
    /** An instance reports the role it is configured for. */
    ROLE_CHANGE("+role-change", EventLevel.VERBOSE),
    /** An instance reports another role than it is configured for. */
    ROLE_MISMATCH("-role-change", EventLevel.VERBOSE),
    /** Subjectively down. */
    SDOWN("+sdown", EventLevel.WARNING),
    /** No longer subjectively down. */
    SDOWN_OVER("-sdown", EventLevel.WARNING),
    /** Objectively down: a quorum agrees. */
    ODOWN("+odown", EventLevel.WARNING),
    /** No longer objectively down. */
    ODOWN_OVER("-odown", EventLevel.WARNING),
    /** The current epoch rose. */
    NEW_EPOCH("+new-epoch", EventLevel.WARNING),
    /** A failover attempt began. */
    TRY_FAILOVER("+try-failover", EventLevel.WARNING),
    /** This Sentinel voted. */
    VOTE_FOR_LEADER("+vote-for-leader", EventLevel.WARNING),
    /** This Sentinel was elected. */
    ELECTED_LEADER("+elected-leader", EventLevel.WARNING),
    /** The attempt ended without enough votes. */
    ABORT_NOT_ELECTED("-failover-abort-not-elected", EventLevel.WARNING),
    /** The attempt ended because no replica may be promoted. */
    ABORT_NO_GOOD_REPLICA("-failover-abort-no-good-slave", EventLevel.WARNING),
    /** The attempt ended because the chosen replica did not become master in time. */
    ABORT_REPLICA_TIMEOUT("-failover-abort-slave-timeout", EventLevel.WARNING),
    /** Choosing a replica. */
    STATE_SELECT_REPLICA("+failover-state-select-slave", EventLevel.WARNING),
    /** A replica was chosen. */
    SELECTED_REPLICA("+selected-slave", EventLevel.WARNING),
    /** About to promote it. */
    STATE_SEND_NO_ONE("+failover-state-send-slaveof-noone", EventLevel.NOTICE),
    /** Promotion sent. */
    STATE_WAIT_PROMOTION("+failover-state-wait-promotion", EventLevel.NOTICE),
    /** The chosen replica is a master. */
    PROMOTED_REPLICA("+promoted-slave", EventLevel.WARNING),
    /** Pointing the other replicas at the new master. */
    STATE_RECONF_REPLICAS("+failover-state-reconf-slaves", EventLevel.WARNING),
    /** A replica was told to follow the new master. */
    REPLICA_RECONF_SENT("+slave-reconf-sent", EventLevel.NOTICE),
    /** It follows the new master, not yet in sync. */
    REPLICA_RECONF_INPROG("+slave-reconf-inprog", EventLevel.NOTICE),
    /** It is in sync with the new master. */
    REPLICA_RECONF_DONE("+slave-reconf-done", EventLevel.NOTICE),
    /** It did not begin to follow in time and will be told again. */
    REPLICA_RECONF_SENT_TIMEOUT("-slave-reconf-sent-timeout", EventLevel.NOTICE),
    /** Told at the end of a failover that ran out of time. */
    REPLICA_RECONF_SENT_BE("+slave-reconf-sent-be", EventLevel.NOTICE),
    /** The failover ran out of time; the promotion stands. */
    FAILOVER_END_FOR_TIMEOUT("+failover-end-for-timeout", EventLevel.WARNING),
    /** The failover is complete. */
    FAILOVER_END("+failover-end", EventLevel.WARNING),
    /** The master's address changed. */
    SWITCH_MASTER("+switch-master", EventLevel.WARNING),
    /** A newer configuration was taken over from another Sentinel. */
    CONFIG_UPDATE_FROM("+config-update-from", EventLevel.WARNING),
    /** A node that claims to be a master was told to follow the master. */
    CONVERT_TO_REPLICA("+convert-to-slave", EventLevel.NOTICE),
    /** A replica that follows another node was told to follow the master. */
    FIX_REPLICA_CONFIG("+fix-slave-config", EventLevel.NOTICE),
    /** TILT began. */
    TILT("+tilt", EventLevel.WARNING),
    /** TILT is over. */
    TILT_OVER("-tilt", EventLevel.WARNING),
    /** A script failed for good, or could not be started. */
    SCRIPT_ERROR("-script-error", EventLevel.WARNING),
    /** A script ran for too long and is killed. */
    SCRIPT_TIMEOUT("-script-timeout", EventLevel.WARNING),
    /** A script was started. */
    SCRIPT_CHILD("+script-child", EventLevel.DEBUG),
    /** A script ended. */
    SCRIPT_CHILD_OVER("-script-child", EventLevel.DEBUG),
    /** A command link could not be opened. */
    CMD_LINK_RECONNECTION("-cmd-link-reconnection", EventLevel.DEBUG),
    /** A Pub/Sub link could not be opened. */
    PUBSUB_LINK_RECONNECTION("-pubsub-link-reconnection", EventLevel.DEBUG),

    /** State could not be saved: no votes and no failovers until it can. */
    SAVE_FAILED("-state-save", EventLevel.WARNING),
    /** State is being saved again. */
    SAVE_RECOVERED("+state-save", EventLevel.WARNING),
    /** An invariant of one master broke; it is watched no further until reloaded. */
    FAULTED("+faulted", EventLevel.WARNING),
    /** Two Sentinels answer to one id. */
    DUPLICATE_SENTINEL_ID("+duplicate-sentinel-id", EventLevel.WARNING),
    /** A peer states an epoch that cannot be true. */
    ABSURD_EPOCH("+absurd-epoch", EventLevel.WARNING);

    private final String channel;
    private final EventLevel level;

    EventType(String channel, EventLevel level) {
        this.channel = channel;
        this.level = level;
    }

    /** The Pub/Sub channel, also the first word of the log line. */
    public String channel() {
        return channel;
    }

    /** How loud it is. */
    public EventLevel level() {
        return level;
    }
}
