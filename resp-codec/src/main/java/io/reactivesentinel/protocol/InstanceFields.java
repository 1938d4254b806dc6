package io.reactivesentinel.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes snapshots as the field maps of the wire, fields in the order of C Sentinel and only those it would show.
 */
public final class InstanceFields {

    private static final String UNKNOWN = "?";

    private InstanceFields() {}

    /** The fields of SENTINEL MASTER and MASTERS. */
    public static Map<String, String> of(MasterSnapshot master) {
        Map<String, String> f = new LinkedHashMap<>();
        head(f, master.status());
        if (master.failoverState() != FailoverState.NONE) {
            f.put(ReplyField.FAILOVER_STATE, master.failoverState().wireName());
        }
        pings(f, master.status());
        master.oDownMs().ifPresent(ms -> f.put(ReplyField.O_DOWN_TIME, Long.toString(ms)));
        f.put(ReplyField.DOWN_AFTER, Long.toString(master.status().downAfterMs()));
        info(f, master.info());
        f.put(ReplyField.CONFIG_EPOCH, Long.toUnsignedString(master.configEpoch()));
        f.put(ReplyField.NUM_REPLICAS, Integer.toString(master.numReplicas()));
        f.put(ReplyField.NUM_OTHER_SENTINELS, Integer.toString(master.numOtherSentinels()));
        f.put(ReplyField.QUORUM, Integer.toString(master.quorum()));
        f.put(ReplyField.FAILOVER_TIMEOUT, Long.toString(master.failoverTimeoutMs()));
        f.put(ReplyField.PARALLEL_SYNCS, Integer.toString(master.parallelSyncs()));
        master.notificationScript().ifPresent(path -> f.put(ReplyField.NOTIFICATION_SCRIPT, path));
        master.clientReconfigScript().ifPresent(path -> f.put(ReplyField.CLIENT_RECONFIG_SCRIPT, path));
        return f;
    }

    /** The fields of SENTINEL REPLICAS. */
    public static Map<String, String> of(ReplicaSnapshot replica) {
        Map<String, String> f = new LinkedHashMap<>();
        head(f, replica.status());
        pings(f, replica.status());
        f.put(ReplyField.DOWN_AFTER, Long.toString(replica.status().downAfterMs()));
        info(f, replica.info());
        f.put(ReplyField.MASTER_LINK_DOWN_TIME, Long.toString(replica.masterLinkDownMs()));
        f.put(ReplyField.MASTER_LINK_STATUS, replica.masterLinkUp() ? "ok" : "err");
        f.put(ReplyField.MASTER_HOST, replica.masterHost().isEmpty() ? UNKNOWN : replica.masterHost());
        f.put(ReplyField.MASTER_PORT, Integer.toString(replica.masterPort()));
        f.put(ReplyField.REPLICA_PRIORITY, Integer.toString(replica.priority()));
        f.put(ReplyField.REPLICA_REPL_OFFSET, Long.toUnsignedString(replica.replicationOffset()));
        f.put(ReplyField.REPLICA_ANNOUNCED, replica.announced() ? "1" : "0");
        return f;
    }

    /** The fields of SENTINEL SENTINELS. */
    public static Map<String, String> of(SentinelSnapshot sentinel) {
        Map<String, String> f = new LinkedHashMap<>();
        head(f, sentinel.status());
        pings(f, sentinel.status());
        f.put(ReplyField.DOWN_AFTER, Long.toString(sentinel.status().downAfterMs()));
        f.put(ReplyField.LAST_HELLO_MESSAGE, Long.toString(sentinel.lastHelloMs()));
        f.put(ReplyField.VOTED_LEADER, sentinel.votedLeader().isEmpty() ? UNKNOWN : sentinel.votedLeader());
        f.put(ReplyField.VOTED_LEADER_EPOCH, Long.toUnsignedString(sentinel.votedLeaderEpoch()));
        return f;
    }

    private static void head(Map<String, String> f, InstanceStatus status) {
        f.put(ReplyField.NAME, status.ref().name());
        f.put(ReplyField.IP, status.ref().address().host());
        f.put(ReplyField.PORT, Integer.toString(status.ref().address().port()));
        f.put(ReplyField.RUN_ID, status.runId());
        f.put(ReplyField.FLAGS, InstanceFlag.format(status.flags()));
        f.put(ReplyField.LINK_PENDING_COMMANDS, Integer.toString(status.linkPendingCommands()));
        f.put(ReplyField.LINK_REFCOUNT, Integer.toString(status.linkRefcount()));
    }

    private static void pings(Map<String, String> f, InstanceStatus status) {
        f.put(ReplyField.LAST_PING_SENT, Long.toString(status.lastPingSentMs()));
        f.put(ReplyField.LAST_OK_PING_REPLY, Long.toString(status.lastOkPingReplyMs()));
        f.put(ReplyField.LAST_PING_REPLY, Long.toString(status.lastPingReplyMs()));
        status.sDownMs().ifPresent(ms -> f.put(ReplyField.S_DOWN_TIME, Long.toString(ms)));
    }

    private static void info(Map<String, String> f, InfoStatus info) {
        f.put(ReplyField.INFO_REFRESH, Long.toString(info.infoRefreshMs()));
        f.put(ReplyField.ROLE_REPORTED, info.roleReported().wireName());
        f.put(ReplyField.ROLE_REPORTED_TIME, Long.toString(info.roleReportedMs()));
    }
}
