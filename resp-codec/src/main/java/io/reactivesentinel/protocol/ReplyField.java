package io.reactivesentinel.protocol;

/** The field names of the instance maps that SENTINEL MASTER, REPLICAS and SENTINELS answer with, each once. */
public final class ReplyField {

    public static final String NAME = "name";
    public static final String IP = "ip";
    public static final String PORT = "port";
    public static final String RUN_ID = "runid";
    public static final String FLAGS = "flags";
    public static final String LINK_PENDING_COMMANDS = "link-pending-commands";
    public static final String LINK_REFCOUNT = "link-refcount";
    public static final String FAILOVER_STATE = "failover-state";
    public static final String LAST_PING_SENT = "last-ping-sent";
    public static final String LAST_OK_PING_REPLY = "last-ok-ping-reply";
    public static final String LAST_PING_REPLY = "last-ping-reply";
    public static final String S_DOWN_TIME = "s-down-time";
    public static final String O_DOWN_TIME = "o-down-time";
    public static final String DOWN_AFTER = "down-after-milliseconds";
    public static final String INFO_REFRESH = "info-refresh";
    public static final String ROLE_REPORTED = "role-reported";
    public static final String ROLE_REPORTED_TIME = "role-reported-time";
    public static final String CONFIG_EPOCH = "config-epoch";
    public static final String NUM_REPLICAS = "num-slaves";
    public static final String NUM_OTHER_SENTINELS = "num-other-sentinels";
    public static final String QUORUM = "quorum";
    public static final String FAILOVER_TIMEOUT = "failover-timeout";
    public static final String PARALLEL_SYNCS = "parallel-syncs";
    public static final String NOTIFICATION_SCRIPT = "notification-script";
    public static final String CLIENT_RECONFIG_SCRIPT = "client-reconfig-script";
    public static final String MASTER_LINK_DOWN_TIME = "master-link-down-time";
    public static final String MASTER_LINK_STATUS = "master-link-status";
    public static final String MASTER_HOST = "master-host";
    public static final String MASTER_PORT = "master-port";
    public static final String REPLICA_PRIORITY = "slave-priority";
    public static final String REPLICA_REPL_OFFSET = "slave-repl-offset";
    public static final String REPLICA_ANNOUNCED = "replica-announced";
    public static final String LAST_HELLO_MESSAGE = "last-hello-message";
    public static final String VOTED_LEADER = "voted-leader";
    public static final String VOTED_LEADER_EPOCH = "voted-leader-epoch";

    private ReplyField() {}
}
