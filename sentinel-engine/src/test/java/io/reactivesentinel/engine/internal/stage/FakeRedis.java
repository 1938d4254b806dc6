package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Redis server as far as a Sentinel sees one: PING, INFO and the reconfiguration transaction. */
final class FakeRedis extends FakeProcess {

    String pong = "PONG";
    String runId;

    /** Whom it follows; {@code null} for a master. */
    @Nullable
    InstanceAddress follows;

    final List<InstanceAddress> replicas = new ArrayList<>();
    int priority = 100;
    long offset = 1000;
    boolean linkUp = true;
    long linkDownSeconds;
    boolean syncing;
    boolean keys = true;
    String replid = "a".repeat(40);
    String replid2 = "0".repeat(40);

    /** Whether EXEC does what was queued. */
    boolean obeys = true;

    private @Nullable List<String> queued;

    FakeRedis(InstanceAddress address, @Nullable InstanceAddress follows) {
        super(address);
        this.runId = String.format("%040x", address.hashCode() & 0xffffffffL);
        this.follows = follows;
    }

    boolean isMaster() {
        return follows == null;
    }

    /** Becomes a master of its own, as SLAVEOF NO ONE makes it. */
    void promote() {
        if (follows != null) {
            replid2 = replid;
            replid = "b".repeat(40);
        }
        follows = null;
    }

    void follow(InstanceAddress master) {
        follows = master;
    }

    @Override
    RespValue answer(List<String> words) {
        return switch (words.get(0)) {
            case "PING" -> pong.equals("PONG") ? RespValue.SimpleString.PONG : error(pong);
            case "INFO" -> text(info());
            case "SLAVEOF" -> {
                queued = words;
                yield RespValue.SimpleString.QUEUED;
            }
            case "EXEC" -> {
                exec();
                yield array();
            }
            case "PUBLISH" -> RespValue.Int.of(1);
            default -> RespValue.SimpleString.OK;
        };
    }

    private void exec() {
        List<String> command = queued;
        queued = null;
        if (command == null || !obeys) {
            return;
        }
        if (command.get(1).equals("NO")) {
            promote();
        } else {
            follow(new InstanceAddress(command.get(1), Integer.parseInt(command.get(2))));
        }
    }

    private String info() {
        StringBuilder info = new StringBuilder("# Server\r\nrun_id:" + runId + "\r\n# Replication\r\n");
        InstanceAddress master = follows;
        if (master == null) {
            info.append("role:master\r\n");
            int i = 0;
            for (InstanceAddress each : replicas) {
                info.append("slave" + i++ + ":ip=" + each.host() + ",port=" + each.port() + ",state=online\r\n");
            }
        } else {
            info.append("role:slave\r\nmaster_host:" + master.host() + "\r\nmaster_port:" + master.port());
            info.append("\r\nmaster_link_status:" + (linkUp ? "up" : "down") + "\r\n");
            if (!linkUp) {
                info.append("master_link_down_since_seconds:" + linkDownSeconds + "\r\n");
            }
            info.append("master_sync_in_progress:" + (syncing ? 1 : 0) + "\r\nslave_priority:" + priority);
            info.append("\r\nslave_repl_offset:" + offset + "\r\n");
        }
        info.append("master_replid:" + replid + "\r\nmaster_replid2:" + replid2 + "\r\n");
        if (keys) {
            info.append("# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\n");
        }
        return info.toString();
    }
}
