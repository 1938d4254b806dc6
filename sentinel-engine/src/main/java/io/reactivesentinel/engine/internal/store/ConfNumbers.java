package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.internal.store.DirectiveTable.Row;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers of a configuration file, each parsed as strictly or leniently as Redis parses that kind. */
public final class ConfNumbers {

    private static final BigInteger UNSIGNED_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final Pattern STRICT = Pattern.compile("0|-?[1-9][0-9]{0,18}");
    private static final Pattern MEMORY = Pattern.compile("([0-9]{1,64})([a-z]*)");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,18})%");
    private static final Pattern OCTAL = Pattern.compile("[ \t]*[+-]?[0-7]{1,20}");
    private static final Pattern LEADING_INT = Pattern.compile("[ \t\n\u000B\f\r]*([+-]?[0-9]+)");

    private ConfNumbers() {}

    static @Nullable String check(Row row, String word) {
        return switch (row.kind()) {
            case "octal" -> checkOctal(word);
            case "mempct" -> checkMemoryOrPercent(word);
            case "mem" -> {
                BigInteger bytes = memory(word);
                yield bytes == null ? "argument must be a memory value" : checkRange(row, bytes);
            }
            default -> checkInteger(row, word);
        };
    }

    private static @Nullable String checkOctal(String word) {
        if (!OCTAL.matcher(word).matches()) {
            return "argument couldn't be parsed as an octal number";
        }
        BigInteger mode = new BigInteger(word.strip(), 8);
        boolean inRange = mode.signum() >= 0 && mode.compareTo(BigInteger.valueOf(0777)) <= 0;
        return inRange ? null : "argument must be between 0 and 777 inclusive";
    }

    private static @Nullable String checkMemoryOrPercent(String word) {
        Matcher percent = PERCENT.matcher(word);
        if (percent.matches()) {
            boolean most = Long.parseLong(percent.group(1)) <= 100;
            return most ? null : "percentage argument must be less or equal to 100";
        }
        return memory(word) == null ? "argument must be a memory or percent value" : null;
    }

    private static @Nullable String checkInteger(Row row, String word) {
        if (!STRICT.matcher(word).matches()) {
            return "argument couldn't be parsed into an integer";
        }
        BigInteger number = new BigInteger(word);
        boolean fits = number.compareTo(LONG_MIN) >= 0 && number.compareTo(LONG_MAX) <= 0;
        return fits ? checkRange(row, number) : "argument couldn't be parsed into an integer";
    }

    private static @Nullable String checkRange(Row row, BigInteger value) {
        List<String> limits = row.arguments();
        BigInteger low = limit(limits.get(0));
        BigInteger high = limit(limits.get(1));
        return value.compareTo(low) >= 0 && value.compareTo(high) <= 0
                ? null
                : "argument must be between " + low + " and " + high + " inclusive";
    }

    private static BigInteger limit(String text) {
        return switch (text) {
            case "int" -> BigInteger.valueOf(Integer.MAX_VALUE);
            case "-int" -> BigInteger.valueOf(Integer.MIN_VALUE);
            case "max" -> LONG_MAX;
            case "umax" -> UNSIGNED_MAX;
            default -> new BigInteger(text);
        };
    }

    static boolean isBetween(String word, long low, long high) {
        if (!STRICT.matcher(word).matches() || word.length() > 12) {
            return false;
        }
        long value = Long.parseLong(word);
        return value >= low && value <= high;
    }

    /**
     * Bytes of a memory value such as {@code 32mb}; {@code null} if it is none. What exceeds 64 bits is the largest number
     * of that size; Redis lets some of it wrap round to a small one.
     */
    static @Nullable BigInteger memory(String word) {
        Matcher matcher = MEMORY.matcher(word.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return null;
        }
        long unit =
                switch (matcher.group(2)) {
                    case "", "b" -> 1L;
                    case "k" -> 1_000L;
                    case "kb" -> 1L << 10;
                    case "m" -> 1_000_000L;
                    case "mb" -> 1L << 20;
                    case "g" -> 1_000_000_000L;
                    case "gb" -> 1L << 30;
                    default -> 0L;
                };
        BigInteger bytes = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit));
        return unit == 0 ? null : bytes.min(UNSIGNED_MAX);
    }

    /** The number of a directive's word: an integer, a memory value or an octal number, cut to the range of a long. */
    public static long number(String word) {
        BigInteger value = memory(word);
        if (value == null) {
            value = STRICT.matcher(word).matches() ? new BigInteger(word) : BigInteger.ZERO;
        }
        return value.min(LONG_MAX).max(LONG_MIN).longValueExact();
    }

    /**
     * C's {@code atoi}, which reads the numbers of {@code sentinel} lines: leading digits, 0 for anything else. Beyond 32
     * bits it wraps there and a large period turns negative; refused there, it must be here, hence the same result.
     */
    static int atoi(String word) {
        Matcher matcher = LEADING_INT.matcher(word);
        if (!matcher.lookingAt()) {
            return 0;
        }
        BigInteger value = new BigInteger(matcher.group(1));
        return (int) value.min(LONG_MAX).max(LONG_MIN).longValueExact();
    }
}
