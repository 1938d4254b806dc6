package io.reactivesentinel.engine.internal.stage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** An order among Sentinels that each computes alike without a word, and that differs from one occasion to the next. */
final class Rank {

    private Rank() {}

    /** How many of the Sentinels that hold the master for down come before us, times the slot between candidates. */
    static long delayMs(MonitoredMaster master, ObjectiveDown reports, Step step) {
        String salt = ":" + master.name + ":" + (step.self.currentEpoch + 1);
        long ours = hash(step.self.myId + salt);
        int before = 0;
        for (Peer peer : master.peers.values()) {
            if (reports.counts(peer, step) && Long.compareUnsigned(hash(peer.id + salt), ours) < 0) {
                before++;
            }
        }
        return before * step.self.slotMs(step.nowMs);
    }

    /** How many of our confirmed peers come before us on this occasion. */
    static int among(MonitoredMaster master, String occasion, Step step) {
        long ours = hash(step.self.myId + occasion);
        int before = 0;
        for (Peer peer : master.peers.values()) {
            if (peer.confirmed && !peer.sdown && Long.compareUnsigned(hash(peer.id + occasion), ours) < 0) {
                before++;
            }
        }
        return before;
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            long value = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                value = value << 8 | (digest[i] & 0xff);
            }
            return value;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
