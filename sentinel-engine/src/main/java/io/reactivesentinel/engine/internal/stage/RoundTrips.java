package io.reactivesentinel.engine.internal.stage;

import java.util.Arrays;

/** The round trips to other Sentinels during the last minute, and the pacing of elections that follows from them. */
final class RoundTrips {

    private static final int SAMPLES = 256;
    private static final long WINDOW_MS = 60_000;
    private static final long MIN_SLOT_MS = 25;
    private static final long MAX_SLOT_MS = 250;
    private static final long MIN_WITHDRAW_MS = 200;
    private static final long MAX_WITHDRAW_MS = 1_000;

    private final long[] atMs = new long[SAMPLES];
    private final int[] tookMs = new int[SAMPLES];
    private int next;

    RoundTrips() {
        Arrays.fill(atMs, Time.NEVER);
    }

    void add(long nowMs, long roundTripMs) {
        atMs[next] = nowMs;
        tookMs[next] = (int) Math.min(roundTripMs, Integer.MAX_VALUE);
        next = (next + 1) % SAMPLES;
    }

    /** The 99th percentile of the last minute in milliseconds; 0 while nothing was measured. */
    long p99Ms(long nowMs) {
        int[] recent = new int[SAMPLES];
        int count = 0;
        for (int i = 0; i < SAMPLES; i++) {
            if (nowMs - atMs[i] <= WINDOW_MS) {
                recent[count++] = tookMs[i];
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(recent, 0, count);
        return recent[Math.min(count - 1, count * 99 / 100)];
    }

    /** How far candidates keep apart, milliseconds: long enough for one to be heard before the next one starts. */
    long slotMs(long nowMs, long lastSaveMs) {
        return Time.clamp(2 * p99Ms(nowMs) + lastSaveMs, MIN_SLOT_MS, MAX_SLOT_MS);
    }

    /** How long a candidate waits for voters that do not answer at all, milliseconds. */
    long withdrawMs(long nowMs, long lastSaveMs) {
        return Time.clamp(4 * slotMs(nowMs, lastSaveMs), MIN_WITHDRAW_MS, MAX_WITHDRAW_MS);
    }
}
