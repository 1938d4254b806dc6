package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.HelloMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets a Sentinel that has just begun join others whose epochs are old and high, which nobody can tell from nonsense by
 * the numbers alone: it makes their acquaintance first, and believes what two of them then state alike and bear out when
 * they are asked.
 */
final class OldQuorum {

    /** Two different Sentinels must state the same epoch. */
    private static final int WITNESSES = 2;

    private static final int MAX_STATEMENTS = 64;

    /** How old their own word may be: as long as a hello of theirs is kept for. */
    private static final long VIEW_MAX_AGE_MS = 10_000;

    /** Beyond this there would be no room left to count in; nobody gets there by counting. */
    private static final long MAX_EPOCH = 1L << 62;

    /** What each confirmed Sentinel stated last, by its id. */
    private final Map<String, Long> stated = new LinkedHashMap<>();

    /**
     * Whether a hello whose epochs are too high to be believed may be heard all the same. One from a Sentinel that is not
     * known yet may: it only makes it known, and nothing that it states is taken over.
     */
    boolean admits(HelloMessage hello, MonitoredMaster master, Self self, Step step) {
        if (self.currentEpoch > 0) {
            stated.clear();
            return false;
        }
        Peer peer = master.peers.get(hello.sentinelId());
        if (peer == null || !peer.isAt(hello.sentinel(), step)) {
            return true;
        }
        long epoch = hello.currentEpoch();
        if (!peer.confirmed
                || epoch <= 0
                || epoch > MAX_EPOCH
                || !self.rules.isPlausible(hello.configEpoch(), epoch)
                || (stated.size() >= MAX_STATEMENTS && !stated.containsKey(peer.id))) {
            return false;
        }
        stated.put(peer.id, epoch);
        int witnesses = 0;
        for (String id : master.peers.keySet()) {
            boolean borneOut = bearsOut(id, epoch, self, step);
            witnesses += borneOut && stated.getOrDefault(id, -1L) == epoch ? 1 : 0;
        }
        return witnesses >= WITNESSES;
    }

    /**
     * Whether a Sentinel, asked over our own link, shows a configuration of about that epoch. Whoever may publish on the
     * channel can state anything in its name, but cannot answer there; where it has not been asked yet, it is now.
     */
    private static boolean bearsOut(String id, long epoch, Self self, Step step) {
        boolean shown = false;
        for (MonitoredMaster each : self.masters.values()) {
            Peer peer = each.peers.get(id);
            if (peer == null || !peer.confirmed) {
                continue;
            }
            boolean fresh = step.isFresh(peer.viewSentMs, step.nowMs - VIEW_MAX_AGE_MS);
            shown |= fresh && peer.view != null && self.rules.isPlausible(epoch, peer.view.configEpoch());
            if (!fresh && peer.isReachable() && !Request.awaits(peer.viewRequest)) {
                new Questions(each).askView(peer, step);
            }
        }
        return shown;
    }
}
