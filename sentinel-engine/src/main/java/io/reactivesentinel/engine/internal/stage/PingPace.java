package io.reactivesentinel.engine.internal.stage;

import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How often each process is PINGed: a tenth of down-after between 100 ms and the configured ping period, never less than
 * twice in down-after, and stretched when there are so many processes that more than about a thousand PINGs a second
 * would leave this one.
 */
final class PingPace {

    private static final long MIN_PERIOD_MS = 100;
    private static final double MAX_PINGS_PER_SECOND = 1_000;

    private final LongSupplier pingPeriodMs;
    private double stretch = 1;
    private boolean changed;
    private Collection<NodeLink> links = List.of();

    /** A pace whose longest time between PINGs is asked for each time, for it may change. */
    PingPace(LongSupplier pingPeriodMs) {
        this.pingPeriodMs = pingPeriodMs;
    }

    /** The set of links or one of their settings changed; what follows from it is worked out when it is needed. */
    void changed(Collection<NodeLink> all) {
        links = all;
        changed = true;
    }

    private double stretch() {
        if (changed) {
            changed = false;
            double perSecond = 0;
            for (NodeLink link : links) {
                perSecond += 1000.0 / unstretchedMs(downAfterMs(link));
            }
            stretch = Math.max(1, perSecond / MAX_PINGS_PER_SECOND);
        }
        return stretch;
    }

    /** The smallest down-after among those that share the link, milliseconds. */
    long downAfterMs(NodeLink link) {
        long smallest = Time.NOT_DUE;
        for (Instance owner : link.owners) {
            smallest = Math.min(smallest, owner.master.downAfterMs());
        }
        return smallest == Time.NOT_DUE ? MIN_PERIOD_MS * 10 : smallest;
    }

    /** How long a PING may be unanswered before it is asked again elsewhere. */
    long halfDownAfterMs(NodeLink link) {
        return Math.max(1, downAfterMs(link) / 2);
    }

    long periodMs(NodeLink link) {
        long downAfterMs = downAfterMs(link);
        long stretched = Math.min(pingPeriodMs.getAsLong(), (long) (unstretchedMs(downAfterMs) * stretch()));
        return Math.max(1, Math.min(downAfterMs / 2, stretched));
    }

    private long unstretchedMs(long downAfterMs) {
        return Math.max(
                1, Math.min(downAfterMs / 2, Time.clamp(downAfterMs / 10, MIN_PERIOD_MS, pingPeriodMs.getAsLong())));
    }
}
