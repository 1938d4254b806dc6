package io.reactivesentinel.engine.internal.stage;

/**
 * Whose word that the master is down counts: a confirmed Sentinel's, asked after our own verdict, and for five ask periods
 * from when it was asked.
 */
class DownReports {

    private static final int ASK_PERIODS = 5;

    /** Whether it was given after we came to our own verdict: what was said of another failure is no witness of this one. */
    boolean isOfThisFailure(Peer peer, MonitoredMaster master, Step step) {
        return peer.confirmed && peer.saysDown && step.isFresh(peer.reportSentMs, master.node.sdownSinceMs);
    }

    /** Until when it counts. */
    long expiryMs(Peer peer, Step step) {
        return peer.reportSentMs + ASK_PERIODS * step.self.timings.askPeriodMs();
    }
}
