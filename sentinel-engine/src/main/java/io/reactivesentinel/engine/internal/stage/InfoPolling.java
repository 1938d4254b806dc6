package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.TopologyEvent;
import io.reactivesentinel.resp.RespValue;
import org.jspecify.annotations.Nullable;

/**
 * Asks masters and replicas for INFO and notes what it says.
 *
 * <p>Every info period normally, every second while something is wrong, and from 20 ms on, growing to 250 ms, while a
 * failover waits for a node to change. One question at a time, except where an answer must be fresher than the question
 * under way.
 */
final class InfoPolling {

    private static final long WATCHFUL_PERIOD_MS = 1_000;
    private static final long FIRST_AWAITED_MS = 20;
    private static final long LAST_AWAITED_MS = 250;

    private final MonitoredMaster master;
    private final Topology topology;

    InfoPolling(MonitoredMaster master, Topology topology) {
        this.master = master;
        this.topology = topology;
    }

    void advance(Step step) {
        ask(master.node, periodMs(master.node, step), step);
        for (DataNode replica : master.replicas.values()) {
            ask(replica, periodMs(replica, step), step);
        }
    }

    private long periodMs(DataNode node, Step step) {
        if (isAwaited(node)) {
            return node.infoPauseMs;
        }
        boolean watchful = node.sdown
                || master.odown
                || master.attempt != null
                || (node != master.node && node.info != null && node.info.masterLinkDownSeconds() != 0)
                || node.roleReported != node.kind();
        return watchful ? WATCHFUL_PERIOD_MS : step.self.timings.infoPeriodMs();
    }

    /** Whether a failover waits for this very node to change. */
    private boolean isAwaited(DataNode node) {
        Attempt attempt = master.attempt;
        return attempt != null
                && ((attempt.is(FailoverState.WAIT_PROMOTION) && node == attempt.chosen)
                        || (attempt.isHandingOver() && node == master.node)
                        || (attempt.is(FailoverState.RECONF_REPLICAS)
                                && master.pipeline().reconfigure().awaits(node)));
    }

    private void ask(DataNode node, long periodMs, Step step) {
        if (!node.link.isCommandOpen()) {
            node.nextInfoMs = Time.NEVER;
            return;
        }
        if (Request.awaits(node.infoRequest)) {
            return;
        }
        long dueMs = Math.min(node.nextInfoMs, node.infoAskedMs + periodMs);
        if (step.nowMs >= dueMs) {
            ask(node, step);
        } else {
            step.wakeAt(dueMs);
        }
    }

    /** Asks now, behind whatever was sent before on the same connection. */
    void ask(DataNode node, Step step) {
        Request request =
                Links.send(node.link.command, Request.Kind.INFO, Links.words(node.link, "INFO"), node, null, step);
        if (request != null) {
            node.infoRequest = request;
            node.infoAskedMs = step.nowMs;
            node.nextInfoMs = Time.NOT_DUE;
            node.infoPauseMs =
                    node.infoPauseMs == 0 ? FIRST_AWAITED_MS : Math.min(LAST_AWAITED_MS, node.infoPauseMs * 3 / 2);
        }
    }

    /** From now on something is awaited of this node: ask at once and often. */
    void await(DataNode node, Step step) {
        node.infoPauseMs = 0;
        ask(node, step);
    }

    /** An INFO arrived. */
    void answered(Request request, DataNode node, RespValue value, Step step) {
        String text = value.bare().asText();
        if (text == null || request.sentMs < node.infoSentMs) {
            return;
        }
        Info before = node.info;
        node.told = Info.parse(text, node.told);
        Info info = read(node, node.told, step);
        node.infoText = text;
        node.infoSentMs = request.sentMs;
        node.infoAnswered = request;
        node.infoAtMs = step.nowMs;
        noteRunId(node, info, step);
        noteRole(node, info, step);
        noteMaster(node, before, info, step);
        if (node == master.node && info.role() == InstanceKind.MASTER) {
            master.replicationId = info.replicationId();
            master.hadKeys = info.hasKeys();
            for (InstanceAddress replica : info.replicas()) {
                topology.discoverReplica(replica, step);
            }
            topology.unite(step);
        }
    }

    /** Brings the nodes that it tells of to the addresses under which they are held. */
    private Info read(DataNode node, Info told, Step step) {
        Info info = told.with(address -> master.known(address, step));
        InstanceAddress follows = told.master();
        node.info = info;
        node.followsUnclear = follows != null && master.isUnclear(follows);
        return info;
    }

    /** What a name stands for has changed. */
    void namesChanged(Step step) {
        for (DataNode node : master.dataNodes()) {
            if (node.told != null) {
                Info info = read(node, node.told, step);
                boolean isNews = node == master.node
                        && info.replicas().stream().anyMatch(replica -> master.dataNodeAt(replica) == null);
                if (isNews) {
                    node.nextInfoMs = step.nowMs;
                }
            }
        }
        step.self.wake(master);
    }

    private void noteRunId(DataNode node, Info info, Step step) {
        if (info.runId().isEmpty()) {
            return;
        }
        boolean changed = !node.runId.isEmpty() && !node.runId.equals(info.runId());
        node.runId = info.runId();
        if (changed) {
            step.publish(new TopologyEvent(EventType.REBOOT, node.ref(), "", step.wallMs));
            if (node == master.node && !master.settings.masterRebootDownAfter().isZero()) {
                node.rebooted = true;
                node.rebootedMs = step.nowMs;
            }
        }
    }

    private void noteRole(DataNode node, Info info, Step step) {
        InstanceKind role = info.role();
        if (role == null) {
            return;
        }
        if (role == InstanceKind.REPLICA) {
            node.seenAsReplica = true;
        }
        if (role != node.roleReported) {
            node.roleReported = role;
            node.roleReportedMs = step.nowMs;
            if (role == InstanceKind.REPLICA) {
                node.followsSinceMs = step.nowMs;
            }
            EventType type = role == node.kind() ? EventType.ROLE_CHANGE : EventType.ROLE_MISMATCH;
            step.publish(new TopologyEvent(type, node.ref(), "new reported role is " + role.wireName(), step.wallMs));
        }
    }

    private static void noteMaster(DataNode node, @Nullable Info before, Info info, Step step) {
        // Whom it followed before we could ask is unknown: for all we know it was turned just now.
        if (info.role() == InstanceKind.REPLICA
                && (before == null
                        || !before.masterHost().equalsIgnoreCase(info.masterHost())
                        || before.masterPort() != info.masterPort())) {
            node.followsSinceMs = step.nowMs;
        }
    }
}
