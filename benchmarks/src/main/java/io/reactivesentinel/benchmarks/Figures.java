package io.reactivesentinel.benchmarks;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers as a person reads them, and as JSON. */
final class Figures {

    private static final int SECONDS_PER_MINUTE = 60;
    private static final int MINUTES_PER_HOUR = 60;
    private static final double MS_PER_HOUR = 3_600_000.0;

    private Figures() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String hours(long ms) {
        return String.format(Locale.ROOT, "%,.1f h", ms / MS_PER_HOUR);
    }

    static String seconds(long ms) {
        return String.format(Locale.ROOT, "%,.1f s", ms / 1_000.0);
    }

    /** How much of the whole; of nothing it is nothing. */
    static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.4f %%", whole == 0 ? 0.0 : 100.0 * part / whole);
    }

    /** Roughly. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        long minutes = whole / SECONDS_PER_MINUTE;
        if (minutes == 0) {
            return whole + " s";
        }
        return minutes < MINUTES_PER_HOUR
                ? minutes + " min " + whole % SECONDS_PER_MINUTE + " s"
                : minutes / MINUTES_PER_HOUR + " h " + minutes % MINUTES_PER_HOUR + " min";
    }

    /** The middle one of numbers in ascending order, of which there is one at least. */
    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** A JSON object with numbers. */
    static String json(Map<?, Long> numbers) {
        return numbers.entrySet().stream()
                .map(each -> Environment.quoted(each.getKey().toString()) + ": " + each.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
