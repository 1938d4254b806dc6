package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.ObjectiveDownEvent;

/**
 * SDOWN → ODOWN: a quorum holds the master for down.
 *
 * <p>All peers are asked at once, and those that say no again after 10, 20, 40 … ms, because they come to their own verdict
 * within moments of ours. Only answers to questions asked after our own SDOWN count, and none for longer than five ask
 * periods.
 */
final class ObjectiveDown {

    private static final long FIRST_PAUSE_MS = 10;
    private static final long MIN_PAUSE_LIMIT_MS = 50;
    private static final long MAX_PAUSE_LIMIT_MS = 1_000;

    private final MonitoredMaster master;
    private final Links links;
    private final Questions questions;

    ObjectiveDown(MonitoredMaster master, Links links, Questions questions) {
        this.master = master;
        this.links = links;
        this.questions = questions;
    }

    /** Asks and counts; answers whether the master is objectively down. */
    boolean advance(boolean sdown, Step step) {
        if (step.self.stall.isTilt()) {
            return false;
        }
        if (!sdown) {
            if (master.odown) {
                change(false, 0, step);
            }
            return false;
        }
        int agreeing = 1;
        for (Peer peer : master.peers.values()) {
            ask(peer, step);
            if (counts(peer, step)) {
                agreeing++;
            }
        }
        boolean odown = step.self.rules.isOdown(agreeing, master.settings.quorum());
        if (odown != master.odown) {
            change(odown, agreeing, step);
        }
        return odown;
    }

    private void change(boolean odown, int agreeing, Step step) {
        master.odown = odown;
        if (odown) {
            master.odownSinceMs = step.nowMs;
        }
        step.publish(new ObjectiveDownEvent(odown, master.ref(), agreeing, master.settings.quorum(), step.wallMs));
    }

    /** Whether this peer's word that the master is down counts now. */
    boolean counts(Peer peer, Step step) {
        DownReports rule = step.self.rules.downReports();
        if (!rule.isOfThisFailure(peer, master, step)) {
            return false;
        }
        long expiryMs = rule.expiryMs(peer, step);
        if (step.nowMs > expiryMs) {
            return false;
        }
        step.wakeAt(expiryMs + 1);
        return true;
    }

    private void ask(Peer peer, Step step) {
        if (!step.self.membership.listens() || !peer.isReachable()) {
            return;
        }
        long askPeriodMs = step.self.timings.askPeriodMs();
        if (peer.ask != null && peer.ask.isPending() && step.nowMs < peer.ask.sentMs + askPeriodMs) {
            step.wakeAt(peer.ask.sentMs + askPeriodMs);
            return;
        }
        boolean asked = peer.ask != null && step.isFresh(peer.ask.sentMs, master.node.sdownSinceMs);
        if (asked && step.nowMs < peer.nextAskMs) {
            step.wakeAt(peer.nextAskMs);
            return;
        }
        peer.askPauseMs =
                asked ? Math.min(pauseLimitMs(), Math.max(FIRST_PAUSE_MS, peer.askPauseMs * 2)) : FIRST_PAUSE_MS;
        peer.ask = questions.askDown(peer, step);
        peer.nextAskMs = step.nowMs + askPeriodMs;
        step.wakeAt(peer.nextAskMs);
    }

    private long pauseLimitMs() {
        return Time.clamp(master.downAfterMs() / 20, MIN_PAUSE_LIMIT_MS, MAX_PAUSE_LIMIT_MS);
    }

    /** A peer answered: when it is asked next depends on what it said. */
    void answered(Request request, Peer peer, Step step) {
        if (request == peer.ask) {
            peer.nextAskMs = request.sentMs + (peer.saysDown ? step.self.timings.askPeriodMs() : peer.askPauseMs);
        }
    }

    /**
     * Somebody asked us about this master. That proves nothing, for whoever asks is anonymous, but it is a reason to look
     * again at once.
     */
    void hint(Step step) {
        if (!master.node.sdown) {
            links.pingNow(master.node.link, step);
            return;
        }
        for (Peer peer : master.peers.values()) {
            if (!counts(peer, step) && (peer.ask == null || step.nowMs >= peer.ask.sentMs + FIRST_PAUSE_MS)) {
                peer.nextAskMs = step.nowMs;
                peer.askPauseMs = 0;
            }
        }
    }
}
