package io.reactivesentinel.engine.internal.store;

import java.util.OptionalLong;

/**
 * Epochs as text. C parses them without any check, so that a damaged digit or a minus sign becomes an epoch nobody can
 * ever exceed; here they are whole numbers up to a limit that no honest cluster reaches.
 */
final class Epochs {

    /** The largest epoch that is read or written. */
    static final long MAX = 1L << 62;

    private Epochs() {}

    static boolean isValid(long epoch) {
        return epoch >= 0 && epoch <= MAX;
    }

    static OptionalLong parse(String word) {
        boolean digits = !word.isEmpty() && word.length() <= 19 && word.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return OptionalLong.empty();
        }
        // 19 digits may exceed a long: then the unsigned value is negative and refused below.
        long epoch = Long.parseUnsignedLong(word);
        return isValid(epoch) ? OptionalLong.of(epoch) : OptionalLong.empty();
    }

    static String invalid(String word) {
        return "Invalid epoch '" + word + "': it must be a whole number from 0 to " + MAX + ".";
    }
}
