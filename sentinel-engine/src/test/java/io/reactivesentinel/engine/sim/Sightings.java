package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.ObjectiveDownEvent;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SubjectiveDownEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Situations that no Sentinel can tell of: whom it reached, what a node really was, what was not on a disk yet. They are
 * read from the cluster itself.
 */
final class Sightings implements Observer {

    private static final int LINK_DOWN_FACTOR = 10;

    private final Cluster cluster;
    private final Network network;
    private final Consumer<Situation> reach;

    Sightings(Cluster cluster, Consumer<Situation> reach) {
        this.cluster = cluster;
        this.network = cluster.world().network();
        this.reach = reach;
    }

    // --- Who reaches whom.

    private boolean reaches(SimProcess one, SimProcess other) {
        return one == other
                || (one.isRunning()
                        && other.isRunning()
                        && network.carries(one.host(), other.host())
                        && network.carries(other.host(), one.host()));
    }

    /** How many Sentinels one reaches, itself included. */
    private int reached(SentinelNode from) {
        int count = 0;
        for (SentinelNode each : cluster.sentinels()) {
            count += reaches(from.process(), each.process()) ? 1 : 0;
        }
        return count;
    }

    private boolean isBridged() {
        for (SentinelNode middle : cluster.sentinels()) {
            for (SentinelNode one : cluster.sentinels()) {
                for (SentinelNode other : cluster.sentinels()) {
                    if (one.process().isRunning()
                            && other.process().isRunning()
                            && !reaches(one.process(), other.process())
                            && reaches(one.process(), middle.process())
                            && reaches(middle.process(), other.process())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private @Nullable RedisNode nodeAt(InstanceAddress address) {
        for (Cluster.Group group : cluster.groups()) {
            for (RedisNode node : group.nodes()) {
                if (node.address().equals(address)) {
                    return node;
                }
            }
        }
        return null;
    }

    private Cluster.@Nullable Group group(String master) {
        for (Cluster.Group group : cluster.groups()) {
            if (group.name().equals(master)) {
                return group;
            }
        }
        return null;
    }

    // --- What Sentinels tell.

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (event instanceof SubjectiveDownEvent down) {
            if (down.down() && down.instance().kind() == InstanceKind.MASTER) {
                subjective(by, down.instance().masterName());
            }
        } else if (event instanceof ObjectiveDownEvent down) {
            if (down.down()) {
                objective(by, event);
            }
        } else if (event.type() == EventType.TRY_FAILOVER) {
            attempt(by, event);
        } else if (event.type() == EventType.SELECTED_REPLICA && event instanceof FailoverEvent choice) {
            chosen(by, choice);
        } else if (event.type() == EventType.ABORT_NO_GOOD_REPLICA) {
            nobody(event);
        } else if (event.type() == EventType.REBOOT) {
            rebooted(by, event);
        }
    }

    private void subjective(SentinelNode by, String master) {
        SentinelNode.Held held = by.held(master);
        if (held == null) {
            return;
        }
        int all = cluster.sentinels().size();
        int reached = reached(by);
        if (reached * 2 > all && reached < held.quorum()) {
            reach.accept(Situation.MAJORITY_BELOW_QUORUM);
        }
        if (reached * 2 == all) {
            reach.accept(Situation.EVEN_SPLIT);
        }
        RedisNode node = nodeAt(held.address());
        if (node == null || !node.isRunning()) {
            return;
        }
        boolean there = network.carries(by.process().host(), node.host());
        boolean back = network.carries(node.host(), by.process().host());
        long tripMs = (network.path(by.process().host(), node.host()).mostUs
                        + network.path(node.host(), by.process().host()).mostUs)
                / 1_000;
        if (there != back) {
            reach.accept(Situation.ONE_WAY_OUTAGE);
        } else if (there && tripMs > held.downAfterMs() / 2) {
            reach.accept(Situation.SLOW_OUTAGE);
        }
    }

    private void objective(SentinelNode by, SentinelEvent event) {
        if (reached(by) * 2 <= cluster.sentinels().size()) {
            reach.accept(Situation.QUORUM_WITHOUT_MAJORITY);
        }
        if (isBridged()) {
            reach.accept(Situation.BRIDGED);
        }
        int down = 0;
        for (SentinelNode.Held each : by.held()) {
            down += each.isOdown() ? 1 : 0;
            if (each.quorum() == 1 && event.masterName().equals(Optional.of(each.master()))) {
                reach.accept(Situation.QUORUM_OF_ONE);
            }
        }
        if (down > 1) {
            reach.accept(Situation.TWO_MASTERS_DOWN);
        }
    }

    private void attempt(SentinelNode by, SentinelEvent event) {
        String master = event.masterName().orElse("");
        SentinelNode.Held own = by.held(master);
        if (own == null) {
            return;
        }
        for (SentinelNode each : cluster.sentinels()) {
            SentinelNode.Held held = each == by ? null : each.held(master);
            if (held == null) {
                continue;
            }
            if (held.peers() != own.peers()) {
                reach.accept(Situation.DIFFERENT_VIEWS);
            }
            if (held.isFailingOver() && held.isForced() && own.isForced()) {
                reach.accept(Situation.TWO_FORCED_FAILOVERS);
            } else if (held.isFailingOver() && held.isForced() != own.isForced()) {
                reach.accept(Situation.FORCED_BESIDE_AUTOMATIC);
            }
        }
    }

    private void chosen(SentinelNode by, FailoverEvent choice) {
        SentinelNode.Held held = by.held(choice.instance().masterName());
        if (held == null) {
            return;
        }
        long nowMs = by.process().clock().monotonicMs();
        Candidate best = null;
        for (Candidate each : held.candidates()) {
            if (each.address().equals(choice.instance().address())) {
                best = each;
            } else if (each.reachable()
                    && each.linkDownMs() > held.downForMs(nowMs) + LINK_DOWN_FACTOR * held.downAfterMs()) {
                reach.accept(Situation.STALE_REPLICA_PASSED_OVER);
            }
        }
        for (Candidate each : held.candidates()) {
            if (best != null
                    && !each.equals(best)
                    && each.reachable()
                    && each.priority() == best.priority()
                    && each.offset() == best.offset()) {
                reach.accept(Situation.EQUAL_OFFSETS);
            }
        }
    }

    private void nobody(SentinelEvent event) {
        Cluster.Group group = group(event.masterName().orElse(""));
        if (group == null) {
            return;
        }
        for (RedisNode node : group.nodes()) {
            if (!node.isMaster() && node.isRunning() && node.priority() > 0) {
                return;
            }
        }
        reach.accept(Situation.ALL_REPLICAS_UNFIT);
    }

    private void rebooted(SentinelNode by, SentinelEvent event) {
        Cluster.Group group = group(event.masterName().orElse(""));
        SentinelNode.Held held = by.held(event.masterName().orElse(""));
        RedisNode node = held == null ? null : nodeAt(held.address());
        if (group == null || node == null || node.hasData()) {
            return;
        }
        for (RedisNode each : group.nodes()) {
            if (each.isRunning() && each.hasData()) {
                reach.accept(Situation.REBOOT_WITHOUT_DATA);
                return;
            }
        }
    }

    // --- What goes over the wires.

    @Override
    public void answered(SimProcess by, SimProcess to, List<String> words, List<RespValue> values) {
        if (!(by instanceof RedisNode node) || !(to instanceof SentinelNode)) {
            return;
        }
        if (words.get(0).equals("PING")) {
            String error = values.isEmpty() ? null : values.get(0).asError();
            if (error != null) {
                refused(node, error);
            }
        } else if (words.get(0).equals("INFO") && cluster.isStranger(node)) {
            reach.accept(Situation.ADDRESS_REUSED);
        } else if (words.get(0).equals("EXEC")
                && !values.isEmpty()
                && values.get(0).asError() != null) {
            reach.accept(Situation.TRANSACTION_REFUSED);
        }
    }

    private void refused(RedisNode node, String error) {
        switch (error.substring(0, Math.max(0, error.indexOf(' ')))) {
            case "LOADING" -> {
                if (node.isMaster()) {
                    reach.accept(Situation.MASTER_LOADING);
                }
            }
            case "MASTERDOWN" -> reach.accept(Situation.NODE_MASTERDOWN);
            case "BUSY" -> reach.accept(Situation.NODE_BUSY);
            case "NOAUTH", "WRONGPASS" -> reach.accept(Situation.NODE_LOCKED);
            default -> {}
        }
    }

    @Override
    public void heard(SimProcess by, SimProcess from, List<String> words, List<RespValue> values) {
        if (by instanceof OurSentinel sentinel && Wording.isVoteRequest(words)) {
            SentinelNode.Held held = Wording.heldAt(sentinel, Wording.subject(words));
            if (held == null || held.attemptEpoch() != Long.parseLong(words.get(4))) {
                reach.accept(Situation.LATE_VOTE);
            }
        }
    }

    @Override
    public void received(SimProcess by, SimProcess from, List<String> words) {
        if (by instanceof RedisNode && from instanceof Operator && words.get(0).equals("REPLICAOF")) {
            reach.accept(Situation.ROLE_GIVEN_BY_HAND);
        } else if (by instanceof SentinelNode sentinel
                && from instanceof Operator
                && words.size() > 2
                && words.get(0).equals("SENTINEL")) {
            told(sentinel, words);
        }
    }

    private void told(SentinelNode sentinel, List<String> words) {
        boolean isSet = words.get(1).equals("SET");
        if (isSet && words.contains("quorum")) {
            reach.accept(Situation.QUORUM_CHANGED);
        }
        Situation inFailover =
                switch (words.get(1).toUpperCase(Locale.ROOT)) {
                    case "RESET" -> Situation.RESET_IN_FAILOVER;
                    case "REMOVE" -> Situation.REMOVED_IN_FAILOVER;
                    case "SET" -> Situation.SET_IN_FAILOVER;
                    default -> null;
                };
        for (SentinelNode.Held held : sentinel.held()) {
            boolean meant = words.get(2).equals("*") || words.get(2).equals(held.master());
            if (inFailover != null && meant && held.isFailingOver()) {
                reach.accept(inFailover);
            }
        }
    }

    // --- What becomes of processes.

    @Override
    public void noted(Object subject, String what) {
        switch (what) {
            case "is killed" -> died(subject);
            case "starts" -> started(subject);
            case "goes on" -> goesOn(subject);
            case NodeFaults.UNFIT_AFTER_CHOICE -> reach.accept(Situation.UNFIT_AFTER_CHOICE);
            default -> {}
        }
    }

    private void died(Object subject) {
        if (subject instanceof OurSentinel sentinel) {
            for (SentinelNode.Held held : sentinel.held()) {
                long durable = sentinel.durableLeaderEpoch(held.master());
                if (durable >= 0 && held.leaderEpoch() > durable) {
                    reach.accept(Situation.UNSAVED_VOTE_LOST);
                }
            }
        }
        for (SimProcess each : cluster.processes()) {
            boolean matters = each instanceof SentinelNode || each instanceof RedisNode;
            if (matters && each != subject && each.isAlive()) {
                return;
            }
        }
        reach.accept(Situation.BLACKOUT);
    }

    private void started(Object subject) {
        if (subject instanceof RedisNode node && node.forcedRunId != null) {
            reach.accept(Situation.ONE_RUN_ID_TWICE);
        }
    }

    /** Others know a newer epoch of a master than the leader that has just come to itself. */
    private void goesOn(Object subject) {
        if (!(subject instanceof SentinelNode sentinel)) {
            return;
        }
        for (SentinelNode.Held held : sentinel.held()) {
            for (SentinelNode other : cluster.sentinels()) {
                SentinelNode.Held theirs = other.held(held.master());
                if (held.attemptEpoch() > 0 && theirs != null && theirs.configEpoch() > held.attemptEpoch()) {
                    reach.accept(Situation.OVERTAKEN);
                }
            }
        }
    }

    @Override
    public void roleChanged(RedisNode node) {
        InstanceAddress follows = node.follows();
        if (follows == null || cluster.isStranger(node)) {
            return;
        }
        for (Cluster.Group group : cluster.groups()) {
            if (!group.nodes().contains(node)) {
                continue;
            }
            boolean known = false;
            for (RedisNode each : group.nodes()) {
                if (each.address().equals(follows)) {
                    known = true;
                    if (!each.isMaster()) {
                        reach.accept(Situation.REPLICA_OF_REPLICA);
                    }
                }
            }
            if (!known) {
                reach.accept(Situation.FOREIGN_MASTER);
            }
        }
    }
}
