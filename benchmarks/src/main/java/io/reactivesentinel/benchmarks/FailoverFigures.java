package io.reactivesentinel.benchmarks;

import io.reactivesentinel.benchmarks.FailoverTrial.Setting;
import io.reactivesentinel.benchmarks.FailoverTrial.Times;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The failovers of all trials of one run, as tables and as JSON. */
final class FailoverFigures {

    private static final double NS_PER_MS = 1e6;
    private static final int LABEL_WIDTH = 18;
    private static final int COLUMN_WIDTH = 20;

    private final Map<Setting, List<Times>> times = new LinkedHashMap<>();

    /** All failovers of one kind: whose, and whether they were the first of their processes. */
    private record Column(Setting setting, boolean cold) {
        String label() {
            return setting.contender().label() + (cold ? ", first" : ", later");
        }
    }

    void add(Setting setting, List<Times> measured) {
        times.computeIfAbsent(setting, unused -> new ArrayList<>()).addAll(measured);
    }

    /** What was measured, in milliseconds, in ascending order. */
    private double[] values(Column column, FailoverPhase phase) {
        boolean detected = column.setting().fault().isDetected() && phase.isAfterDetection();
        double lessMs = detected ? column.setting().downAfter().toMillis() : 0;
        return times.getOrDefault(column.setting(), List.of()).stream()
                .filter(each -> each.cold() == column.cold())
                .filter(each -> each.after().containsKey(phase))
                .mapToDouble(each -> each.after().get(phase) / NS_PER_MS - lessMs)
                .sorted()
                .toArray();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Set<List<Object>> tables = new LinkedHashSet<>();
        times.keySet().forEach(setting -> tables.add(List.of(setting.sentinels(), setting.fault())));
        for (List<Object> table : tables) {
            lines.addAll(table(times.keySet().stream()
                    .filter(setting ->
                            List.of(setting.sentinels(), setting.fault()).equals(table))
                    .toList()));
        }
        return lines;
    }

    private List<String> table(List<Setting> settings) {
        Setting any = settings.get(0);
        List<Column> columns = new ArrayList<>();
        for (Setting setting : settings) {
            columns.add(new Column(setting, true));
            columns.add(new Column(setting, false));
        }
        List<String> lines = new ArrayList<>();
        lines.add(any.sentinels() + " Sentinels, " + any.fault().label() + ": ms after "
                + (any.fault().isDetected()
                        ? "the fault and " + Figures.count(any.downAfter().toMillis()) + " ms of down-after"
                        : "the command")
                + ", median (worst)");
        lines.add(row("", columns.stream().map(Column::label).toList()));
        for (FailoverPhase phase : FailoverPhase.values()) {
            List<String> cells =
                    columns.stream().map(column -> cell(values(column, phase))).toList();
            if (cells.stream().anyMatch(cell -> !cell.equals("-"))) {
                lines.add(row(phase.label(), cells));
            }
        }
        lines.addAll(ratios(columns));
        lines.add("");
        return lines;
    }

    /** How many times as long C's Sentinels take, cold against cold and later ones against later ones. */
    private List<String> ratios(List<Column> columns) {
        List<String> lines = new ArrayList<>();
        for (FailoverPhase phase : List.of(FailoverPhase.WRITABLE, FailoverPhase.NAMED, FailoverPhase.DEMOTED)) {
            List<String> cells = new ArrayList<>();
            for (Column column : columns) {
                Setting peer = new Setting(
                        Contender.C,
                        column.setting().sentinels(),
                        column.setting().fault(),
                        column.setting().downAfter());
                double[] own = values(column, phase);
                double[] peers = values(new Column(peer, column.cold()), phase);
                boolean comparable = own.length > 0 && peers.length > 0 && Figures.median(own) > 0;
                cells.add(
                        comparable
                                ? String.format(Locale.ROOT, "%.1f", Figures.median(peers) / Figures.median(own))
                                : "-");
            }
            lines.add(row("C : " + phase.label(), cells));
        }
        return lines;
    }

    private static String cell(double[] sorted) {
        return sorted.length == 0
                ? "-"
                : String.format(Locale.ROOT, "%,.0f (%,.0f)", Figures.median(sorted), sorted[sorted.length - 1]);
    }

    private static String row(String label, List<String> cells) {
        StringBuilder line = new StringBuilder(pad(label, LABEL_WIDTH, false));
        cells.forEach(cell -> line.append(pad(cell, COLUMN_WIDTH, true)));
        return line.toString().stripTrailing();
    }

    private static String pad(String text, int width, boolean right) {
        String blanks = " ".repeat(Math.max(1, width - text.length()));
        return right ? blanks + text : text + blanks;
    }

    String json() {
        List<String> objects = new ArrayList<>();
        for (Setting setting : times.keySet()) {
            for (boolean cold : new boolean[] {true, false}) {
                for (FailoverPhase phase : FailoverPhase.values()) {
                    double[] values = values(new Column(setting, cold), phase);
                    if (values.length > 0) {
                        objects.add(object(setting, cold, phase, values));
                    }
                }
            }
        }
        return objects.stream().collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
    }

    private static String object(Setting setting, boolean cold, FailoverPhase phase, double[] values) {
        return String.format(
                Locale.ROOT,
                "{\"sentinels\": %s, \"count\": %d, \"fault\": %s, \"downAfterMs\": %d, \"first\": %b, \"phase\": %s, "
                        + "\"medianMs\": %.1f, \"worstMs\": %.1f, \"ms\": %s}",
                Environment.quoted(setting.contender().label()),
                setting.sentinels(),
                Environment.quoted(setting.fault().label()),
                setting.downAfter().toMillis(),
                cold,
                Environment.quoted(phase.label()),
                Figures.median(values),
                values[values.length - 1],
                Arrays.stream(values)
                        .mapToObj(each -> String.format(Locale.ROOT, "%.1f", each))
                        .collect(Collectors.joining(", ", "[", "]")));
    }
}
