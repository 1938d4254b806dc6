package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.TopologyEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Sentinels do to others: failovers start for a reason (S9) and not too often (S10), a promotion goes to a node that
 * may be promoted and from somebody who may promote (S12), nobody is pointed at itself and all at one (S13), stray nodes
 * are brought back only after patience or with a majority (S14), and in TILT nothing is done (S15).
 */
final class ActionChecks implements Observer {

    private static final long REPORT_MAX_AGE_MS = 5_000;
    private static final long VOTE_MAX_AGE_MS = 1_000;
    private static final long VOTE_MAX_AGE_IN_SLOW_NETWORKS_MS = 5_000;
    private static final long WRITE_WITHIN_MS = 250;
    private static final long SLACK_MS = 60;
    private static final int MAX_STARTS = 9;
    private static final long PATIENCE_MS = 8_000;

    /** Who asked whom about what; a node counts anew at every address that it has. */
    private record Pair(
            SimProcess asker,
            SimProcess asked,
            String master,
            @Nullable InstanceAddress at) {}

    private record Target(String master, long epoch) {}

    private final Violations violations;
    private final Map<Pair, Heard> heard = new HashMap<>();
    /** Which node answered last at an address, for each who asked about a master. */
    private final Map<String, RedisNode> there = new HashMap<>();

    private final Asked asked = new Asked();
    private final Map<String, ArrayDeque<Long>> starts = new HashMap<>();
    private final Map<Target, InstanceAddress> targets = new HashMap<>();
    private final Map<String, Set<InstanceAddress>> promotedBy = new HashMap<>();
    private final IdentityHashMap<SentinelNode, Map<String, Long>> attempts = new IdentityHashMap<>();
    private final Set<Target> lone = new HashSet<>();
    private long failovers;
    private long promotions;
    private long quickDemotions;
    private long corrections;

    ActionChecks(Violations violations) {
        this.violations = violations;
    }

    /** How many failovers were tried. */
    long failovers() {
        return failovers;
    }

    /** How many times a node was told to be a master. */
    long promotions() {
        return promotions;
    }

    /** How many returning masters were brought back before C would have done so. */
    long quickDemotions() {
        return quickDemotions;
    }

    long corrections() {
        return corrections;
    }

    /** All ages are those that the Sentinel itself can see. */
    private static long nowMs(SimProcess sentinel) {
        return sentinel.clock().monotonicMs();
    }

    private Heard heard(SimProcess asker, SimProcess asked, String master) {
        InstanceAddress at = asked instanceof RedisNode ? asked.address() : null;
        return heard.computeIfAbsent(new Pair(asker, asked, master, at), unused -> new Heard());
    }

    // --- What is asked and answered.

    @Override
    public void sent(SimProcess from, InstanceAddress to, List<String> words) {
        if (!(from instanceof OurSentinel sentinel)) {
            return;
        }
        if (Wording.isDownQuestion(words)) {
            asked.written(words, nowMs(sentinel));
        } else if (Wording.isRoleCommand(words)) {
            roleCommand(sentinel, to, words);
        } else if (Wording.isHandOver(words)) {
            handOver(sentinel, to);
        }
    }

    @Override
    public void heard(SimProcess to, SimProcess by, List<String> words, List<RespValue> values) {
        if (!(to instanceof OurSentinel asker)) {
            return;
        }
        if (Wording.isDownQuestion(words)) {
            downAnswered(by, asker, words, values);
        } else if (Wording.isSentinelCommand(words, "MASTER")) {
            String epoch = Wording.field(values, "config-epoch");
            if (epoch != null) {
                Heard note = heard(asker, by, words.get(2));
                note.configEpoch = Long.parseLong(epoch);
                note.configSaidMs = nowMs(asker);
            }
        } else if (Wording.isSentinelCommand(words, "GET-MASTER-ADDR-BY-NAME") && values.size() == 1) {
            List<RespValue> parts = values.get(0).elements();
            if (parts.size() == 2) {
                heard(asker, by, words.get(2)).address = new InstanceAddress(
                        String.valueOf(parts.get(0).asText()),
                        Integer.parseInt(String.valueOf(parts.get(1).asText())));
            }
        } else if (words.size() == 1 && words.get(0).equals("INFO") && by instanceof RedisNode node) {
            infoAnswered(node, asker, values);
        }
    }

    private void downAnswered(SimProcess by, OurSentinel asker, List<String> words, List<RespValue> values) {
        Long sentMs = asked.answered(words);
        Wording.Down down = Wording.down(values);
        SentinelNode.Held held = Wording.heldAt(asker, Wording.subject(words));
        if (sentMs == null || down == null || held == null) {
            return;
        }
        Heard note = heard(asker, by, held.master());
        note.down.heard(down.down(), sentMs, asker.turns());
        if (Wording.isVoteRequest(words) && down.epoch() > 0) {
            note.voteAskedMs = sentMs;
            note.voteEpoch = down.epoch();
            note.forAsker = down.leader().equals(asker.id());
        }
    }

    private void infoAnswered(RedisNode node, OurSentinel asker, List<RespValue> values) {
        String text = values.isEmpty() ? null : values.get(0).asText();
        if (text == null) {
            return;
        }
        for (SentinelNode.Held held : asker.held()) {
            if (held.hasNode(node.address())) {
                infoAnswered(node, asker, held, text);
            }
        }
    }

    private void infoAnswered(RedisNode node, OurSentinel asker, SentinelNode.Held held, String text) {
        Heard note = heard(asker, node, held.master());
        inherit(node, asker, held, note);
        boolean master = text.contains("role:master");
        boolean replica = text.contains("role:slave");
        if (master && !note.master) {
            note.master = true;
            note.roleSinceMs = nowMs(asker);
        } else if (replica && note.master) {
            note.master = false;
        }
        int at = text.indexOf("slave_priority:");
        if (at >= 0) {
            int end = text.indexOf('\r', at);
            if (end > 0) {
                note.priority = Integer.parseInt(text.substring(at + "slave_priority:".length(), end));
            }
        }
    }

    @Override
    public void hungUp(SimProcess by, SimProcess from) {
        if (by instanceof OurSentinel asker) {
            heard.forEach((pair, note) -> {
                if (pair.asker() == by && pair.asked() == from) {
                    note.down.hungUp(asker.turns());
                }
            });
        }
    }

    /** What it has heard it does not remember. */
    private void forget(SimProcess asker, String master) {
        heard.keySet()
                .removeIf(each -> each.asker() == asker
                        && (master.isEmpty() || each.master().equals(master)));
    }

    @Override
    public void noted(Object subject, String what) {
        if (what.equals("is killed") && subject instanceof OurSentinel sentinel) {
            forget(sentinel, "");
            starts.keySet().removeIf(each -> each.startsWith(sentinel.name() + "m"));
        }
    }

    /** Another process was at that address before: what it said last, this one is taken to have said, as by a Sentinel. */
    private void inherit(RedisNode node, OurSentinel asker, SentinelNode.Held held, Heard note) {
        RedisNode former = there.put(asker.name() + held.master() + node.address(), node);
        Heard its = former == null || former == node
                ? null
                : heard.remove(new Pair(asker, former, held.master(), node.address()));
        if (its != null) {
            note.master = its.master;
            note.roleSinceMs = its.roleSinceMs;
        }
    }

    // --- What is done.

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (!by.isOurs()) {
            return;
        }
        if (event.type() == EventType.TRY_FAILOVER) {
            failovers++;
        } else if (event.type() == EventType.SELECTED_REPLICA && event instanceof FailoverEvent choice) {
            chosen(by, choice);
        } else if (event.type() == EventType.RESET_MASTER || event.type() == EventType.UNMONITOR) {
            // It begins afresh, as an operator wants it to.
            event.masterName().ifPresent(master -> {
                forget(by.process(), master);
                starts.remove(by.process().name() + master);
            });
        } else if (event.type() == EventType.SWITCH_MASTER) {
            event.masterName().ifPresent(master -> starts.remove(by.process().name() + master));
        } else if (event.type() == EventType.CONVERT_TO_REPLICA && event instanceof TopologyEvent correction) {
            converted(by, correction);
        } else if (event.type() == EventType.FIX_REPLICA_CONFIG) {
            corrections++;
        }
    }

    /** Whoever a master is told to hand over to is brought back by the same Sentinel if it comes to nothing. */
    private void chosen(SentinelNode by, FailoverEvent choice) {
        SentinelNode.Held held = by.held(choice.instance().masterName());
        if (held != null && held.isCoordinated()) {
            promotedBy
                    .computeIfAbsent(by.process().name() + held.master(), unused -> new HashSet<>())
                    .add(choice.instance().address());
        }
    }

    /** A failover is told only when its vote is on disk; why it was begun is judged when it is. */
    @Override
    public void turned(SentinelNode by) {
        if (!by.isOurs()) {
            return;
        }
        for (SentinelNode.Held held : by.held()) {
            long epoch = held.attemptEpoch();
            if (epoch > 0 && seenAttempt(by, held) < epoch) {
                attempts.get(by).put(held.master(), epoch);
                if (!held.isForced()) {
                    started(by, held);
                }
            }
        }
    }

    private long seenAttempt(SentinelNode by, SentinelNode.Held held) {
        return attempts.computeIfAbsent(by, unused -> new HashMap<>()).getOrDefault(held.master(), 0L);
    }

    private void started(SentinelNode by, SentinelNode.Held held) {
        if (by.isTilt()) {
            violations.add("S15", by.process() + " starts a failover of " + held.master() + " in TILT");
        }
        int agreeing = 1;
        for (Map.Entry<Pair, Heard> each : heard.entrySet()) {
            Heard note = each.getValue();
            if (each.getKey().asker() == by.process()
                    && each.getKey().master().equals(held.master())
                    && note.down.maySayDown(nowMs(by.process()) - REPORT_MAX_AGE_MS - SLACK_MS)) {
                agreeing++;
            }
        }
        if (!held.isSdown() || agreeing < held.quorum()) {
            violations.add(
                    "S9",
                    by.process() + " starts a failover of " + held.master() + ", down here: " + held.isSdown() + ", "
                            + agreeing + " agree, " + held.quorum() + " must");
        }
        ArrayDeque<Long> past =
                starts.computeIfAbsent(by.process().name() + held.master(), unused -> new ArrayDeque<>());
        past.add(nowMs(by.process()));
        while (!past.isEmpty() && nowMs(by.process()) - past.element() > 2 * held.failoverTimeoutMs()) {
            past.remove();
        }
        if (past.size() > MAX_STARTS) {
            violations.add(
                    "S10",
                    by.process() + " starts failover number " + past.size() + " of " + held.master()
                            + " within twice the failover timeout");
        }
    }

    private void roleCommand(OurSentinel by, InstanceAddress to, List<String> words) {
        if (by.isTilt()) {
            violations.add("S15", by + " sends " + words + " to " + to + " in TILT");
        }
        SentinelNode.Held held = Wording.heldFor(by, to, words);
        if (held == null) {
            violations.add("S12", by + " sends " + words + " to " + to + ", which it does not watch");
        } else if (Wording.isPromotion(words)) {
            promotion(by, to, held);
        } else {
            pointed(by, to, new InstanceAddress(words.get(1), Integer.parseInt(words.get(2))), held);
        }
    }

    /** A master is told to hand over: nothing can be taken back once its replica has taken over. */
    private void handOver(OurSentinel by, InstanceAddress to) {
        if (by.isTilt()) {
            violations.add("S15", by + " tells " + to + " to hand over in TILT");
        }
        SentinelNode.Held held = Wording.heldAt(by, to);
        if (held == null) {
            violations.add("S12", by + " tells " + to + " to hand over, which is not its master");
        } else {
            gate(by, held, held.attemptEpoch());
        }
    }

    private void promotion(OurSentinel by, InstanceAddress to, SentinelNode.Held held) {
        promotions++;
        promotedBy
                .computeIfAbsent(by.name() + held.master(), unused -> new HashSet<>())
                .add(to);
        long epoch = held.attemptEpoch();
        if (epoch == 0 || held.configEpoch() >= epoch || held.leaderEpoch() > epoch) {
            violations.add(
                    "S12",
                    by + " promotes " + to + " in epoch " + epoch + " and knows configuration epoch "
                            + held.configEpoch() + " and a vote in " + held.leaderEpoch());
        }
        if (!held.isForced() && !held.isSdown()) {
            violations.add("S12", by + " promotes " + to + " although it does not hold " + held.master() + " for down");
        }
        for (Map.Entry<Pair, Heard> each : heard.entrySet()) {
            if (each.getKey().asker() == by && to.equals(each.getKey().at()) && each.getValue().priority == 0) {
                violations.add("S12", by + " promotes " + to + ", whose priority is 0");
            }
        }
        if (!held.isWithoutMajority()) {
            gate(by, held, epoch);
        } else {
            lone.add(new Target(held.master(), epoch));
        }
    }

    /** The votes it acts on were asked for moments ago. */
    private void gate(OurSentinel by, SentinelNode.Held held, long epoch) {
        int fresh = 1;
        long ageMs = Math.max(VOTE_MAX_AGE_MS, Math.min(4 * by.roundTripMs(), VOTE_MAX_AGE_IN_SLOW_NETWORKS_MS));
        long limitMs = ageMs + WRITE_WITHIN_MS + SLACK_MS;
        for (Map.Entry<Pair, Heard> each : heard.entrySet()) {
            Heard note = each.getValue();
            if (each.getKey().asker() == by
                    && each.getKey().master().equals(held.master())
                    && note.forAsker
                    && note.voteEpoch == epoch
                    && nowMs(by) - note.voteAskedMs <= limitMs) {
                fresh++;
            }
        }
        if (fresh < held.needed()) {
            violations.add(
                    "S12",
                    by + " promotes with " + fresh + " fresh votes in epoch " + epoch + " for " + held.master() + ", "
                            + held.needed() + " are needed");
        }
    }

    private void pointed(OurSentinel by, InstanceAddress to, InstanceAddress target, SentinelNode.Held held) {
        if (to.equals(target)) {
            violations.add("S13", by + " points " + to + " at itself");
        }
        if (!target.equals(held.address())) {
            violations.add("S13", by + " points " + to + " at " + target + ", its master is " + held.address());
        }
        if (held.configEpoch() > 0) {
            Target key = new Target(held.master(), held.configEpoch());
            InstanceAddress before = targets.putIfAbsent(key, target);
            if (before != null && !before.equals(target) && !lone.contains(key) && onlyOurs()) {
                violations.add(
                        "S13",
                        by + " points " + to + " at " + target + " in epoch " + held.configEpoch()
                                + ", others were pointed at " + before);
            }
        }
    }

    private boolean mixed;

    /** Sentinels of another kind take part, which may give one epoch to two addresses. */
    void mixed() {
        mixed = true;
    }

    private boolean onlyOurs() {
        return !mixed;
    }

    private void converted(SentinelNode by, TopologyEvent correction) {
        corrections++;
        SentinelNode.Held held = by.held(correction.instance().masterName());
        InstanceAddress stray = correction.instance().address();
        if (held == null
                || promotedBy
                        .getOrDefault(by.process().name() + held.master(), Collections.emptySet())
                        .contains(stray)) {
            return;
        }
        long sinceMs = Long.MAX_VALUE;
        int confirming = 1;
        for (Map.Entry<Pair, Heard> each : heard.entrySet()) {
            Pair pair = each.getKey();
            Heard note = each.getValue();
            if (pair.asker() != by.process() || !pair.master().equals(held.master())) {
                continue;
            }
            if (stray.equals(pair.at()) && note.master) {
                sinceMs = note.roleSinceMs;
            } else if (note.configEpoch == held.configEpoch()
                    && held.address().equals(note.address)
                    && nowMs(by.process()) - note.configSaidMs <= VOTE_MAX_AGE_MS + WRITE_WITHIN_MS + SLACK_MS) {
                confirming++;
            }
        }
        boolean patient = sinceMs != Long.MAX_VALUE && nowMs(by.process()) - sinceMs >= PATIENCE_MS - SLACK_MS;
        if (!patient && confirming < (held.peers() + 1) / 2 + 1) {
            violations.add(
                    "S14",
                    by.process() + " brings " + stray + " back after "
                            + (sinceMs == Long.MAX_VALUE ? "no sight of it" : nowMs(by.process()) - sinceMs + " ms")
                            + ", confirmed by " + confirming + " of " + (held.peers() + 1));
        } else if (!patient) {
            quickDemotions++;
        }
    }
}
