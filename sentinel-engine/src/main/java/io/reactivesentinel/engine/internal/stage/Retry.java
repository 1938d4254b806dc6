package io.reactivesentinel.engine.internal.stage;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When this Sentinel may try again: normally twice failover-timeout after its last start or after it voted for another,
 * sooner where nothing can have come of the attempt before.
 */
final class Retry {

    private static final int MAX_DESYNC_MS = 1_000;
    private static final long QUICK_PAUSE_EXTRA_MS = 2_000;
    private static final long MAX_EPOCH_STEP = 8;

    private final MonitoredMaster master;
    /** When we may start again for what became of our own attempts. */
    private long ownMs = Time.NEVER;
    /** Until when we leave it to the one we voted for; ends early when that one does nothing. */
    private long voteMs = Time.NEVER;

    private long lastStartMs = Time.NEVER;
    private long announcedMs = Time.NEVER;
    private int epochsThisEpisode;
    private final ArrayDeque<Long> quickRestarts = new ArrayDeque<>();
    private final Map<String, Long> suspects = new LinkedHashMap<>();
    private long epochStep = 1;

    private @Nullable String votedFor;
    private long votedEpoch;
    private long votedMs = Time.NEVER;
    private long firstLookMs = Time.NEVER;
    private long nextLookMs = Time.NEVER;

    Retry(MonitoredMaster master) {
        this.master = master;
    }

    private long pauseMs(Step step) {
        return step.self.rules.spacing().pauseMs(master.failoverTimeoutMs());
    }

    long allowedMs() {
        return Math.max(ownMs, voteMs);
    }

    /** Whether this pause has not been logged yet; it is taken for logged from now on. */
    boolean announces() {
        boolean news = announcedMs != allowedMs();
        announcedMs = allowedMs();
        return news;
    }

    void started(Step step) {
        lastStartMs = step.nowMs;
        epochsThisEpisode++;
        ownMs = lastStartMs + step.self.random.below(MAX_DESYNC_MS) + pauseMs(step);
        voteMs = Time.NEVER;
        votedFor = null;
    }

    /** We voted for another, who may be leading for as long as a failover may take. */
    void votedFor(String candidate, long epoch, Step step) {
        votedFor = candidate;
        votedEpoch = epoch;
        votedMs = step.nowMs;
        firstLookMs = Time.NEVER;
        nextLookMs = Time.NEVER;
        voteMs = step.nowMs + step.self.random.below(MAX_DESYNC_MS) + pauseMs(step);
    }

    /** After a restart it is unknown for whom we voted last, and whether it still leads. */
    void restarted(long waitMs, Step step) {
        ownMs = Math.max(ownMs, step.nowMs + waitMs);
    }

    /** Nobody has won, provably: the next epoch may be tried at once, within limits. */
    void splitProved(Step step) {
        if (step.self.rules.spacing().allowsAnotherEpoch(epochsThisEpisode)) {
            ownMs = step.nowMs;
        }
    }

    /** One of these may have won and is not seen acting: the next epoch may be tried, with an eye on them. */
    void fenced(Set<String> mayHaveWon, Step step) {
        for (String id : mayHaveWon) {
            suspects.put(id, step.nowMs + pauseMs(step));
        }
        splitProved(step);
    }

    /** Our attempt ended before it did anything, and the cause is gone or may go: again after one election's time. */
    void endedHarmlessly(Step step) {
        while (!quickRestarts.isEmpty() && step.nowMs - quickRestarts.element() > pauseMs(step)) {
            quickRestarts.remove();
        }
        if (!step.self.rules.spacing().allowsQuickRestart(quickRestarts.size())) {
            // C Sentinels that voted for us may start only after twice the timeout: leave them room.
            ownMs = step.nowMs + pauseMs(step) + QUICK_PAUSE_EXTRA_MS;
            quickRestarts.clear();
        } else {
            quickRestarts.add(step.nowMs);
            ownMs = step.nowMs + electionTimeoutMs(step);
        }
    }

    /** Our attempt came to nothing without any harm, and was not made because the master is down: nothing is postponed. */
    void undone() {
        ownMs = Time.NEVER;
    }

    long electionTimeoutMs(Step step) {
        return Math.min(step.self.timings.electionTimeoutMs(), master.failoverTimeoutMs());
    }

    /** Voters turned out to be past our epoch: the next one jumps further. */
    void epochRefused() {
        epochStep = Math.min(MAX_EPOCH_STEP, epochStep * 2);
    }

    long epochStep() {
        return epochStep;
    }

    Set<String> suspects(Step step) {
        suspects.values().removeIf(untilMs -> step.nowMs > untilMs);
        return new LinkedHashSet<>(suspects.keySet());
    }

    /** The master is no longer down. */
    void episodeOver() {
        epochsThisEpisode = 0;
        epochStep = 1;
    }

    /** There is a new configuration: whatever was waited for is settled. */
    void configChanged() {
        ownMs = Time.NEVER;
        voteMs = Time.NEVER;
        votedFor = null;
        suspects.clear();
        quickRestarts.clear();
        episodeOver();
    }

    /** Ends the wait for the one we voted for when it turns out to do nothing; how long our own attempts wait stands. */
    void lookAfterVote(Questions questions, long rankWaitMs, Step step) {
        Peer candidate = votedFor == null ? null : master.peers.get(votedFor);
        if (candidate == null || step.nowMs >= voteMs) {
            return;
        }
        if (firstLookMs == Time.NEVER) {
            // The rank changes with every epoch, and nobody would wake us for that.
            firstLookMs = votedMs + rankWaitMs + 1_000;
        }
        long lookMs = firstLookMs;
        if (step.nowMs < lookMs) {
            step.wakeAt(lookMs);
            return;
        }
        MasterView view = candidate.view;
        if (view != null
                && step.isFresh(candidate.viewSentMs, lookMs)
                && view.isIdle()
                && view.configEpoch() < votedEpoch) {
            voteMs = step.nowMs;
            votedFor = null;
        } else if (candidate.isReachable() && !Request.awaits(candidate.viewRequest)) {
            if (step.nowMs >= nextLookMs) {
                questions.askView(candidate, step);
                nextLookMs = step.nowMs + step.self.timings.askPeriodMs();
            }
            step.wakeAt(nextLookMs);
        }
    }
}
