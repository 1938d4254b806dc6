package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.VoteEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may become of a vote that could not be saved. It may be found on the disk later, so its epoch is never used again by
 * the process that decided it, and while saves fail none is given and nobody is promoted (S2). And who has told that it
 * never voted in an epoch does not tell a vote of that epoch afterwards, restarts included (S1): candidates rely on it
 * where they prove that a vote was split.
 */
final class SaveChecks implements Observer {

    /** What one Sentinel held about one master when it was last looked at. */
    private static final class Seen {
        final SimProcess.Life life;
        long leaderEpoch;
        boolean failing;
        final Set<Long> burnt = new HashSet<>();

        Seen(SimProcess.Life life, long leaderEpoch) {
            this.life = life;
            this.leaderEpoch = leaderEpoch;
        }
    }

    private record Ballot(SentinelNode voter, String master, long epoch) {}

    private final Violations violations;
    private final Map<SentinelNode, Map<String, Seen>> ledgers = new HashMap<>();
    private final Set<Ballot> never = new HashSet<>();

    SaveChecks(Violations violations) {
        this.violations = violations;
    }

    // --- What it holds.

    @Override
    public void turned(SentinelNode by) {
        SimProcess.Life life = by.process().life();
        if (!(by instanceof OurSentinel ours) || life == null) {
            return;
        }
        Map<String, Seen> ledger = ledgers.computeIfAbsent(by, unused -> new HashMap<>());
        if (ledger.size() > by.held().size()) {
            ledger.keySet().removeIf(master -> by.held(master) == null);
        }
        boolean failing = ours.isSaveFailing();
        for (SentinelNode.Held held : by.held()) {
            Seen seen = ledger.get(held.master());
            if (seen == null || seen.life != life) {
                seen = new Seen(life, held.leaderEpoch());
                ledger.put(held.master(), seen);
            }
            if (held.leaderEpoch() != seen.leaderEpoch) {
                compare(by, held, seen, failing);
            }
            seen.failing = failing;
        }
    }

    private void compare(SentinelNode by, SentinelNode.Held held, Seen seen, boolean failing) {
        long epoch = held.leaderEpoch();
        if (epoch < seen.leaderEpoch) {
            seen.burnt.add(seen.leaderEpoch);
        } else if (seen.burnt.contains(epoch)) {
            violations.add(
                    "S2",
                    by.process() + " votes again for " + held.master() + " in epoch " + epoch
                            + ", of which a vote could not be saved and may be on disk");
        } else if (seen.failing && failing) {
            violations.add(
                    "S2",
                    by.process() + " votes for " + held.master() + " in epoch " + epoch + " while its saves fail");
        }
        seen.leaderEpoch = epoch;
    }

    // --- What it tells.

    @Override
    public void answered(SimProcess by, SimProcess to, List<String> words, List<RespValue> values) {
        if (!(by instanceof OurSentinel sentinel) || !Wording.isVoteRequest(words)) {
            return;
        }
        Wording.Down down = Wording.down(values);
        SentinelNode.Held held = Wording.heldAt(sentinel, Wording.subject(words));
        if (down == null || held == null || down.epoch() <= 0) {
            return;
        }
        long asked = Long.parseLong(words.get(4));
        if (down.epoch() < asked) {
            never.add(new Ballot(sentinel, held.master(), asked));
        }
        if (!down.leader().equals("*")) {
            told(sentinel, held.master(), down.epoch(), to);
        }
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (!(by instanceof OurSentinel ours)) {
            return;
        }
        if (event instanceof VoteEvent vote) {
            told(by, vote.master(), vote.epoch(), null);
        } else if (event.type() == EventType.STATE_WAIT_PROMOTION
                && event instanceof FailoverEvent step
                && ours.isSaveFailing()) {
            InstanceAddress chosen = step.instance().address();
            violations.add("S2", by.process() + " promotes " + chosen + " while its saves fail");
        }
    }

    private void told(SentinelNode by, String master, long epoch, @Nullable SimProcess to) {
        if (never.contains(new Ballot(by, master, epoch))) {
            violations.add(
                    "S1",
                    by.process() + " tells " + (to == null ? "everybody" : to) + " a vote of " + master + " in epoch "
                            + epoch + ", in which it has told that it never voted");
        }
    }
}
