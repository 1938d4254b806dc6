package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceFlag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Promotion → everybody follows: points the other replicas at the new master, parallel-syncs at a time.
 *
 * <p>The master's address has changed already, so what is left to do is kept here and not with the replicas.
 */
final class Reconfigure {

    private static final long WRITE_WITHIN_MS = 250;
    private static final long ASK_AGAIN_MS = 250;

    enum Phase {
        WAITING,
        SENT,
        IN_PROGRESS,
        DONE
    }

    private static final class Progress {
        Phase phase = Phase.WAITING;
        long sentMs = Time.NEVER;

        @Nullable
        ConfigPoll poll;
    }

    private final MonitoredMaster master;
    private final InfoPolling infos;
    private final Map<DataNode, Progress> progress = new LinkedHashMap<>();

    Reconfigure(MonitoredMaster master, InfoPolling infos) {
        this.master = master;
        this.infos = infos;
    }

    void begin(Attempt attempt, List<DataNode> replicas, Step step) {
        progress.clear();
        for (DataNode replica : replicas) {
            progress.put(replica, new Progress());
        }
        advance(attempt, step);
    }

    /** Whether INFO of this node is awaited. */
    boolean awaits(DataNode node) {
        Progress each = progress.get(node);
        return each != null && (each.phase == Phase.SENT || each.phase == Phase.IN_PROGRESS);
    }

    /** The flag that shows how far a replica is; {@code null} when there is none to show. */
    @Nullable
    InstanceFlag flagOf(DataNode node) {
        Progress each = master.attempt == null ? null : progress.get(node);
        if (each == null) {
            return null;
        }
        return switch (each.phase) {
            case WAITING -> null;
            case SENT -> InstanceFlag.RECONF_SENT;
            case IN_PROGRESS -> InstanceFlag.RECONF_INPROG;
            case DONE -> InstanceFlag.RECONF_DONE;
        };
    }

    void advance(Step step) {
        Attempt attempt = master.attempt;
        if (attempt != null && attempt.is(FailoverState.RECONF_REPLICAS)) {
            advance(attempt, step);
        }
    }

    private void advance(Attempt attempt, Step step) {
        if (step.self.stall.isTilt()) {
            return;
        }
        progress.keySet().removeIf(node -> !master.replicas.containsValue(node));
        InstanceAddress target = master.node.address();
        ReconfigureRules rule = step.self.rules.reconfigure();
        int busy = 0;
        for (Map.Entry<DataNode, Progress> each : progress.entrySet()) {
            look(each.getKey(), each.getValue(), target, attempt, step);
            busy += awaits(each.getKey()) ? 1 : 0;
        }
        for (Map.Entry<DataNode, Progress> each : progress.entrySet()) {
            DataNode replica = each.getKey();
            boolean ready = each.getValue().phase == Phase.WAITING && !replica.sdown && replica.isTurnable();
            if (ready
                    && rule.hasRoom(busy, master.settings.parallelSyncs())
                    && mayTell(replica, each.getValue(), attempt, step)) {
                busy += tell(replica, each.getValue(), EventType.REPLICA_RECONF_SENT, attempt, step) ? 1 : 0;
            }
        }
        endIfDone(attempt, step);
    }

    private void look(DataNode replica, Progress each, InstanceAddress target, Attempt attempt, Step step) {
        if (each.phase == Phase.SENT && replica.infoSentMs >= each.sentMs && replica.follows(target)) {
            each.phase = Phase.IN_PROGRESS;
            say(EventType.REPLICA_RECONF_INPROG, replica, attempt, step);
        }
        if (each.phase == Phase.IN_PROGRESS
                && replica.follows(target)
                && replica.info != null
                && replica.info.masterLinkUp()) {
            each.phase = Phase.DONE;
            say(EventType.REPLICA_RECONF_DONE, replica, attempt, step);
        }
        if (each.phase == Phase.SENT) {
            long timeoutMs = each.sentMs + step.self.timings.replicaReconfTimeoutMs();
            if (step.nowMs >= timeoutMs) {
                each.phase = Phase.WAITING;
                say(EventType.REPLICA_RECONF_SENT_TIMEOUT, replica, attempt, step);
            } else {
                step.wakeAt(timeoutMs);
            }
        }
    }

    /**
     * A replica that follows somebody else than the old master or the new one was told so by another Sentinel: then a
     * majority must still hold our configuration.
     */
    private boolean mayTell(DataNode replica, Progress each, Attempt attempt, Step step) {
        if (!replica.hasInfoSince(step, attempt.startedMs)) {
            if (!Request.awaits(replica.infoRequest)) {
                infos.ask(replica, step);
            }
            return false;
        }
        return step.self.rules.reconfigure().isAsWeLeftIt(replica, attempt, master) || isConfirmed(each, step);
    }

    private boolean isConfirmed(Progress each, Step step) {
        ConfigPoll poll = each.poll;
        boolean failed = poll != null && poll.isOver(step) && !poll.isConfirmed(step);
        if (poll == null || (failed && step.nowMs >= poll.startedMs() + ASK_AGAIN_MS)) {
            poll = ConfigPoll.start(master, step);
            each.poll = poll;
        }
        if (!poll.isOver(step)) {
            poll.wake(step);
            return false;
        }
        if (!poll.isConfirmed(step)) {
            step.wakeAt(poll.startedMs() + ASK_AGAIN_MS);
            return false;
        }
        each.poll = null;
        return true;
    }

    private boolean tell(DataNode replica, Progress each, EventType type, Attempt attempt, Step step) {
        InstanceAddress target = step.self.rules.reconfigure().target(replica, master);
        if (Transaction.follow(replica, target, step.nowMs + WRITE_WITHIN_MS, step) == null) {
            return false;
        }
        each.phase = Phase.SENT;
        each.sentMs = step.nowMs;
        say(type, replica, attempt, step);
        infos.await(replica, step);
        return true;
    }

    private void endIfDone(Attempt attempt, Step step) {
        long timeoutMs = attempt.stateSinceMs() + master.failoverTimeoutMs();
        boolean pending = progress.entrySet().stream()
                .anyMatch(each -> each.getValue().phase != Phase.DONE && !each.getKey().sdown);
        // A new master that is down itself needs a failover of its own, which this one must not hold up.
        boolean outOfTime = step.nowMs >= timeoutMs || master.odown;
        if (pending && !outOfTime) {
            step.wakeAt(timeoutMs);
            return;
        }
        if (pending) {
            step.publish(
                    new FailoverEvent(EventType.FAILOVER_END_FOR_TIMEOUT, master.ref(), attempt.epoch, step.wallMs));
        }
        step.publish(new FailoverEvent(EventType.FAILOVER_END, master.ref(), attempt.epoch, step.wallMs));
        if (pending && !master.odown) {
            for (Map.Entry<DataNode, Progress> each : progress.entrySet()) {
                boolean untold = each.getValue().phase == Phase.WAITING && !each.getKey().sdown;
                if (untold) {
                    tell(each.getKey(), each.getValue(), EventType.REPLICA_RECONF_SENT_BE, attempt, step);
                }
            }
        }
        progress.clear();
        master.attempt = null;
        step.self.wake(master);
    }

    private static void say(EventType type, DataNode replica, Attempt attempt, Step step) {
        step.publish(new FailoverEvent(type, replica.ref(), attempt.epoch, step.wallMs));
    }
}
