package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a node says about itself: the lines of INFO of Redis 7.0 that have to do with Sentinel, in their order. */
final class InfoText {

    private static final String END = "\r\n";

    private final RedisServer server;
    private List<RespValue> cached = List.of();
    private long cachedChanges = -1;
    private long cachedSecond = -1;
    private @Nullable UnaryOperator<String> cachedLie;

    InfoText(RedisServer server) {
        this.server = server;
    }

    /** The answer to INFO, whichever sections were asked for. */
    List<RespValue> reply() {
        RedisNode node = server.node();
        long second = server.nowMs() / 1_000;
        boolean same = cachedChanges == server.changes() && cachedSecond == second && cachedLie == node.infoLie;
        if (cached.isEmpty() || (!same && !node.infoFrozen)) {
            String text = text();
            UnaryOperator<String> lie = node.infoLie;
            cached = List.of(RespValue.bulk(lie == null ? text : lie.apply(text)));
            cachedChanges = server.changes();
            cachedSecond = second;
            cachedLie = lie;
        }
        return cached;
    }

    /** The truth. */
    String text() {
        RedisNode node = server.node();
        Dataset data = server.data();
        StringBuilder text = new StringBuilder(800);
        text.append("# Server").append(END);
        text.append("redis_version:7.0.15").append(END);
        text.append("run_id:").append(server.runId()).append(END);
        text.append("tcp_port:").append(node.port()).append(END);
        text.append(END).append("# Persistence").append(END);
        text.append("loading:").append(flag(server.isLoading())).append(END);
        text.append(END).append("# Replication").append(END);
        InstanceAddress master = server.master();
        text.append(master == null ? "role:master" : "role:slave").append(END);
        if (master != null) {
            replica(text, master);
        }
        attached(text);
        text.append("master_failover_state:").append(server.failover().state()).append(END);
        text.append("master_replid:").append(data.replid()).append(END);
        text.append("master_replid2:").append(data.replid2()).append(END);
        text.append("master_repl_offset:").append(data.shownOffset()).append(END);
        text.append("second_repl_offset:").append(data.secondOffset()).append(END);
        text.append(END).append("# Keyspace").append(END);
        if (data.hasData() && !server.isLoading()) {
            text.append("db0:keys=1,expires=0,avg_ttl=0").append(END);
        }
        return text.toString();
    }

    private void replica(StringBuilder text, InstanceAddress master) {
        MasterLink link = server.masterLink();
        long offset = link.hasPast() ? server.data().shownOffset() : 1;
        text.append("master_host:").append(master.host()).append(END);
        text.append("master_port:").append(master.port()).append(END);
        text.append("master_link_status:").append(link.isUp() ? "up" : "down").append(END);
        text.append("master_last_io_seconds_ago:")
                .append(link.heardSecondsAgo())
                .append(END);
        text.append("master_sync_in_progress:").append(flag(link.isSyncing())).append(END);
        text.append("slave_read_repl_offset:").append(offset).append(END);
        text.append("slave_repl_offset:").append(offset).append(END);
        if (!link.isUp()) {
            text.append("master_link_down_since_seconds:")
                    .append(link.downSeconds())
                    .append(END);
        }
        text.append("slave_priority:").append(server.node().priority()).append(END);
        text.append("slave_read_only:1").append(END);
        text.append("replica_announced:").append(flag(server.node().announced)).append(END);
    }

    private void attached(StringBuilder text) {
        List<RedisSession> replicas = server.replicas().attached();
        text.append("connected_slaves:").append(replicas.size()).append(END);
        if (server.node().minReplicas > 0) {
            text.append("min_slaves_good_slaves:")
                    .append(server.replicas().inTouch())
                    .append(END);
        }
        int index = 0;
        for (RedisSession each : replicas) {
            String state =
                    switch (each.copying) {
                        case NONE, WAIT_BGSAVE -> "wait_bgsave";
                        case SEND_BULK -> "send_bulk";
                        case ONLINE -> "online";
                    };
            text.append("slave").append(index++);
            text.append(":ip=").append(server.replicas().listed(each));
            text.append(",port=").append(each.replicaPort);
            text.append(",state=").append(state);
            text.append(",offset=").append(each.ackOffset);
            text.append(",lag=").append(server.replicas().lagSeconds(each)).append(END);
        }
    }

    private static char flag(boolean value) {
        return value ? '1' : '0';
    }
}
