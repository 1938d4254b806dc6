package io.reactivesentinel.engine.internal.stage;

/** Reads numbers out of what other processes send, without ever throwing. */
final class Digits {

    private Digits() {}

    /** The value of a run of decimal digits up to {@code max}; -1 for anything else. */
    static long parse(String text, long max) {
        if (text.isEmpty() || text.length() > 19) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= max ? value : -1;
    }
}
