package io.reactivesentinel.resp.netty;

/** The connection already has as many unanswered requests as it may; nothing was sent. Retry when replies have come. */
public final class PendingLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int maxPending;

    PendingLimitException(int maxPending) {
        super("more than " + maxPending + " requests pending", null, false, false);
        this.maxPending = maxPending;
    }

    /** The limit that was met. */
    public int maxPending() {
        return maxPending;
    }
}
