package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.SubjectiveDownEvent;
import java.util.List;

/**
 * Ping results → SDOWN: an instance is down here when it has not answered a PING for down-after.
 *
 * <p>The verdict comes at that very instant. When this process itself was late, it may merely not have read the answer
 * yet: then it asks once more and waits a little before it judges.
 */
final class SubjectiveDown {

    private final MonitoredMaster master;
    private final Links links;

    SubjectiveDown(MonitoredMaster master, Links links) {
        this.master = master;
        this.links = links;
    }

    /** Judges every instance; answers whether the master is subjectively down. */
    boolean advance(Step step) {
        if (step.self.stall.isTilt()) {
            return master.node.sdown;
        }
        judge(master.node, step);
        for (DataNode replica : master.replicas.values()) {
            judge(replica, step);
        }
        for (Peer peer : master.peers.values()) {
            judge(peer, step);
        }
        return master.node.sdown;
    }

    private void judge(Instance instance, Step step) {
        boolean down = isSilent(instance, step) || (instance == master.node && isUnfitMaster(step));
        if (down != instance.sdown) {
            instance.sdown = down;
            if (down) {
                instance.sdownSinceMs = step.nowMs;
            } else if (instance instanceof DataNode data) {
                data.scriptKillSent = false;
            }
            step.publish(new SubjectiveDownEvent(down, instance.ref(), step.wallMs));
        }
        if (down && instance instanceof DataNode data) {
            killStuckScript(data, step);
        }
    }

    private boolean isSilent(Instance instance, Step step) {
        NodeLink link = instance.link;
        if (!link.isSilent()) {
            return false;
        }
        Silence rule = step.self.rules.silence();
        long dueMs = rule.dueMs(link.silentSinceMs, master.downAfterMs());
        if (step.nowMs < dueMs) {
            step.wakeAt(dueMs);
            return false;
        }
        if (!instance.sdown && instance.graceSilenceMs != link.silentSinceMs) {
            instance.graceSilenceMs = link.silentSinceMs;
            instance.graceUntilMs = step.nowMs;
            if (rule.isLate(step.nowMs - dueMs, master.downAfterMs())) {
                instance.graceUntilMs = step.nowMs + rule.graceMs(master.downAfterMs());
                links.pingNow(link, step);
            }
        }
        if (step.nowMs < instance.graceUntilMs) {
            step.wakeAt(instance.graceUntilMs);
            return false;
        }
        return true;
    }

    /** A master that says it is a replica, or that restarted and has gone on loading for too long, is as good as down. */
    private boolean isUnfitMaster(Step step) {
        DataNode node = master.node;
        if (node.roleReported == InstanceKind.REPLICA) {
            long dueMs = node.roleReportedMs + master.downAfterMs() + 2 * step.self.timings.infoPeriodMs();
            if (step.nowMs > dueMs) {
                return true;
            }
            step.wakeAt(dueMs + 1);
        }
        long rebootPeriodMs = master.settings.masterRebootDownAfter().toMillis();
        if (rebootPeriodMs > 0 && node.rebooted) {
            long dueMs = node.rebootedMs + rebootPeriodMs;
            if (step.nowMs > dueMs) {
                return true;
            }
            step.wakeAt(dueMs + 1);
        }
        return false;
    }

    /** A server whose script runs for ever answers BUSY; killing the script brings it back. */
    private static void killStuckScript(DataNode data, Step step) {
        boolean acts = step.self.membership.votes();
        if (acts && data.link.busy && !data.scriptKillSent && data.link.isCommandOpen()) {
            List<String> words = Links.words(data.link, "SCRIPT", "KILL");
            data.scriptKillSent = Links.send(data.link.command, Request.Kind.IGNORED, words, data, null, step) != null;
        }
    }
}
