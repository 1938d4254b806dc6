package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.SentinelEvent;
import java.util.List;

/** The replica that is chosen may be promoted, and is the best of those that may, by what the Sentinel knew (S11). */
final class ChoiceChecks implements Observer {

    /** How old the last answers may be, while the master is down. */
    private static final long MAX_AGE_MS = 5_000;

    /** How old INFO may be while the master is not held for down, as in an operator's failover. */
    private static final long MAX_CALM_AGE_MS = 30_000;

    private static final int LINK_DOWN_FACTOR = 10;

    private final Violations violations;

    ChoiceChecks(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (!by.isOurs() || event.type() != EventType.SELECTED_REPLICA || !(event instanceof FailoverEvent choice)) {
            return;
        }
        SentinelNode.Held held = by.held(choice.instance().masterName());
        if (held == null) {
            return;
        }
        if (held.isRescue()) {
            // Nobody is chosen: who has taken over already is told, whoever it is.
            return;
        }
        List<Candidate> all = held.candidates();
        long nowMs = by.process().clock().monotonicMs();
        Candidate chosen = all.stream()
                .filter(each -> each.address().equals(choice.instance().address()))
                .findFirst()
                .orElse(null);
        if (chosen == null || !mayBePromoted(chosen, held, nowMs)) {
            violations.add(
                    "S11",
                    by.process() + " chooses " + (chosen == null ? "nobody it knows" : chosen)
                            + ", which must not be promoted");
            return;
        }
        if (held.isCoordinated()) {
            // Only whom the master itself feeds may take over from it, which the master alone says.
            return;
        }
        for (Candidate other : all) {
            if (!other.equals(chosen) && isPassedOver(other, chosen, held, nowMs)) {
                violations.add("S11", by.process() + " chooses " + chosen + " and passes over " + other);
                return;
            }
        }
    }

    private static boolean mayBePromoted(Candidate each, SentinelNode.Held held, long nowMs) {
        long infoAgeMs = held.isSdown() ? MAX_AGE_MS : MAX_CALM_AGE_MS;
        return each.reachable()
                && each.priority() > 0
                && !each.isHollow()
                && nowMs - each.lastAnswerMs() <= MAX_AGE_MS
                && nowMs - each.infoAtMs() <= infoAgeMs
                && each.linkDownMs() <= held.downForMs(nowMs) + LINK_DOWN_FACTOR * held.downAfterMs();
    }

    /** Whether somebody better was there, who had told how far it is since this attempt began. */
    private static boolean isPassedOver(Candidate other, Candidate chosen, SentinelNode.Held held, long nowMs) {
        boolean told = other.infoAskedMs() >= held.attemptAskedMs();
        if (!told || chosen.promoted() || !other.isSound() || !mayBePromoted(other, held, nowMs)) {
            return false;
        }
        return chosen.infoAskedMs() < held.attemptAskedMs() || !chosen.isSound() || other.isBetterThan(chosen);
    }
}
