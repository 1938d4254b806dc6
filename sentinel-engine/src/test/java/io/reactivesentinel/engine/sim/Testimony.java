package io.reactivesentinel.engine.sim;

/**
 * What one Sentinel was told by one other process about a master being down, and what it may hold of it.
 *
 * <p>A Sentinel that ends a connection loses the answers that have reached it and that it has not looked at: then it may
 * still go by the one before.
 */
final class Testimony {

    private boolean down;
    private long askedMs = Long.MIN_VALUE;
    private long turn = -1;
    private boolean downBefore;
    private long askedBeforeMs = Long.MIN_VALUE;
    private boolean lost;

    /**
     * An answer has reached the Sentinel.
     *
     * @param saysDown what it says
     * @param sentMs when it was asked for
     * @param turns how many turns the Sentinel has finished
     */
    void heard(boolean saysDown, long sentMs, long turns) {
        if (sentMs < askedMs) {
            return;
        }
        if (turn != turns) {
            if (!lost || !downBefore) {
                downBefore = down;
                askedBeforeMs = askedMs;
            }
            lost = false;
            turn = turns;
        }
        down = saysDown;
        askedMs = sentMs;
    }

    /** The Sentinel ends the connection, in the turn after so many. */
    void hungUp(long turns) {
        lost |= turn == turns;
    }

    /** Whether the Sentinel may hold an answer that says so, asked for at that instant or later. */
    boolean maySayDown(long notBeforeMs) {
        return (down && askedMs >= notBeforeMs) || (lost && downBefore && askedBeforeMs >= notBeforeMs);
    }
}
