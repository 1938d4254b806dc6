package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.InstanceFlag;
import io.reactivesentinel.protocol.ReplyField;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Instances as commands show them: names and values in turn, as RESP2 has it. */
final class Shapes {

    private final List<RespValue> items = new ArrayList<>(80);
    private final long nowMs;

    private Shapes(long nowMs) {
        this.nowMs = nowMs;
    }

    static RespValue all(Collection<? extends Instance> instances) {
        List<RespValue> shown = new ArrayList<>(instances.size());
        for (Instance each : instances) {
            if (!(each instanceof Replica replica) || replica.announced) {
                shown.add(of(each));
            }
        }
        return new RespValue.Array(shown);
    }

    static RespValue of(Instance instance) {
        Shapes shape = new Shapes(instance.program.nowMs());
        shape.common(instance);
        if (!instance.isSentinel()) {
            shape.add(ReplyField.INFO_REFRESH, instance.infoRefreshMs == 0 ? 0 : shape.age(instance.infoRefreshMs));
            shape.add(ReplyField.ROLE_REPORTED, instance.role == Instance.Role.MASTER ? "master" : "slave");
            shape.add(ReplyField.ROLE_REPORTED_TIME, shape.age(instance.roleSinceMs));
        }
        if (instance instanceof Master master) {
            shape.master(master);
        } else if (instance instanceof Replica replica) {
            shape.replica(replica);
        } else if (instance instanceof Peer peer) {
            shape.peer(peer);
        }
        return new RespValue.Array(shape.items);
    }

    private void add(String field, String value) {
        items.add(RespValue.bulk(field));
        items.add(RespValue.bulk(value));
    }

    private void add(String field, long value) {
        add(field, Long.toString(value));
    }

    private long age(long sinceMs) {
        return nowMs - sinceMs;
    }

    private void common(Instance instance) {
        Link link = instance.link;
        add(ReplyField.NAME, instance.name);
        add(ReplyField.IP, instance.address.host());
        add(ReplyField.PORT, instance.address.port());
        add(ReplyField.RUN_ID, instance.runId == null ? "" : instance.runId);
        add(ReplyField.FLAGS, InstanceFlag.format(flags(instance)));
        add(ReplyField.LINK_PENDING_COMMANDS, link.pending);
        add(ReplyField.LINK_REFCOUNT, link.records);
        if (instance instanceof Master master && master.failingOver) {
            add(ReplyField.FAILOVER_STATE, master.state.wireName());
        }
        add(ReplyField.LAST_PING_SENT, link.pingSentMs == 0 ? 0 : age(link.pingSentMs));
        add(ReplyField.LAST_OK_PING_REPLY, age(link.lastAvailMs));
        add(ReplyField.LAST_PING_REPLY, age(link.lastPongMs));
        if (instance.sdown) {
            add(ReplyField.S_DOWN_TIME, age(instance.sdownSinceMs));
        }
        if (instance.odown) {
            add(ReplyField.O_DOWN_TIME, age(instance.odownSinceMs));
        }
        add(ReplyField.DOWN_AFTER, instance.downAfterMs);
    }

    private void master(Master master) {
        add(ReplyField.CONFIG_EPOCH, Long.toUnsignedString(master.configEpoch));
        add(ReplyField.NUM_REPLICAS, master.replicas.size());
        add(ReplyField.NUM_OTHER_SENTINELS, master.peers.size());
        add(ReplyField.QUORUM, master.quorum);
        add(ReplyField.FAILOVER_TIMEOUT, master.failoverTimeoutMs);
        add(ReplyField.PARALLEL_SYNCS, master.parallelSyncs);
    }

    private void replica(Replica replica) {
        add(ReplyField.MASTER_LINK_DOWN_TIME, replica.masterLinkDownMs);
        add(ReplyField.MASTER_LINK_STATUS, replica.linkUp ? "ok" : "err");
        add(ReplyField.MASTER_HOST, replica.masterHost == null ? "?" : replica.masterHost);
        add(ReplyField.MASTER_PORT, replica.masterPort);
        add(ReplyField.REPLICA_PRIORITY, replica.priority);
        add(ReplyField.REPLICA_REPL_OFFSET, Long.toUnsignedString(replica.offset));
        add(ReplyField.REPLICA_ANNOUNCED, replica.announced ? 1 : 0);
    }

    private void peer(Peer peer) {
        add(ReplyField.LAST_HELLO_MESSAGE, age(peer.lastHelloMs));
        add(ReplyField.VOTED_LEADER, peer.leader == null ? "?" : peer.leader);
        add(ReplyField.VOTED_LEADER_EPOCH, Long.toUnsignedString(peer.leaderEpoch));
    }

    private static Set<InstanceFlag> flags(Instance instance) {
        Set<InstanceFlag> flags = EnumSet.noneOf(InstanceFlag.class);
        set(flags, instance.sdown, InstanceFlag.SDOWN);
        set(flags, instance.odown, InstanceFlag.ODOWN);
        set(flags, instance.link.disconnected, InstanceFlag.DISCONNECTED);
        set(flags, instance.scriptKillSent, InstanceFlag.SCRIPT_KILL_SENT);
        set(flags, instance.reboot, InstanceFlag.MASTER_REBOOT);
        if (instance instanceof Master master) {
            flags.add(InstanceFlag.MASTER);
            set(flags, master.failingOver, InstanceFlag.FAILOVER_IN_PROGRESS);
            set(flags, master.forced, InstanceFlag.FORCE_FAILOVER);
        } else if (instance instanceof Replica replica) {
            flags.add(InstanceFlag.REPLICA);
            set(flags, replica.promoted, InstanceFlag.PROMOTED);
            set(flags, replica.reconfSent, InstanceFlag.RECONF_SENT);
            set(flags, replica.reconfInProg, InstanceFlag.RECONF_INPROG);
            set(flags, replica.reconfDone, InstanceFlag.RECONF_DONE);
        } else if (instance instanceof Peer peer) {
            flags.add(InstanceFlag.SENTINEL);
            set(flags, peer.saysDown, InstanceFlag.MASTER_DOWN);
        }
        return flags;
    }

    private static void set(Set<InstanceFlag> flags, boolean isSet, InstanceFlag flag) {
        if (isSet) {
            flags.add(flag);
        }
    }
}
