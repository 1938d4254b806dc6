package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.TopologyEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings stray nodes back: one that claims to be a master, one that follows somebody else. By C Sentinel's rules, which
 * wait long enough for every other explanation; a returning old master is {@link OldMasterDemotion}'s.
 */
final class RoleCorrection {

    private static final long REPEAT_MS = 1_000;
    private static final long WRITE_WITHIN_MS = 250;
    private static final long HEARD_WITHIN_MS = 1_000;

    /** It was seen for long enough; now it must still be so. */
    private static final long SIGHT_MAX_AGE_MS = 1_000;

    private final MonitoredMaster master;
    private final InfoPolling infos;

    private record Orphan(long sinceMs, long configEpoch) {}

    /** Nodes that we promoted in a failover that came to nothing: ours to bring back as soon as we know to whom. */
    private final Map<DataNode, Orphan> orphans = new LinkedHashMap<>();

    RoleCorrection(MonitoredMaster master, InfoPolling infos) {
        this.master = master;
        this.infos = infos;
    }

    /**
     * We promoted this node and its promotion will not be told. Under a newer configuration than that of now it is brought
     * back at once; until there is one it may just as well be the choice of the leader that overtook us.
     */
    void orphaned(DataNode node, Step step) {
        orphans.put(node, new Orphan(step.nowMs, master.configEpoch));
    }

    void advance(Step step) {
        orphans.entrySet().removeIf(each -> isBack(each.getKey(), each.getValue()));
        if (!step.self.membership.votes()
                || step.self.stall.isTilt()
                || master.attempt != null
                || master.pendingConfig != null) {
            return;
        }
        if (!step.self.rules.correction().isMasterSane(master, step)) {
            return;
        }
        for (DataNode replica : master.replicas.values()) {
            correct(replica, step);
        }
    }

    private boolean isBack(DataNode node, Orphan orphan) {
        return !master.replicas.containsValue(node)
                || (node.reports(InstanceKind.REPLICA) && node.infoSentMs > orphan.sinceMs);
    }

    private boolean isOrphan(DataNode node) {
        Orphan orphan = orphans.get(node);
        return orphan != null && master.configEpoch > orphan.configEpoch;
    }

    private void correct(DataNode replica, Step step) {
        Info info = replica.info;
        if (info == null || !replica.isTurnable()) {
            return;
        }
        if (step.nowMs < replica.correctedMs + REPEAT_MS) {
            step.wakeAt(replica.correctedMs + REPEAT_MS);
            return;
        }
        CorrectionRules rule = step.self.rules.correction();
        if (info.role() == InstanceKind.MASTER) {
            if (isOrphan(replica)) {
                bringBackOrphan(replica, step);
            } else if (isQuiet(replica, rule.masterGraceMs(step), replica.roleReportedMs, step)
                    && isMasterHeard(step)) {
                follow(replica, EventType.CONVERT_TO_REPLICA, step);
            }
        } else if (info.role() == InstanceKind.REPLICA
                && !info.masterHost().isEmpty()
                && !info.follows(master.node.address())
                && !(replica.followsUnclear && info.masterLinkUp())
                && isQuiet(replica, rule.replicaGraceMs(master), replica.followsSinceMs, step)
                && isMasterHeard(step)) {
            follow(replica, EventType.FIX_REPLICA_CONFIG, step);
        }
    }

    /**
     * Whether the master has said just now that it is one; it is asked if not. What it said ten seconds ago may be over: it
     * may have handed over to the very node that looks stray.
     */
    private boolean isMasterHeard(Step step) {
        if (master.node.hasInfoSince(step, step.nowMs - HEARD_WITHIN_MS)) {
            return true;
        }
        if (!Request.awaits(master.node.infoRequest)) {
            infos.ask(master.node, step);
        }
        return false;
    }

    private void bringBackOrphan(DataNode replica, Step step) {
        if (master.node.hasInfoSince(step, master.configSinceMs)) {
            follow(replica, EventType.CONVERT_TO_REPLICA, step);
        } else if (!Request.awaits(master.node.infoRequest)) {
            infos.ask(master.node, step);
        }
    }

    /** Whether it has contradicted steadily, and not gone down lately, for that long. */
    private boolean isQuiet(DataNode replica, long quietMs, long sinceMs, Step step) {
        long dueMs = Math.max(sinceMs, replica.sdownSinceMs) + quietMs + 1;
        if (step.nowMs < dueMs) {
            step.wakeAt(dueMs);
            return false;
        }
        if (replica.hasInfoSince(step, Math.max(replica.correctedMs, step.nowMs - SIGHT_MAX_AGE_MS))) {
            // The master may still have to be asked, and this sight be too old by then.
            step.wakeAt(replica.infoSentMs + SIGHT_MAX_AGE_MS + 1);
            return true;
        }
        if (!Request.awaits(replica.infoRequest)) {
            infos.ask(replica, step);
        }
        return false;
    }

    private void follow(DataNode replica, EventType why, Step step) {
        if (Transaction.follow(replica, master.node.address(), step.nowMs + WRITE_WITHIN_MS, step) != null) {
            replica.correctedMs = step.nowMs;
            step.publish(new TopologyEvent(why, replica.ref(), "", step.wallMs));
            infos.await(replica, step);
        }
    }
}
