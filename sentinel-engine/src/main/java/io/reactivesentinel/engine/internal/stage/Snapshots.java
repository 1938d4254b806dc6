package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InfoStatus;
import io.reactivesentinel.protocol.InstanceFlag;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.InstanceStatus;
import io.reactivesentinel.protocol.MasterSnapshot;
import io.reactivesentinel.protocol.ReplicaSnapshot;
import io.reactivesentinel.protocol.SentinelSnapshot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Shows what is known, as it stands at one moment, to those outside the decision loop. */
final class Snapshots {

    private static final int SENTINEL_LINKS = 1;

    private Snapshots() {}

    static MasterSnapshot of(MonitoredMaster master, Step step) {
        DataNode node = master.node;
        Set<InstanceFlag> flags = EnumSet.of(InstanceFlag.MASTER);
        if (master.odown) {
            flags.add(InstanceFlag.ODOWN);
        }
        Attempt attempt = master.attempt;
        if (attempt != null) {
            flags.add(InstanceFlag.FAILOVER_IN_PROGRESS);
            if (attempt.forced && !attempt.is(FailoverState.WAIT_START)) {
                flags.add(InstanceFlag.FORCE_FAILOVER);
            }
        }
        if (node.rebooted) {
            flags.add(InstanceFlag.MASTER_REBOOT);
        }
        return new MasterSnapshot(
                status(node, flags, step),
                info(node, step),
                node.shown(),
                master.odown ? OptionalLong.of(step.nowMs - master.odownSinceMs) : OptionalLong.empty(),
                master.failoverState(),
                master.configEpoch,
                master.replicas.size(),
                master.peers.size(),
                master.settings.quorum(),
                master.failoverTimeoutMs(),
                master.settings.parallelSyncs(),
                master.settings.notificationScript(),
                master.settings.clientReconfigScript());
    }

    static ReplicaSnapshot of(DataNode replica, Step step) {
        MonitoredMaster master = replica.master;
        Set<InstanceFlag> flags = EnumSet.of(InstanceFlag.REPLICA);
        if (master.attempt != null && master.attempt.chosen == replica) {
            flags.add(InstanceFlag.PROMOTED);
        }
        InstanceFlag reconfigured = master.pipeline().reconfigure().flagOf(replica);
        if (reconfigured != null) {
            flags.add(reconfigured);
        }
        Info info = replica.told;
        InstanceStatus status = status(replica, flags, step);
        InfoStatus told = info(replica, step);
        if (info == null) {
            return new ReplicaSnapshot(status, told, 0, false, "", 0, 100, 0, true);
        }
        return new ReplicaSnapshot(
                status,
                told,
                info.masterLinkDownSeconds() * 1_000,
                info.masterLinkUp(),
                info.masterHost(),
                info.masterPort(),
                info.priority(),
                info.offset(),
                info.announced());
    }

    static SentinelSnapshot of(Peer peer, Step step) {
        Set<InstanceFlag> flags = EnumSet.of(InstanceFlag.SENTINEL);
        if (peer.saysDown && step.nowMs - peer.reportSentMs <= 5 * step.self.timings.askPeriodMs()) {
            flags.add(InstanceFlag.MASTER_DOWN);
        }
        return new SentinelSnapshot(
                status(peer, flags, step), step.nowMs - peer.lastHelloMs, peer.votedLeader, peer.votedEpoch);
    }

    /** The last INFO of each of these masters and its replicas, each name once. */
    static List<Command.CachedInfos> infos(List<String> names, Step step) {
        List<Command.CachedInfos> all = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            MonitoredMaster master = step.self.masters.get(name);
            if (master != null) {
                List<Command.CachedInfo> infos = new ArrayList<>();
                infos.add(cached(master.node, step));
                master.replicas.values().forEach(replica -> infos.add(cached(replica, step)));
                all.add(new Command.CachedInfos(name, infos));
            }
        }
        return all;
    }

    private static Command.CachedInfo cached(DataNode node, Step step) {
        long ageMs = node.infoText == null ? 0 : step.nowMs - node.infoAtMs;
        return new Command.CachedInfo(ageMs, Optional.ofNullable(node.infoText));
    }

    private static InstanceStatus status(Instance instance, Set<InstanceFlag> flags, Step step) {
        NodeLink link = instance.link;
        if (instance.sdown) {
            flags.add(InstanceFlag.SDOWN);
        }
        if (!link.isConnected()) {
            flags.add(InstanceFlag.DISCONNECTED);
        }
        String runId = "";
        if (instance instanceof Peer peer) {
            runId = peer.id;
        } else if (instance instanceof DataNode data) {
            runId = data.info == null ? "" : data.info.runId();
            if (data.scriptKillSent) {
                flags.add(InstanceFlag.SCRIPT_KILL_SENT);
            }
        }
        return new InstanceStatus(
                instance.ref(),
                runId,
                flags,
                link.pendingCommands(),
                Math.max(SENTINEL_LINKS, link.owners.size()),
                link.isSilent() ? step.nowMs - link.silentSinceMs : 0,
                step.nowMs - link.lastValidMs,
                step.nowMs - link.lastReplyMs,
                instance.sdown ? OptionalLong.of(step.nowMs - instance.sdownSinceMs) : OptionalLong.empty(),
                instance.master.downAfterMs());
    }

    private static InfoStatus info(DataNode node, Step step) {
        InstanceKind role = node.roleReported;
        long ageMs = node.infoAtMs == Time.NEVER ? 0 : Math.max(1, step.nowMs - node.infoAtMs);
        return new InfoStatus(ageMs, role, step.nowMs - node.roleReportedMs);
    }
}
