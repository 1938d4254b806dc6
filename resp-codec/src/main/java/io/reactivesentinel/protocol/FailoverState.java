package io.reactivesentinel.protocol;

/** How far the failover of a master has come; the order of the constants is the order of the phases. */
public enum FailoverState {
    /** No failover. */
    NONE("none"),
    /** A candidate that waits for votes. */
    WAIT_START("wait_start"),
    /** Elected, choosing a replica. */
    SELECT_REPLICA("select_slave"),
    /** Chosen, waiting to send the promotion. */
    SEND_REPLICAOF_NO_ONE("send_slaveof_noone"),
    /** Promotion sent, waiting until INFO shows it. */
    WAIT_PROMOTION("wait_promotion"),
    /** Promoted and published, pointing the other replicas at the new master. */
    RECONF_REPLICAS("reconf_slaves"),
    /** All done; kept because C Sentinels report it. */
    UPDATE_CONFIG("update_config");

    private final String wireName;

    FailoverState(String wireName) {
        this.wireName = wireName;
    }

    /** The value of the {@code failover-state} field. */
    public String wireName() {
        return wireName;
    }

    /** Whether a leader in this state has begun to act: from choosing a replica on. */
    public boolean isActing() {
        return compareTo(SELECT_REPLICA) >= 0;
    }

    /** The state with that wire name, or {@link #NONE} for a name nobody uses. */
    public static FailoverState fromWire(String name) {
        for (FailoverState state : values()) {
            if (state.wireName.equals(name)) {
                return state;
            }
        }
        return NONE;
    }
}
