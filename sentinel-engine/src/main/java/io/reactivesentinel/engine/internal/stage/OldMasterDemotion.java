package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.TopologyEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Demotes an old master the moment it returns, where C waits ten seconds in which it takes writes that will be lost.
 *
 * <p>Only if a majority confirms that its successor still is the master, by configuration and by vote register, nobody is
 * failing over and the successor itself is well: a leader elected since then has a voter in every majority, and its register
 * shows it. The leader that still turns replicas to the successor need not wait for them, which can take minutes: its
 * failover is the one that made the configuration, and no newer one. Others see it acting and leave the node to it.
 */
final class OldMasterDemotion {

    private static final long RETRY_MS = 1_000;
    private static final long MAX_AGE_MS = 1_000;
    private static final long RANK_MS = 100;
    private static final long WRITE_WITHIN_MS = 250;

    /** One sighting that is being confirmed. */
    private static final class Sighting {
        final DataNode node;
        final long sinceMs;
        final ConfigPoll poll;
        final Map<Peer, Request> registers = new LinkedHashMap<>();
        long actMs = Time.NEVER;
        boolean readAgain;

        Sighting(DataNode node, ConfigPoll poll, long nowMs) {
            this.node = node;
            this.sinceMs = nowMs;
            this.poll = poll;
        }
    }

    private final MonitoredMaster master;
    private final Links links;
    private final InfoPolling infos;
    private final Questions questions;
    private @Nullable Sighting sighting;
    private long nextMs = Time.NEVER;

    OldMasterDemotion(MonitoredMaster master, Links links, InfoPolling infos, Questions questions) {
        this.master = master;
        this.links = links;
        this.infos = infos;
        this.questions = questions;
    }

    /** Whether a sighting is being confirmed, for which the successor must answer a PING too. */
    boolean isConfirming() {
        return sighting != null;
    }

    void advance(Step step) {
        if (step.self.stall.isTilt()
                || !(master.attempt == null || turnsReplicas(master.attempt))
                || master.pendingConfig != null
                || !step.self.membership.votes()) {
            sighting = null;
            return;
        }
        if (sighting == null) {
            look(step);
        }
        if (sighting != null) {
            confirm(sighting, step);
        }
    }

    private boolean turnsReplicas(Attempt attempt) {
        return attempt.is(FailoverState.RECONF_REPLICAS) && attempt.epoch == master.configEpoch;
    }

    private void look(Step step) {
        for (DataNode node : master.replicas.values()) {
            if (step.self.rules.demotion().hasReturned(node, master, step) && node.isTurnable()) {
                if (step.nowMs < nextMs) {
                    step.wakeAt(nextMs);
                    return;
                }
                begin(node, step);
                return;
            }
        }
    }

    private void begin(DataNode node, Step step) {
        nextMs = step.nowMs + RETRY_MS;
        Sighting begun = new Sighting(node, ConfigPoll.start(master, step), step.nowMs);
        for (ConfigRead read : begun.poll.reads()) {
            Request request = questions.readRegister(read.peer, step);
            if (request != null) {
                begun.registers.put(read.peer, request);
            }
        }
        infos.ask(master.node, step);
        links.pingNow(master.node.link, step);
        sighting = begun;
    }

    private void confirm(Sighting seen, Step step) {
        long expiryMs = seen.sinceMs + MAX_AGE_MS;
        boolean stale = step.nowMs >= expiryMs || !step.isFresh(seen.sinceMs, Time.NEVER);
        if (stale || !seen.node.reports(InstanceKind.MASTER)) {
            sighting = null;
            step.wakeAt(nextMs);
            return;
        }
        step.wakeAt(expiryMs);
        if (!isConfirmed(seen, step)) {
            return;
        }
        if (seen.actMs == Time.NEVER) {
            // Nobody else may act while we turn replicas.
            int rank = master.attempt != null
                    ? 0
                    : Rank.among(master, ":" + seen.node.address() + ":" + master.configEpoch, step);
            seen.actMs = step.nowMs + rank * RANK_MS;
        }
        if (step.nowMs < seen.actMs) {
            step.wakeAt(seen.actMs);
        } else if (seen.actMs > seen.sinceMs + RANK_MS && !seen.readAgain) {
            seen.readAgain = true;
            infos.ask(seen.node, step);
        } else if (!seen.readAgain || seen.node.hasInfoSince(step, seen.actMs)) {
            demote(seen.node, step);
        }
    }

    private boolean isConfirmed(Sighting seen, Step step) {
        DemotionRules rule = step.self.rules.demotion();
        if (!rule.isMasterWell(master, seen.sinceMs, step) || !rule.isHeldByMajority(seen.poll, step)) {
            return false;
        }
        for (ConfigRead read : seen.poll.reads()) {
            if (rule.isVeto(read.peer, read.held(), seen.registers.get(read.peer), master)) {
                return false;
            }
        }
        return rule.isOurVoteSettled(master);
    }

    private void demote(DataNode node, Step step) {
        sighting = null;
        if (Transaction.follow(node, master.node.address(), step.nowMs + WRITE_WITHIN_MS, step) != null) {
            node.correctedMs = step.nowMs;
            step.publish(new TopologyEvent(EventType.CONVERT_TO_REPLICA, node.ref(), "", step.wallMs));
            infos.await(node, step);
        }
    }
}
