package io.reactivesentinel.engine.sim.c;

import org.jspecify.annotations.Nullable;

/** How C reads numbers and addresses out of text: leniently in messages, strictly in commands. */
final class Words {

    private Words() {}

    /** An unsigned number as {@code strtoull} reads it: whatever makes no sense is 0, whatever is too large the largest. */
    static long unsigned(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (at < text.length() && (negative || text.charAt(at) == '+')) {
            at++;
        }
        long value = 0;
        for (; at < text.length() && isDigit(text.charAt(at)); at++) {
            int digit = text.charAt(at) - '0';
            if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
                return -1L;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    /** A number as {@code atoi} reads it. */
    static int lenient(String text) {
        long value = unsigned(text);
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    /** A signed 64-bit number written as it should be; {@code null} for anything else. */
    static @Nullable Long strict(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        boolean canonical = text.length() > from && text.length() - from <= 19 && !text.equals("-0");
        for (int i = from; canonical && i < text.length(); i++) {
            canonical = isDigit(text.charAt(i));
        }
        if (!canonical || (text.charAt(from) == '0' && text.length() - from > 1)) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException tooLarge) {
            return null;
        }
    }

    static boolean isAbove(long epoch, long other) {
        return Long.compareUnsigned(epoch, other) > 0;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a host is a numeric address; names are not resolved. */
    static boolean isNumericHost(String host) {
        if (host.indexOf(':') >= 0) {
            return true;
        }
        int parts = 1;
        int digits = 0;
        int value = 0;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == '.' && digits > 0) {
                parts++;
                digits = 0;
                value = 0;
            } else if (isDigit(c) && digits < 3) {
                digits++;
                value = value * 10 + c - '0';
            } else {
                return false;
            }
            if (value > 255) {
                return false;
            }
        }
        return parts == 4 && digits > 0;
    }

    static boolean isPort(int port) {
        return port >= 0 && port <= 65_535;
    }
}
