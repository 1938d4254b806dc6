package io.reactivesentinel.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Results of JMH as a table for a person: one line each, numbers aligned right. */
final class ResultTable {

    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final List<String> HEAD = List.of("name", "mode", "score", "error", "unit", "alloc B/op");
    private static final int FIRST_NUMBER = 2;
    private static final int UNIT = 4;

    private final List<List<String>> rows;

    private ResultTable(List<List<String>> rows) {
        this.rows = rows;
    }

    static ResultTable of(Collection<RunResult> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (RunResult result : results) {
            Result<?> score = result.getPrimaryResult();
            Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
            rows.add(List.of(
                    name(result.getParams()),
                    result.getParams().getMode().shortLabel(),
                    number(score.getScore()),
                    Double.isNaN(score.getScoreError()) ? "" : "± " + number(score.getScoreError()),
                    score.getScoreUnit(),
                    allocated == null ? "" : number(allocated.getScore())));
        }
        return new ResultTable(rows);
    }

    /** Class, method and parameters: {@code CodecBenchmark.decode(payload=PONG)}. */
    private static String name(BenchmarkParams params) {
        String full = params.getBenchmark();
        int method = full.lastIndexOf('.');
        StringBuilder name = new StringBuilder(full.substring(full.lastIndexOf('.', method - 1) + 1));
        String separator = "(";
        for (String key : params.getParamsKeys()) {
            name.append(separator).append(key).append('=').append(params.getParam(key));
            separator = ", ";
        }
        return params.getParamsKeys().isEmpty()
                ? name.toString()
                : name.append(')').toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.1f" : "%,.0f", value);
    }

    List<String> lines() {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String blanks = " ".repeat(widths[i] - row.get(i).length());
                boolean right = i >= FIRST_NUMBER && i != UNIT;
                line.append(right ? blanks + row.get(i) : row.get(i) + blanks).append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
