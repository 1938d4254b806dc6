package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceFlag;
import io.reactivesentinel.protocol.ReplyField;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A leader gives way to whom it knows to be at work or to hold a newer configuration, and tells of a promotion only when
 * the very process that it chose has said that it is a master (S12).
 */
final class LeaderChecks implements Observer {

    /** How fresh a view is that a leader has to heed, if it was asked for in this attempt; older ones it asks for again. */
    private static final long VIEW_MAX_AGE_MS = 1_000;

    /** For how long a leader gives way at most to one who is at work and comes to nothing. */
    private static final long MAX_YIELD_MS = 10_000;

    private static final long SLACK_MS = 60;

    private record Pair(SimProcess asker, SimProcess asked, String master) {}

    private record Post(SentinelNode leader, String master) {}

    private record View(long askedMs, boolean acting, long configEpoch) {}

    /** Whom a leader chose, and whether that process has said that it is a master. */
    private static final class Choice {
        final String runId;
        boolean proved;

        Choice(String runId) {
            this.runId = runId;
        }
    }

    private record Attempt(long epoch, long sinceMs) {}

    private final Violations violations;
    private final Asked asked = new Asked();
    private final Map<Pair, View> views = new HashMap<>();
    private final Map<Post, Choice> choices = new HashMap<>();
    private final Map<Post, Attempt> attempts = new HashMap<>();

    LeaderChecks(Violations violations) {
        this.violations = violations;
    }

    private static long nowMs(SimProcess sentinel) {
        return sentinel.clock().monotonicMs();
    }

    @Override
    public void sent(SimProcess from, InstanceAddress to, List<String> words) {
        if (from instanceof OurSentinel && Wording.isSentinelCommand(words, "MASTER")) {
            asked.written(words, nowMs(from));
        }
    }

    @Override
    public void heard(SimProcess by, SimProcess from, List<String> words, List<RespValue> values) {
        if (!(by instanceof OurSentinel asker)) {
            return;
        }
        if (Wording.isSentinelCommand(words, "MASTER")) {
            Long sentMs = asked.answered(words);
            View view = sentMs == null ? null : view(sentMs, values);
            // A forged hello can lead a Sentinel to ask itself, which is no other that is at work.
            if (view != null && from != by) {
                views.put(new Pair(asker, from, words.get(2)), view);
            }
        } else if (from instanceof RedisNode
                && words.size() == 1
                && words.get(0).equals("INFO")) {
            prove(asker, values);
        }
    }

    private static @Nullable View view(long sentMs, List<RespValue> values) {
        String flags = Wording.field(values, ReplyField.FLAGS);
        String state = Wording.field(values, ReplyField.FAILOVER_STATE);
        String epoch = Wording.field(values, ReplyField.CONFIG_EPOCH);
        if (flags == null || epoch == null) {
            return null;
        }
        Set<InstanceFlag> all = InstanceFlag.parse(flags);
        boolean acting = all.contains(InstanceFlag.FAILOVER_IN_PROGRESS)
                && (all.contains(InstanceFlag.FORCE_FAILOVER)
                        || (state != null && FailoverState.fromWire(state).isActing()));
        return new View(sentMs, acting, Long.parseLong(epoch));
    }

    private void prove(OurSentinel asker, List<RespValue> values) {
        String text = values.isEmpty() ? null : values.get(0).asText();
        if (text == null || choices.isEmpty()) {
            return;
        }
        for (Map.Entry<Post, Choice> each : choices.entrySet()) {
            Choice choice = each.getValue();
            if (each.getKey().leader() == asker
                    && text.contains("role:master")
                    && text.contains("run_id:" + choice.runId)) {
                choice.proved = true;
            }
        }
    }

    @Override
    public void turned(SentinelNode by) {
        if (!by.isOurs()) {
            return;
        }
        for (SentinelNode.Held held : by.held()) {
            long epoch = held.attemptEpoch();
            if (epoch > 0) {
                Post post = new Post(by, held.master());
                Attempt known = attempts.get(post);
                if (known == null || known.epoch() != epoch) {
                    attempts.put(post, new Attempt(epoch, nowMs(by.process())));
                }
            }
        }
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (!by.isOurs() || !(event instanceof FailoverEvent step)) {
            return;
        }
        SentinelNode.Held held = by.held(step.instance().masterName());
        if (held == null) {
            return;
        }
        switch (event.type()) {
            case SELECTED_REPLICA -> chosen(by, held, step);
            case STATE_WAIT_PROMOTION -> promotes(by, held, step);
            case PROMOTED_REPLICA -> promoted(by, held, step);
            default -> {}
        }
    }

    private void chosen(SentinelNode by, SentinelNode.Held held, FailoverEvent choice) {
        for (Candidate each : held.candidates()) {
            if (each.address().equals(choice.instance().address())) {
                choices.put(new Post(by, held.master()), new Choice(each.runId()));
            }
        }
    }

    private void promotes(SentinelNode by, SentinelNode.Held held, FailoverEvent step) {
        long nowMs = nowMs(by.process());
        Attempt attempt = attempts.get(new Post(by, held.master()));
        long yieldMs = Math.min(held.failoverTimeoutMs() / 2, MAX_YIELD_MS);
        if (attempt != null && attempt.epoch() == step.epoch() && nowMs - attempt.sinceMs() >= yieldMs - SLACK_MS) {
            return;
        }
        for (Map.Entry<Pair, View> each : views.entrySet()) {
            Pair pair = each.getKey();
            View view = each.getValue();
            if (pair.asker() == by.process()
                    && pair.master().equals(held.master())
                    && isWhoItIsTakenFor(pair.asked(), held)
                    && view.askedMs() >= Math.max(held.attemptAskedMs(), nowMs - VIEW_MAX_AGE_MS)
                    && (view.acting() || view.configEpoch() > held.configEpoch())) {
                violations.add(
                        "S12",
                        by.process() + " promotes " + step.instance().address() + " for " + held.master() + " in epoch "
                                + step.epoch() + " and knows that " + pair.asked()
                                + (view.acting() ? " is at work" : " holds epoch " + view.configEpoch()));
            }
        }
    }

    /** One that answers where another one was is not known to be who it is: it may be reached at two addresses. */
    private static boolean isWhoItIsTakenFor(SimProcess asked, SentinelNode.Held held) {
        return asked instanceof SentinelNode sentinel && held.hasPeer(sentinel.id(), asked.address());
    }

    private void promoted(SentinelNode by, SentinelNode.Held held, FailoverEvent told) {
        Choice choice = choices.remove(new Post(by, held.master()));
        if (choice != null && !choice.proved && !choice.runId.isEmpty()) {
            violations.add(
                    "S12",
                    by.process() + " tells that " + told.instance().address()
                            + " is promoted, and never heard from the process it had chosen that it is a master");
        }
    }
}
