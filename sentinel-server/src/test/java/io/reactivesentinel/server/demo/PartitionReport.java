package io.reactivesentinel.server.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a partition did to the writes.
 *
 * @param quorum whose Sentinels they were
 * @param acknowledged how many writes were acknowledged
 * @param lost how many of them the final master does not have
 * @param switchedMs from the cut to the first write that the new master acknowledged
 * @param twoMastersMs from then to the last write that the old master acknowledged; 0 if that came first
 * @param beyondHealMs from the heal to the last write that the old master acknowledged; 0 if that came first
 * @param partitionMs how long the partition lasted
 */
record PartitionReport(
        String quorum,
        int acknowledged,
        int lost,
        long switchedMs,
        long twoMastersMs,
        long beyondHealMs,
        long partitionMs) {
    static final String TITLE = row(
            "quorum",
            "acknowledged",
            "kept",
            "lost",
            "lost %",
            "partition ms",
            "switched ms",
            "two masters ms",
            "beyond heal ms");

    static PartitionReport of(
            String quorum,
            List<PartitionClient.Acknowledged> writes,
            Set<Long> kept,
            String oldMaster,
            long cutAtNanos,
            long healedAtNanos) {
        long lastOfOld = cutAtNanos;
        long firstOfNew = Long.MAX_VALUE;
        int lost = 0;
        for (PartitionClient.Acknowledged write : writes) {
            if (write.host().equals(oldMaster)) {
                lastOfOld = Math.max(lastOfOld, write.atNanos());
            } else {
                firstOfNew = Math.min(firstOfNew, write.atNanos());
            }
            lost += kept.contains(write.number()) ? 0 : 1;
        }
        return new PartitionReport(
                quorum,
                writes.size(),
                lost,
                millis(firstOfNew - cutAtNanos),
                Math.max(0, millis(lastOfOld - firstOfNew)),
                Math.max(0, millis(lastOfOld - healedAtNanos)),
                millis(healedAtNanos - cutAtNanos));
    }

    double lostPercent() {
        return acknowledged == 0 ? 0 : 100.0 * lost / acknowledged;
    }

    @Override
    public String toString() {
        return row(
                quorum,
                acknowledged,
                acknowledged - lost,
                lost,
                String.format(Locale.ROOT, "%.1f", lostPercent()),
                partitionMs,
                switchedMs,
                twoMastersMs,
                beyondHealMs);
    }

    private static String row(Object... cells) {
        List<String> padded = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            padded.add(String.format(Locale.ROOT, i == 0 ? "%-8s" : "%14s", cells[i]));
        }
        return String.join(" ", padded);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
