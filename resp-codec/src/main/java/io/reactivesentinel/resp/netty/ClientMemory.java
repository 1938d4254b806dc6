package io.reactivesentinel.resp.netty;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all clients of a server together make it hold: halves of commands, commands without an answer, answers that are not
 * read. When it is too much, whoever holds most has to go. Any thread.
 */
final class ClientMemory {
    /** Smaller changes are not worth a look at what everybody else writes to. */
    private static final int STEP = 1024;

    private static final long GONE = -1;

    private final long limit;
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private final AtomicLong total = new AtomicLong();
    private final AtomicBoolean evicting = new AtomicBoolean();

    /** A budget of so many bytes. */
    ClientMemory(long limit) {
        this.limit = limit;
    }

    /** The share of a new client; {@code evict} ends it, on any thread. */
    Share open(Runnable evict) {
        Share share = new Share(evict);
        shares.add(share);
        return share;
    }

    /** What is held by all of them, roughly. */
    long total() {
        return total.get();
    }

    private void evictLargest() {
        // Who comes while another one looks leaves it to that one, which looks until it is enough: also for what was
        // added
        // after its last look.
        while (total.get() > limit && evicting.compareAndSet(false, true)) {
            boolean someoneWent;
            try {
                someoneWent = evictOne();
            } finally {
                evicting.set(false);
            }
            if (!someoneWent) {
                return;
            }
        }
    }

    private boolean evictOne() {
        Share largest = largest();
        if (largest == null) {
            return false;
        }
        largest.close();
        largest.evict.run();
        return true;
    }

    private @Nullable Share largest() {
        Share largest = null;
        for (Share share : shares) {
            if (share.bytes.get() > 0 && (largest == null || share.goesBefore(largest))) {
                largest = share;
            }
        }
        return largest;
    }

    /** What one client holds. */
    final class Share {
        private final AtomicLong bytes = new AtomicLong();
        private final Runnable evict;
        private volatile boolean spared;

        private Share(Runnable evict) {
            this.evict = evict;
        }

        /** It holds so much now. Of two threads that say so at once one is heard, and the other the next time. */
        void is(long now) {
            long before = bytes.get();
            long change = now - before;
            if (before == GONE || change == 0 || (now != 0 && Math.abs(change) < STEP)) {
                return;
            }
            if (bytes.compareAndSet(before, now) && total.addAndGet(change) > limit) {
                evictLargest();
            }
        }

        /** To be evicted last. */
        void spared(boolean value) {
            spared = value;
        }

        /** It holds nothing any more. */
        void close() {
            shares.remove(this);
            long held = bytes.getAndSet(GONE);
            if (held > 0) {
                total.addAndGet(-held);
            }
        }

        private boolean goesBefore(Share other) {
            return spared == other.spared ? bytes.get() > other.bytes.get() : !spared;
        }
    }
}
