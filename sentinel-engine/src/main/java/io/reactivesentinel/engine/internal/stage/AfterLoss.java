package io.reactivesentinel.engine.internal.stage;

import java.util.Set;

/**
 * Works out, after an election that we did not win, whether anybody else can have won it.
 *
 * <p>If nobody can, the vote was split and the next epoch is tried at once. If somebody may have, it is asked directly: one
 * that has not acted and waits no more has lost. Only where that cannot be found out does the long pause of C hold.
 */
final class AfterLoss {

    private static final long FIRST_POLL_MS = 100;
    private static final long LAST_POLL_MS = 1_000;

    private final MonitoredMaster master;
    private final Attempt attempt;
    private final long withdrawnMs;
    private long pollMs = FIRST_POLL_MS;
    private long nextPollMs;

    AfterLoss(MonitoredMaster master, Attempt attempt, Step step) {
        this.master = master;
        this.attempt = attempt;
        this.withdrawnMs = step.nowMs;
        this.nextPollMs = step.nowMs;
    }

    Attempt attempt() {
        return attempt;
    }

    /** Looks at what is known by now; answers whether there is nothing more to find out. */
    boolean advance(Retry retry, Questions questions, Step step) {
        int voters = Voters.count(master, step);
        int majority = step.self.rules.majority(voters);
        Set<String> mayHaveWon = step.self
                .rules
                .splitProof()
                .mayHaveWon(attempt, voters, majority)
                .orElse(null);
        if (mayHaveWon == null) {
            return false;
        }
        if (mayHaveWon.isEmpty()) {
            retry.splitProved(step);
            return true;
        }
        return ask(mayHaveWon, retry, questions, step);
    }

    private boolean ask(Set<String> mayHaveWon, Retry retry, Questions questions, Step step) {
        boolean allIdle = true;
        boolean allHarmless = true;
        for (String id : mayHaveWon) {
            Peer peer = master.peers.get(id);
            MasterView view = peer == null ? null : peer.view;
            boolean heard = peer != null && step.isFresh(peer.viewSentMs, withdrawnMs);
            boolean harmless =
                    heard && view != null && step.self.rules.splitProof().isHarmless(view, attempt);
            allIdle &= harmless && view != null && view.isIdle();
            allHarmless &= harmless;
        }
        if (allIdle) {
            retry.splitProved(step);
            return true;
        }
        long withdrawMs = withdrawnMs + step.self.withdrawMs(step.nowMs);
        if (allHarmless && step.nowMs >= withdrawMs) {
            retry.fenced(mayHaveWon, step);
            return true;
        }
        if (allHarmless) {
            step.wakeAt(withdrawMs);
        }
        poll(mayHaveWon, questions, step);
        return false;
    }

    private void poll(Set<String> ids, Questions questions, Step step) {
        if (step.nowMs >= nextPollMs) {
            for (String id : ids) {
                Peer peer = master.peers.get(id);
                if (peer != null && peer.isReachable() && !Request.awaits(peer.viewRequest)) {
                    questions.askView(peer, step);
                }
            }
            nextPollMs = step.nowMs + pollMs;
            pollMs = Math.min(LAST_POLL_MS, pollMs * 2);
        }
        step.wakeAt(nextPollMs);
    }
}
