package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * What every Sentinel says about itself and one of its masters, on the channel {@link #CHANNEL} of the monitored nodes
 * and by PUBLISH to the other Sentinels.
 *
 * @param sentinel where the speaker is reached
 * @param sentinelId its 40-character id
 * @param currentEpoch its current epoch, not negative
 * @param masterName the master it speaks about
 * @param master that master's current address
 * @param configEpoch the configuration epoch of that address, not negative
 */
public record HelloMessage(
        InstanceAddress sentinel,
        String sentinelId,
        long currentEpoch,
        String masterName,
        InstanceAddress master,
        long configEpoch) {

    /** The Pub/Sub channel of hellos. */
    public static final String CHANNEL = "__sentinel__:hello";

    private static final int FIELDS = 8;
    private static final int ID_LENGTH = 40;
    private static final int MAX_EPOCH_DIGITS = 18;

    /**
     * Reads a payload strictly: eight fields, an id of 40 lower-case hex digits, ports from 1 to 65535, decimal epochs of
     * at most 18 digits, and no blank or control character anywhere. Anything else is empty, for a hello is heard from
     * whoever may publish.
     */
    public static Optional<HelloMessage> parse(String payload) {
        for (int i = 0; i < payload.length(); i++) {
            if (payload.charAt(i) <= ' ' || payload.charAt(i) == 0x7f) {
                return Optional.empty();
            }
        }
        String[] f = payload.split(",", -1);
        if (f.length != FIELDS || f[0].isEmpty() || f[4].isEmpty() || f[5].isEmpty() || !isId(f[2])) {
            return Optional.empty();
        }
        int sentinelPort = port(f[1]);
        int masterPort = port(f[6]);
        long currentEpoch = epoch(f[3]);
        long configEpoch = epoch(f[7]);
        if (sentinelPort < 1 || masterPort < 1 || currentEpoch < 0 || configEpoch < 0) {
            return Optional.empty();
        }
        return Optional.of(new HelloMessage(
                new InstanceAddress(f[0], sentinelPort),
                f[2],
                currentEpoch,
                f[4],
                new InstanceAddress(f[5], masterPort),
                configEpoch));
    }

    /** The payload as it goes over the wire. */
    public String format() {
        return sentinel.host() + "," + sentinel.port() + "," + sentinelId + "," + currentEpoch + "," + masterName + ","
                + master.host() + "," + master.port() + "," + configEpoch;
    }

    /** Whether {@code text} has the form of a Sentinel id: 40 lower-case hexadecimal digits. */
    public static boolean isId(String text) {
        if (text.length() != ID_LENGTH) {
            return false;
        }
        for (int i = 0; i < ID_LENGTH; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static int port(String digits) {
        long value = digits.length() <= 5 ? epoch(digits) : -1;
        return value <= 65535 ? (int) value : -1;
    }

    private static long epoch(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_EPOCH_DIGITS) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(digits);
    }
}
