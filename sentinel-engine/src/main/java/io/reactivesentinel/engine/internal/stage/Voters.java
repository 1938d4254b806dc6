package io.reactivesentinel.engine.internal.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How many Sentinels there are. Those we cannot reach still count, through what the others say: otherwise two of five that
 * see only each other would take themselves for a majority.
 */
final class Voters {

    private static final long VIEW_MAX_AGE_MS = 60_000;

    private Voters() {}

    static int count(MonitoredMaster master, Step step) {
        int confirmed = 0;
        List<Integer> told = new ArrayList<>();
        for (Peer peer : master.peers.values()) {
            if (peer.confirmed) {
                confirmed++;
            }
            if (peer.view != null && step.nowMs - peer.viewSentMs <= VIEW_MAX_AGE_MS) {
                told.add(peer.view.otherSentinels());
            }
        }
        int upperMedian = 0;
        if (!told.isEmpty()) {
            Collections.sort(told);
            upperMedian = told.get(told.size() / 2);
        }
        return 1 + Math.max(confirmed, upperMedian);
    }

    static int needed(MonitoredMaster master, Step step) {
        return step.self.rules.needed(count(master, step), master.settings.quorum());
    }

    static int majority(MonitoredMaster master, Step step) {
        return step.self.rules.majority(count(master, step));
    }
}
