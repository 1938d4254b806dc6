package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.sim.RedisSession.Copying;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replicas that follow a node. The stream is not sent byte by byte: a replica is told up to which offset it has
 * arrived, and finds what that means in the lineage it was shown when it connected.
 */
final class Replicas {

    static final RespValue STREAM = RespValue.bulk("stream");
    static final RespValue COPY = RespValue.bulk("copy");
    static final RespValue NEWLINE = RespValue.bulk("");

    private static final int PING_BYTES = 14;

    private final RedisServer server;
    private final List<RedisSession> attached = new ArrayList<>();
    private int crons;

    Replicas(RedisServer server) {
        this.server = server;
    }

    List<RedisSession> attached() {
        return attached;
    }

    /** A replica wants to go on from an offset of a history, or have everything. */
    List<RespValue> psync(RedisSession session, String replid, long wanted, boolean failover) {
        Dataset data = server.data();
        if (failover) {
            if (server.isMaster()) {
                return RedisCommands.error("ERR PSYNC FAILOVER can't be sent to a master.");
            }
            if (!replid.equals(data.replid())) {
                return RedisCommands.error("ERR PSYNC FAILOVER replid must match my replid.");
            }
            server.node().world().note(server.node(), "is told to take over");
            server.becomeMaster();
        }
        if (server.failover().goesOn()) {
            return RedisCommands.error("NOMASTERLINK Can't SYNC while failing over");
        }
        if (!server.isMaster() && !server.masterLink().isUp()) {
            return RedisCommands.error("NOMASTERLINK Can't SYNC while not connected with my master");
        }
        session.ackMs = server.nowMs();
        attached.remove(session);
        attached.add(session);
        server.changed();
        if (data.continuesFrom(replid, wanted)) {
            show(session);
            session.copying = Copying.ONLINE;
            List<RespValue> answer = RedisCommands.status("CONTINUE " + data.replid());
            session.replying().accept(answer);
            session.streaming = true;
            if (wanted <= data.offset()) {
                session.push(position());
            }
            return RedisCommands.LATER;
        }
        session.copying = Copying.WAIT_BGSAVE;
        if (!data.hasBacklog()) {
            data.keepBacklog(server.node().newReplid());
        }
        var reply = session.replying();
        RedisNode node = server.node();
        server.life().in(node.syncDelayMs * 1_000, () -> {
            if (session.isOver() || !session.isReplica()) {
                return;
            }
            show(session);
            session.copying = Copying.SEND_BULK;
            server.selectAgain();
            server.changed();
            reply.accept(RedisCommands.status("FULLRESYNC " + data.replid() + " " + data.offset()));
            long copied = data.offset();
            server.life().in(node.transferMs * 1_000, () -> {
                if (!session.isOver() && session.isReplica()) {
                    session.push(new RespValue.Push(List.of(COPY, RespValue.Int.of(copied))));
                    session.streaming = true;
                    if (data.offset() > copied) {
                        session.push(position());
                    }
                }
            });
        });
        return RedisCommands.LATER;
    }

    /** The words on the wire name a history by its id; here the replica gets to know what the id stands for. */
    private void show(RedisSession session) {
        if (session.client.process() instanceof RedisNode replica) {
            replica.meet(server.data().lineage());
        }
    }

    private RespValue position() {
        return new RespValue.Push(List.of(STREAM, RespValue.Int.of(server.data().offset())));
    }

    /** Sends on what has been added to the data. */
    void feed() {
        if (attached.isEmpty()) {
            return;
        }
        RespValue position = position();
        for (RedisSession each : attached) {
            if (each.streaming) {
                each.push(position);
            }
        }
    }

    void acknowledged(RedisSession session, long offset) {
        if (session.isReplica()) {
            session.ackMs = server.nowMs();
            session.ackOffset = Math.max(session.ackOffset, offset);
            if (session.streaming) {
                session.copying = Copying.ONLINE;
            }
            server.changed();
            server.failover().check();
        }
    }

    /** Once a second: pings, and the end of those that have not been heard for too long. */
    void cron() {
        crons++;
        if (attached.isEmpty()) {
            return;
        }
        long nowMs = server.nowMs();
        for (RedisSession each : List.copyOf(attached)) {
            if (!each.streaming) {
                each.push(new RespValue.Push(List.of(NEWLINE)));
            } else if (nowMs - each.ackMs > server.node().replTimeoutMs) {
                each.end();
            }
        }
        if (crons % server.node().replPingEveryS == 0
                && server.isMaster()
                && !server.failover().holdsPings()) {
            server.data().append(PING_BYTES);
            server.changed();
            feed();
        }
    }

    /** The host by which a replica goes here. */
    String listed(RedisSession replica) {
        String seen = replica.client.remote().host();
        return server.node().world().network().names().told(replica.client.process(), seen);
    }

    @Nullable
    RedisSession find(InstanceAddress address) {
        for (RedisSession each : attached) {
            if (each.replicaPort == address.port() && listed(each).equalsIgnoreCase(address.host())) {
                return each;
            }
        }
        return null;
    }

    /** How many have confirmed lately that they follow. */
    int inTouch() {
        int count = 0;
        for (RedisSession each : attached) {
            if (each.copying == Copying.ONLINE && lagSeconds(each) <= server.node().minReplicasMaxLagS) {
                count++;
            }
        }
        return count;
    }

    long lagSeconds(RedisSession session) {
        return session.copying == Copying.ONLINE ? (server.nowMs() - session.ackMs) / 1_000 : 0;
    }

    void left(RedisSession session) {
        if (attached.remove(session)) {
            session.copying = Copying.NONE;
            session.streaming = false;
            server.changed();
        }
    }

    void dropAll() {
        for (RedisSession each : List.copyOf(attached)) {
            each.end();
        }
    }
}
