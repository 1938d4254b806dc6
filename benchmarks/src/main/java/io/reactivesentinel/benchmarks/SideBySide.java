package io.reactivesentinel.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What several rounds measured of ours and of Redis's own Sentinel in one run, as a table and as JSON. */
final class SideBySide {

    private static final int COLUMN_WIDTH = 22;
    private static final int RATIO_WIDTH = 10;

    /** Below it, a decimal says something. */
    private static final int SMALL = 100;

    private final Map<Measure, Map<Contender, List<Double>>> values = new LinkedHashMap<>();

    /** Which of two figures is the better one. */
    enum Better {
        /** The larger one. */
        MORE,
        /** The smaller one. */
        LESS
    }

    /**
     * What is measured.
     *
     * @param label what, in a few words
     * @param unit of the figures
     * @param better which direction is good
     */
    record Measure(String label, String unit, Better better) {
        @Override
        public String toString() {
            return label + ", " + unit;
        }
    }

    void add(Measure measure, Contender contender, double value) {
        values.computeIfAbsent(measure, unused -> new EnumMap<>(Contender.class))
                .computeIfAbsent(contender, unused -> new ArrayList<>())
                .add(value);
    }

    private static double[] sorted(Map<Contender, List<Double>> row, Contender contender) {
        return row.getOrDefault(contender, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    private static double worst(Measure measure, double[] sorted) {
        return measure.better() == Better.MORE ? sorted[0] : sorted[sorted.length - 1];
    }

    /** A line for each measure: median (worst) of both, and ours divided by C's. */
    List<String> lines() {
        int width = values.keySet().stream()
                .mapToInt(measure -> measure.toString().length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add("median (worst) of the rounds");
        lines.add(row("", width, "ours", "C", "ours : C"));
        values.forEach((measure, row) -> lines.add(row(
                measure.toString(),
                width,
                cell(measure, sorted(row, Contender.OURS)),
                cell(measure, sorted(row, Contender.C)),
                ratio(row))));
        return lines;
    }

    private static String row(String label, int width, String ours, String peers, String ratio) {
        return String.format(
                        Locale.ROOT,
                        "%-" + width + "s%" + COLUMN_WIDTH + "s%" + COLUMN_WIDTH + "s%" + RATIO_WIDTH + "s",
                        label,
                        ours,
                        peers,
                        ratio)
                .stripTrailing();
    }

    private static String cell(Measure measure, double[] sorted) {
        return sorted.length == 0 ? "-" : number(Figures.median(sorted)) + " (" + number(worst(measure, sorted)) + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < SMALL ? "%,.1f" : "%,.0f", value);
    }

    private static String ratio(Map<Contender, List<Double>> row) {
        double[] ours = sorted(row, Contender.OURS);
        double[] peers = sorted(row, Contender.C);
        boolean comparable = ours.length > 0 && peers.length > 0 && Figures.median(peers) > 0;
        return comparable ? String.format(Locale.ROOT, "%.2f", Figures.median(ours) / Figures.median(peers)) : "-";
    }

    /** A JSON list with an object for each measure and contender. */
    String json() {
        List<String> objects = new ArrayList<>();
        values.forEach((measure, row) -> row.forEach((contender, unused) -> {
            double[] sorted = sorted(row, contender);
            objects.add(String.format(
                    Locale.ROOT,
                    "{\"sentinel\": %s, \"measure\": %s, \"unit\": %s, \"median\": %.3f, \"worst\": %.3f, "
                            + "\"values\": %s}",
                    Environment.quoted(contender.label()),
                    Environment.quoted(measure.label()),
                    Environment.quoted(measure.unit()),
                    Figures.median(sorted),
                    worst(measure, sorted),
                    Arrays.stream(sorted)
                            .mapToObj(each -> String.format(Locale.ROOT, "%.3f", each))
                            .collect(Collectors.joining(", ", "[", "]"))));
        }));
        return objects.stream().collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
    }
}
