package io.reactivesentinel.engine.internal.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How many Sentinels there are. Those we cannot reach still count, through what the others say: otherwise two of five that
 * see only each other would take themselves for a majority.
 */
class Electorate {

    private static final long VIEW_MAX_AGE_MS = 60_000;

    /** Ourselves, and as many others as we have confirmed or as the upper median of our peers knows. */
    int count(MonitoredMaster master, Step step) {
        int confirmed = 0;
        List<Integer> told = new ArrayList<>();
        for (Peer peer : master.peers.values()) {
            if (belongs(peer, step)) {
                confirmed++;
            }
            if (peer.view != null && step.nowMs - peer.viewSentMs <= VIEW_MAX_AGE_MS) {
                told.add(peer.view.otherSentinels());
            }
        }
        return 1 + Math.max(confirmed, othersToldOf(told));
    }

    /** Whether it is a voter by what we know ourselves, however long it has been silent. */
    boolean belongs(Peer peer, Step step) {
        return peer.confirmed;
    }

    /** How many other voters our peers tell of: the upper median, so that a minority that errs neither way decides. */
    int othersToldOf(List<Integer> told) {
        if (told.isEmpty()) {
            return 0;
        }
        Collections.sort(told);
        return told.get(told.size() / 2);
    }
}
