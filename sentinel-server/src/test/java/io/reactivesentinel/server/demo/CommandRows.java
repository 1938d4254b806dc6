package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The table of command lines, {@code commands.txt}: what is sent to both Sentinels, and where their answers may differ.
 *
 * <p>A line that is not indented is a row: commands of one connection, separated by {@code ;}. Indented lines below it:
 *
 * <ul>
 *   <li>{@code differs (why): reply} – C answers otherwise, ours is this; two of them are for RESP2 and RESP3
 *   <li>{@code without (why): names} – C lacks these names, ours must have them
 *   <li>{@code lacks (why): prefixes} – ours lacks the names that begin so
 *   <li>{@code instead (why): text => text} – C says the one where ours says the other
 *   <li>{@code mask: names} – values that differ between two Sentinels, beyond those that are masked everywhere; {@code *}
 *       for a reply that is one such value
 *   <li>{@code sorted} – the order of commands means nothing
 *   <li>{@code sorted replicas} – nor that of the entries
 *   <li>{@code infos} – of the INFO of nodes only which node's it is
 *   <li>{@code all sections} – what stands with the single sections of INFO
 *   <li>{@code ends} – the last command ends the connection
 *   <li>{@code eventually} – may be asked again until the two agree
 * </ul>
 */
final class CommandRows {

    /** What C says instead of ours. */
    record Instead(String redis, String ours) {}

    /** One row. */
    static final class Row {
        final String line;
        final List<List<String>> commands;
        final List<String> differs = new ArrayList<>();
        final Set<String> without = new LinkedHashSet<>();
        final List<Instead> instead = new ArrayList<>();
        final Set<String> mask = new LinkedHashSet<>();
        final Set<String> lacks = new LinkedHashSet<>();
        boolean sorted;
        boolean sortedReplicas;
        boolean infos;
        boolean eventually;
        boolean ends;

        Row(String line) {
            this.line = line;
            this.commands =
                    Arrays.stream(line.split(" ; ", -1)).map(CommandRows::words).toList();
        }

        @Override
        public String toString() {
            return line;
        }
    }

    private CommandRows() {}

    static List<Row> load() {
        try (InputStream in = CommandRows.class.getResourceAsStream("commands.txt")) {
            return parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Row> parse(String text) {
        Map<String, Row> rows = new LinkedHashMap<>();
        Row row = null;
        int number = 0;
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                row = new Row(line.strip());
                rows.put(row.line + " #" + number++, row);
            } else {
                read(Objects.requireNonNull(row), line.strip(), rows.values());
            }
        }
        return List.copyOf(rows.values());
    }

    private static void read(Row row, String note, Collection<Row> before) {
        int colon = note.indexOf(": ");
        String kind = colon < 0 ? note : note.substring(0, colon);
        String value = colon < 0 ? "" : note.substring(colon + 2);
        if (kind.matches("differs \\(.+\\)")) {
            row.differs.add(value);
        } else if (kind.matches("without \\(.+\\)")) {
            row.without.addAll(List.of(value.split(" ", -1)));
        } else if (kind.matches("lacks \\(.+\\)")) {
            row.lacks.addAll(List.of(value.split(" ", -1)));
        } else if (kind.matches("instead \\(.+\\)")) {
            String[] sides = value.split(" => ", 2);
            row.instead.add(new Instead(sides[0], sides[1]));
        } else {
            switch (kind) {
                case "mask" -> row.mask.addAll(List.of(value.split(" ", -1)));
                case "sorted" -> row.sorted = true;
                case "sorted replicas" -> row.sortedReplicas = true;
                case "infos" -> row.infos = true;
                case "all sections" -> sections(row, before);
                case "eventually" -> row.eventually = true;
                case "ends" -> row.ends = true;
                default -> throw new IllegalArgumentException(row.line + ": " + note);
            }
        }
    }

    private static void sections(Row row, Collection<Row> before) {
        for (Row section : before) {
            if (section.line.startsWith("INFO ")) {
                row.without.addAll(section.without);
                row.mask.addAll(section.mask);
            }
        }
    }

    /** Words separated by blanks; {@code ""} is an empty one, {@code \_} a blank and {@code \n} a line feed. */
    private static List<String> words(String command) {
        return Arrays.stream(command.strip().split(" +", -1))
                .map(word -> word.equals("\"\"") ? "" : word.replace("\\_", " ").replace("\\n", "\n"))
                .toList();
    }
}
