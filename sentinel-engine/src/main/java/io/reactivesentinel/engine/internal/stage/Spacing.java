package io.reactivesentinel.engine.internal.stage;

/** How far apart attempts to fail over are, where nothing is known of how the one before ended. */
class Spacing {

    private static final int MAX_EPOCHS_PER_EPISODE = 5;
    private static final int MAX_QUICK_RESTARTS = 3;

    /** The pause of C: after our own start, and after a vote for another, who may lead for as long as a failover may take. */
    long pauseMs(long failoverTimeoutMs) {
        return 2 * failoverTimeoutMs;
    }

    /** Whether another epoch may be tried at once after a split that is proved. */
    boolean allowsAnotherEpoch(int epochsThisEpisode) {
        return epochsThisEpisode < MAX_EPOCHS_PER_EPISODE;
    }

    /** Whether an attempt that ended before it did anything may be followed by another soon. */
    boolean allowsQuickRestart(int quickRestarts) {
        return quickRestarts < MAX_QUICK_RESTARTS;
    }
}
