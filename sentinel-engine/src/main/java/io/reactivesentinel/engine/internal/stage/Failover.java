package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.InstanceRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Votes → promotion: chooses the best replica by offsets read just now, passes the {@link Gate}, promotes it, and when INFO
 * shows it a master, makes that durable and tells everybody.
 */
final class Failover {

    /** A process that stood still between deciding and writing must not write any more. */
    private static final long WRITE_WITHIN_MS = 250;

    /** How long a promotion is not told for what others claim; a Sentinel that believes anything must not forbid it. */
    private static final long MAX_HELD_BACK_MS = 1_000;

    private final MonitoredMaster master;
    private final Links links;
    private final Election election;
    private final Retry retry;
    private final Gate gate;
    private final InfoPolling infos;
    private final Topology topology;
    private final Hellos hellos;
    private final Reconfigure reconfigure;
    private final ConfigClaims claims;
    private final RoleCorrection correction;
    private final Questions questions;
    private final HandOver handOver;
    private final Selection selection;
    private final ReplicaOrder order;

    Failover(
            MonitoredMaster master,
            Links links,
            Election election,
            Retry retry,
            InfoPolling infos,
            Topology topology,
            Hellos hellos,
            Reconfigure reconfigure,
            ConfigClaims claims,
            RoleCorrection correction,
            Questions questions,
            HandOver handOver,
            ReplicaOrder order) {
        this.master = master;
        this.links = links;
        this.election = election;
        this.retry = retry;
        this.gate = new Gate(master, election);
        this.infos = infos;
        this.topology = topology;
        this.hellos = hellos;
        this.reconfigure = reconfigure;
        this.claims = claims;
        this.correction = correction;
        this.questions = questions;
        this.handOver = handOver;
        this.selection = new Selection(master, handOver, order);
        this.order = order;
    }

    /** Takes the next step of a failover that this Sentinel leads. */
    void advance(boolean leads, Step step) {
        Attempt attempt = master.attempt;
        if (!leads || attempt == null) {
            return;
        }
        handOver.reconsider(attempt, step);
        if (attempt.is(FailoverState.SELECT_REPLICA)) {
            select(attempt, step);
        }
        if (attempt == master.attempt && attempt.is(FailoverState.SEND_REPLICAOF_NO_ONE)) {
            promote(attempt, step);
        }
        if (attempt == master.attempt && attempt.is(FailoverState.WAIT_PROMOTION)) {
            if (attempt.coordinated) {
                awaitHandOver(attempt, step);
            } else {
                awaitPromotion(attempt, step);
            }
        }
    }

    private void select(Attempt attempt, Step step) {
        if (step.self.stall.isTilt()) {
            endHarmlessly(attempt, EventType.ABORT_NOT_ELECTED, step);
            return;
        }
        Selection.Result result = selection.look(attempt, step);
        DataNode best = result.best();
        if (best != null) {
            choose(attempt, best, step);
        } else if (!result.waits()) {
            endHarmlessly(attempt, EventType.ABORT_NO_GOOD_REPLICA, step);
        }
    }

    private void choose(Attempt attempt, DataNode replica, Step step) {
        attempt.chosen = replica;
        attempt.chosenRunId = replica.info == null ? "" : replica.info.runId();
        attempt.chosenMs = step.nowMs;
        tell(EventType.SELECTED_REPLICA, replica.ref(), attempt, step);
        attempt.to(FailoverState.SEND_REPLICAOF_NO_ONE, step.nowMs);
        tell(EventType.STATE_SEND_NO_ONE, replica.ref(), attempt, step);
    }

    private void promote(Attempt attempt, Step step) {
        DataNode chosen = attempt.chosen;
        if (chosen == null || chosen.info == null || !(attempt.rescue || order.isWilling(chosen.info))) {
            endHarmlessly(attempt, EventType.ABORT_NO_GOOD_REPLICA, step);
            return;
        }
        long timeoutMs = attempt.stateSinceMs() + master.failoverTimeoutMs();
        if (step.nowMs >= timeoutMs) {
            end(attempt, EventType.ABORT_REPLICA_TIMEOUT, step);
            return;
        }
        step.wakeAt(timeoutMs);
        if (!chosen.link.isCommandOpen()) {
            return;
        }
        if (step.self.rules.promotion().isChoiceOld(attempt, step)) {
            readAgain(attempt, chosen, step);
            return;
        }
        step.wakeAt(attempt.chosenMs + PromotionRules.CHOICE_MAX_AGE_MS + 1);
        switch (gate.judge(attempt, claims.isOpenFrom(attempt.epoch), step)) {
            case OPEN -> {
                if (attempt.coordinated) {
                    tellToHandOver(attempt, chosen, step);
                } else {
                    send(attempt, chosen, step);
                }
            }
            case WAIT, YIELD -> {}
            case MASTER_BACK, TILT -> endHarmlessly(attempt, EventType.ABORT_NOT_ELECTED, step);
            case LOST -> end(attempt, EventType.ABORT_NOT_ELECTED, step);
        }
    }

    /** The choice is old: it stands only if the node, asked again, still qualifies. */
    private void readAgain(Attempt attempt, DataNode chosen, Step step) {
        if (chosen.hasInfoSince(step, step.nowMs - PromotionRules.CHOICE_MAX_AGE_MS)) {
            if (order.isEligible(chosen, step) && !order.isExcluded(chosen)) {
                attempt.chosenMs = chosen.infoSentMs;
                step.self.wake(master);
            } else {
                endHarmlessly(attempt, EventType.ABORT_NO_GOOD_REPLICA, step);
            }
        } else if (!Request.awaits(chosen.infoRequest)) {
            infos.ask(chosen, step);
        }
    }

    private void send(Attempt attempt, DataNode chosen, Step step) {
        for (Peer peer : master.peers.values()) {
            if (peer.confirmed && peer.isReachable()) {
                questions.askView(peer, step);
            }
        }
        attempt.exec = Transaction.promote(chosen, step.nowMs + WRITE_WITHIN_MS, step);
        attempt.noOneMs = step.nowMs;
        attempt.infoBefore = chosen.infoRequest;
        attempt.to(FailoverState.WAIT_PROMOTION, step.nowMs);
        tell(EventType.STATE_WAIT_PROMOTION, chosen.ref(), attempt, step);
        infos.await(chosen, step);
    }

    private void tellToHandOver(Attempt attempt, DataNode chosen, Step step) {
        if (step.nowMs < attempt.nextHandOverMs) {
            step.wakeAt(attempt.nextHandOverMs);
        } else if (attempt.rescue) {
            handOver.take(attempt, chosen, step);
            tell(EventType.STATE_WAIT_PROMOTION, chosen.ref(), attempt, step);
        } else if (handOver.begin(attempt, chosen, step)) {
            tell(EventType.STATE_WAIT_PROMOTION, chosen.ref(), attempt, step);
        }
    }

    private void awaitHandOver(Attempt attempt, Step step) {
        DataNode chosen = attempt.chosen;
        if (chosen == null || attempt.promotionBeingSaved || master.pendingConfig != null || step.self.stall.isTilt()) {
            return;
        }
        switch (handOver.judge(attempt, chosen, step)) {
            case WAIT -> {}
            case DONE -> confirm(attempt, chosen, step);
            case UNDONE -> {
                if (!handOver.triesAgain(attempt, step)) {
                    end(attempt, EventType.ABORT_REPLICA_TIMEOUT, step);
                }
            }
            case BOTH -> {
                if (mayAct(attempt, chosen, step)) {
                    Transaction.follow(chosen, master.node.address(), step.nowMs + WRITE_WITHIN_MS, step);
                    correction.orphaned(chosen, step);
                    end(attempt, EventType.ABORT_REPLICA_TIMEOUT, step);
                }
            }
            case LOST -> {
                correction.orphaned(chosen, step);
                end(attempt, EventType.ABORT_REPLICA_TIMEOUT, step);
            }
        }
    }

    private void awaitPromotion(Attempt attempt, Step step) {
        DataNode chosen = attempt.chosen;
        // A newer configuration that is on its way to the disk will end this attempt; ours must not take its place.
        if (chosen == null || attempt.promotionBeingSaved || master.pendingConfig != null || step.self.stall.isTilt()) {
            return;
        }
        PromotionRules rule = step.self.rules.promotion();
        if (rule.isTold(chosen, attempt, step)) {
            if (rule.isPromoted(chosen, attempt)) {
                confirm(attempt, chosen, step);
                return;
            }
            boolean lost = attempt.exec != null && !attempt.exec.answered && !attempt.exec.isPending();
            boolean seenOnNewLink = chosen.link.command != null
                    && chosen.infoSentMs >= chosen.link.command.openedMs
                    && chosen.reports(InstanceKind.REPLICA);
            if (lost && seenOnNewLink) {
                attempt.chosenMs = step.nowMs;
                attempt.to(FailoverState.SEND_REPLICAOF_NO_ONE, step.nowMs);
                step.self.wake(master);
                return;
            }
        }
        long timeoutMs = attempt.stateSinceMs() + master.failoverTimeoutMs();
        if (step.nowMs >= timeoutMs) {
            end(attempt, EventType.ABORT_REPLICA_TIMEOUT, step);
        } else {
            step.wakeAt(timeoutMs);
        }
    }

    /** The promotion is seen to have worked: it becomes the configuration. */
    private void confirm(Attempt attempt, DataNode chosen, Step step) {
        // While saves fail there is no use in trying at once again; we are woken when they work.
        if (step.self.rules.canPromise(step.self.durability)
                && mayPublish(attempt, chosen, step)
                && !isHeldBack(attempt, step)) {
            save(attempt, chosen, step);
        }
    }

    /** Whether the promotion may be told: after a standstill everything is asked once more. */
    private boolean mayPublish(Attempt attempt, DataNode chosen, Step step) {
        return step.self.stall.floorMs() <= attempt.noOneMs || mayAct(attempt, chosen, step);
    }

    /** Whether the votes still hold after the promotion; without them the attempt is over. */
    private boolean mayAct(Attempt attempt, DataNode chosen, Step step) {
        return switch (gate.judgeAfterPromotion(attempt, step)) {
            case OPEN -> true;
            case WAIT, YIELD, TILT, MASTER_BACK -> false;
            case LOST -> {
                end(attempt, EventType.ABORT_NOT_ELECTED, step);
                correction.orphaned(chosen, step);
                yield false;
            }
        };
    }

    /**
     * Whether somebody may hold a configuration that ours must not compete with: then that is found out first. If it is
     * true it is taken over and ends this attempt.
     */
    private boolean isHeldBack(Attempt attempt, Step step) {
        for (Peer peer : master.peers.values()) {
            MasterView view = peer.view;
            if (peer.confirmed
                    && view != null
                    && view.configEpoch() >= attempt.epoch
                    && step.isFresh(peer.viewSentMs, attempt.noOneMs)) {
                claims.seen(peer, view, step);
            }
        }
        if (!claims.isUnsettledFrom(attempt.epoch)) {
            return false;
        }
        if (attempt.heldBackMs == Time.NEVER) {
            attempt.heldBackMs = step.nowMs;
        }
        long untilMs = attempt.heldBackMs + MAX_HELD_BACK_MS;
        step.wakeAt(untilMs);
        return step.nowMs < untilMs;
    }

    private void save(Attempt attempt, DataNode chosen, Step step) {
        attempt.promotionBeingSaved = true;
        long epoch = step.self.rules.configEpochFor(attempt, master);
        MonitoredMaster.NewConfig next = new MonitoredMaster.NewConfig(chosen.address(), epoch);
        master.pendingConfig = next;
        master.changed();
        step.self.durability.persist(master, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                attempt.promotionBeingSaved = false;
                if (master.attempt == attempt && next.equals(master.pendingConfig)) {
                    promoted(attempt, chosen, epoch, then);
                } else if (next.equals(master.pendingConfig)) {
                    // The attempt is gone, by RESET or REMOVE: what is on disk must be what holds here.
                    forget();
                    then.self.durability.persist();
                }
            }

            @Override
            public void failed(Step then) {
                // The node is a master already, so there is no way back: it is tried again when saves work again.
                attempt.promotionBeingSaved = false;
                if (next.equals(master.pendingConfig)) {
                    forget();
                }
            }

            private void forget() {
                master.pendingConfig = null;
                master.changed();
            }
        });
    }

    private void promoted(Attempt attempt, DataNode chosen, long epoch, Step step) {
        InstanceRef formerMaster = master.ref();
        InstanceAddress from = master.node.address();
        InstanceAddress to = chosen.address();
        tell(EventType.PROMOTED_REPLICA, chosen.ref(), attempt, step);
        if (step.crashesAt(Command.FailurePoint.AFTER_PROMOTION)) {
            return;
        }
        attempt.to(FailoverState.RECONF_REPLICAS, step.nowMs);
        attempt.oldAddress = from;
        tell(EventType.STATE_RECONF_REPLICAS, formerMaster, attempt, step);
        List<DataNode> others = step.self.rules.reconfigure().followers(master, chosen);
        if (attempt.coordinated) {
            // They have changed places by themselves, which nobody has saved and no client has noticed.
            others.add(0, master.node);
            Transaction.settle(chosen, step.nowMs + WRITE_WITHIN_MS, step);
        }
        List<DataNode> replicas = topology.turnTo(to, epoch, step);
        step.self.scripts.reconfigureClients(master, Scripts.Part.LEADER, from, to, step);
        election.configChanged();
        hellos.publishToAll(step);
        topology.announceSwitch(from, to, replicas, step);
        reconfigure.begin(attempt, others, step);
        step.self.wake(master);
    }

    /** Whether an operator's failover would find a replica now. */
    boolean hasGoodReplica(Step step) {
        return master.replicas.values().stream()
                .anyMatch(replica -> order.isEligible(replica, step) && !order.isExcluded(replica));
    }

    private void endHarmlessly(Attempt attempt, EventType why, Step step) {
        retry.endedHarmlessly(step);
        end(attempt, why, step);
    }

    /** Drops the attempt; a promotion that may still be on its way must not arrive later. */
    private void end(Attempt attempt, EventType why, Step step) {
        tell(why, master.ref(), attempt, step);
        drop(attempt, step);
        if (attempt.coordinated) {
            retry.undone();
        }
    }

    /** Ends an attempt without a word: a newer configuration has overtaken it. */
    void drop(Attempt attempt, Step step) {
        @Nullable DataNode chosen = attempt.chosen;
        if (chosen != null && Request.awaits(attempt.exec)) {
            links.abort(chosen.link, step);
        }
        handOver.takeBack(attempt, step);
        master.attempt = null;
        step.self.wake(master);
    }

    private static void tell(EventType type, InstanceRef instance, Attempt attempt, Step step) {
        step.publish(new FailoverEvent(type, instance, attempt.epoch, step.wallMs));
    }
}
