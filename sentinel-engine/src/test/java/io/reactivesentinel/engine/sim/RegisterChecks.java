package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.VoteEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What keeps a vote from being given twice, before it is (S1): a register that never falls below a vote that was told,
 * through crashes, RESET, REMOVE and MONITOR alike; and no vote for an epoch of which the outcome is known. And no epoch
 * that nobody can have counted to (S7).
 */
final class RegisterChecks implements Observer {

    private static final int MAX_SETTLED = 10_000;

    /** No run counts that far; whoever gets there has believed nonsense. */
    private static final long MAX_EPOCH = 1L << 32;

    private final Violations violations;
    private final Map<SentinelNode, Map<String, Long>> told = new HashMap<>();

    /** Questions that asked for a vote in a settled epoch in which none had been given. */
    private final IdentityHashMap<List<String>, Long> settled = new IdentityHashMap<>();

    RegisterChecks(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void received(SimProcess by, SimProcess from, List<String> words) {
        if (by instanceof OurSentinel sentinel && Wording.isVoteRequest(words)) {
            SentinelNode.Held held = Wording.heldAt(sentinel, Wording.subject(words));
            long epoch = Long.parseLong(words.get(4));
            if (held != null && held.configEpoch() >= epoch && held.leaderEpoch() < epoch) {
                if (settled.size() > MAX_SETTLED) {
                    settled.clear();
                }
                settled.put(words, epoch);
            }
        }
    }

    @Override
    public void answered(SimProcess by, SimProcess to, List<String> words, List<RespValue> values) {
        if (!(by instanceof OurSentinel sentinel) || !Wording.isDownQuestion(words)) {
            return;
        }
        Long epoch = settled.isEmpty() ? null : settled.remove(words);
        Wording.Down down = Wording.down(values);
        SentinelNode.Held held = Wording.heldAt(sentinel, Wording.subject(words));
        if (down == null || held == null || down.epoch() <= 0 || down.leader().equals("*")) {
            return;
        }
        told(sentinel, held.master(), down.epoch());
        if (epoch != null && epoch == down.epoch()) {
            violations.add(
                    "S1", by + " votes for " + down.leader() + " in epoch " + epoch + ", which it knows to be settled");
        }
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (by.isOurs() && event instanceof VoteEvent vote) {
            told(by, vote.master(), vote.epoch());
        }
    }

    private void told(SentinelNode by, String master, long epoch) {
        told.computeIfAbsent(by, unused -> new HashMap<>()).merge(master, epoch, Math::max);
    }

    @Override
    public void turned(SentinelNode by) {
        if (by.isOurs() && by.currentEpoch() > MAX_EPOCH) {
            violations.add("S7", by.process() + " believes in epoch " + by.currentEpoch());
        }
        Map<String, Long> votes = told.get(by);
        if (votes == null) {
            return;
        }
        for (SentinelNode.Held held : by.held()) {
            long epoch = votes.getOrDefault(held.master(), 0L);
            if (held.leaderEpoch() < epoch) {
                violations.add(
                        "S1",
                        by.process() + " may vote again for " + held.master() + ": it has told a vote in epoch " + epoch
                                + ", its register is at " + held.leaderEpoch());
            }
        }
    }
}
