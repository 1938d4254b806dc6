package io.reactivesentinel.engine.internal.stage;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that can happen to one Sentinel while it lives.
 *
 * @param kind what
 * @param peer which peer it comes from, from the Sentinel's point of view; 0 where it comes from none
 * @param leader whom the peer says it voted for: 0 for us, {@link ElectionLife#NOBODY} for anybody else
 * @param epoch in which epoch
 */
record ElectionInput(Kind kind, int peer, int leader, long epoch) {

    /** The number of the first input that is a message: those before it happen to a Sentinel by itself. */
    static final int FIRST_MESSAGE = 5;

    /** What can happen. */
    enum Kind {
        /** An attempt begins. */
        START,
        /** Enough time for every timeout. */
        TIME_PASSES,
        /** The save under way is done. */
        SAVED,
        /** It failed and left the old file. */
        FAILED_EARLY,
        /** It failed after the new file had taken the old one's place. */
        FAILED_LATE,
        /** A peer asks for our vote. */
        ASKED,
        /** A peer tells its vote. */
        ANSWERED
    }

    /** The same when the two peers change places. */
    ElectionInput mirrored() {
        int other = peer == 0 ? 0 : 3 - peer;
        return new ElectionInput(kind, other, kind == Kind.ASKED ? other : leader, epoch);
    }

    /** All there are up to an epoch; the position in this list is an input's number. */
    static List<ElectionInput> all(int epochs) {
        List<ElectionInput> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind.compareTo(Kind.ASKED) < 0) {
                all.add(new ElectionInput(kind, 0, 0, 0));
            }
        }
        for (int peer = 1; peer <= 2; peer++) {
            for (long epoch = 1; epoch <= epochs; epoch++) {
                all.add(new ElectionInput(Kind.ASKED, peer, peer, epoch));
            }
        }
        for (int peer = 1; peer <= 2; peer++) {
            for (long epoch = 1; epoch <= epochs; epoch++) {
                all.add(new ElectionInput(Kind.ANSWERED, peer, 0, epoch));
                all.add(new ElectionInput(Kind.ANSWERED, peer, ElectionLife.NOBODY, epoch));
            }
        }
        return all;
    }
}
