package io.reactivesentinel.engine.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What clients have written, whether it was acknowledged, and what is left of it. */
public final class WriteLog {

    /** One write, each of which is different from all others. */
    public static final class Write {
        private final long id;
        private final long sentUs;
        private long executedUs = -1;
        private long acknowledgedUs = -1;
        private boolean refused;
        private @Nullable RedisNode node;
        private @Nullable Lineage lineage;
        private long offset;

        private Write(long id, long sentUs) {
            this.id = id;
            this.sentUs = sentUs;
        }

        /** Its number. */
        public long id() {
            return id;
        }

        /** When it was sent. */
        public long sentUs() {
            return sentUs;
        }

        /** When a node carried it out; -1 for never. */
        public long executedUs() {
            return executedUs;
        }

        /** When the client heard that it is done; -1 for never. */
        public long acknowledgedUs() {
            return acknowledgedUs;
        }

        /** Whether the client heard that it is done. */
        public boolean isAcknowledged() {
            return acknowledgedUs >= 0;
        }

        /** Whether the client heard that it was not done. */
        public boolean isRefused() {
            return refused;
        }

        /** Which node carried it out; {@code null} for none. */
        public @Nullable RedisNode node() {
            return node;
        }

        @Nullable
        Lineage lineage() {
            return lineage;
        }

        long offset() {
            return offset;
        }

        @Override
        public String toString() {
            return "write " + id + (node == null ? "" : " on " + node + " at " + lineage + ":" + offset);
        }
    }

    /**
     * What became of all writes.
     *
     * @param acknowledged of how many the client heard that they are done
     * @param kept how many of these the node has
     * @param lost how many of these it does not have
     * @param unknown how many were sent and neither acknowledged nor refused
     * @param unknownKept how many of these the node has
     * @param refused how many were refused
     * @param splitBrainMs see {@link WriteLog#splitBrainMs()}
     */
    public record Census(
            int acknowledged, int kept, int lost, int unknown, int unknownKept, int refused, long splitBrainMs) {}

    /** A pause that is shorter may be that of a client between two writes, or its wait for an answer. */
    private static final long LEAST_SILENCE_US = 5_000_000;

    private final List<Write> writes = new ArrayList<>();

    /** All writes, in the order in which they were sent. */
    public List<Write> writes() {
        return writes;
    }

    Write sent(long nowUs) {
        Write write = new Write(writes.size() + 1L, nowUs);
        writes.add(write);
        return write;
    }

    void executed(long id, RedisNode node, Lineage lineage, long offset, long nowUs) {
        Write write = writes.get((int) (id - 1));
        write.node = node;
        write.lineage = lineage;
        write.offset = offset;
        write.executedUs = nowUs;
    }

    void acknowledged(Write write, long nowUs) {
        write.acknowledgedUs = nowUs;
    }

    void refused(Write write) {
        write.refused = true;
    }

    /** Counts what is left on the node that is the master in the end. */
    public Census census(RedisNode finalMaster) {
        int acknowledged = 0;
        int kept = 0;
        int unknown = 0;
        int unknownKept = 0;
        int refused = 0;
        for (Write each : writes) {
            boolean held = finalMaster.holds(each);
            if (each.isAcknowledged()) {
                acknowledged++;
                kept += held ? 1 : 0;
            } else if (each.isRefused()) {
                refused++;
            } else {
                unknown++;
                unknownKept += held ? 1 : 0;
            }
        }
        return new Census(acknowledged, kept, acknowledged - kept, unknown, unknownKept, refused, splitBrainMs());
    }

    /** When the first and the last acknowledged write of one mastership were carried out. */
    private static final class Span {
        private final long firstUs;
        private long lastUs;

        Span(long firstUs) {
            this.firstUs = firstUs;
            this.lastUs = firstUs;
        }
    }

    /**
     * How long two masters carried out writes that they acknowledged.
     *
     * <p>Each mastership has a lineage of its own, and its span goes from the first to the last acknowledged write that was
     * carried out in it, by the time of the node. After an orderly failover the spans follow each other; where two of them
     * overlap, two masters took writes. The result is the length of time covered by at least two spans. A master that comes
     * back later, or takes writes before and after another one did, is not counted for that: a new mastership is a new
     * lineage. A single late write of the old master counts from the new one's first write to it.
     */
    public long splitBrainMs() {
        Map<Lineage, Span> spans = new LinkedHashMap<>();
        List<Write> done = new ArrayList<>();
        for (Write each : writes) {
            if (each.isAcknowledged() && each.lineage != null) {
                done.add(each);
            }
        }
        done.sort((a, b) -> Long.compare(a.executedUs, b.executedUs));
        for (Write each : done) {
            Lineage lineage = each.lineage;
            if (lineage != null) {
                spans.computeIfAbsent(lineage, unused -> new Span(each.executedUs)).lastUs = each.executedUs;
            }
        }
        // In the order of their beginnings: what lies before the furthest end so far is covered twice.
        long coveredUs = 0;
        long furthestUs = Long.MIN_VALUE;
        long countedToUs = Long.MIN_VALUE;
        for (Span each : spans.values()) {
            long fromUs = Math.max(each.firstUs, countedToUs);
            long toUs = Math.min(each.lastUs, furthestUs);
            if (toUs > fromUs) {
                coveredUs += toUs - fromUs;
                countedToUs = toUs;
            }
            furthestUs = Math.max(furthestUs, each.lastUs);
        }
        return coveredUs / 1_000;
    }

    /**
     * How long nobody's writes were acknowledged: all pauses of five seconds and more between one acknowledgement and the
     * next, or the end. This is what an application sees of an outage, whatever the reason.
     */
    public long silentMs(long nowUs) {
        long silentUs = 0;
        long lastUs = -1;
        for (long eachUs : writes.stream()
                .filter(Write::isAcknowledged)
                .mapToLong(Write::acknowledgedUs)
                .sorted()
                .toArray()) {
            silentUs += lastUs < 0 ? 0 : silence(eachUs - lastUs);
            lastUs = eachUs;
        }
        return (silentUs + (lastUs < 0 ? 0 : silence(nowUs - lastUs))) / 1_000;
    }

    private static long silence(long pauseUs) {
        return pauseUs >= LEAST_SILENCE_US ? pauseUs : 0;
    }
}
