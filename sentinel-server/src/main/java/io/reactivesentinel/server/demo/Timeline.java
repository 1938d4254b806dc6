package io.reactivesentinel.server.demo;

import io.reactivesentinel.protocol.EventType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * The table of what happened: a row for each event, a column for each Sentinel with the millisecond at which it said so.
 * What several Sentinels say within a moment stands in one row.
 *
 * <p>Knows no clock and no output: times are handed in, finished rows handed out. Not safe for several threads.
 */
final class Timeline {
    /** How long a row waits for the Sentinels that have not said the same yet. */
    static final long ROW_OPEN_MS = 120;

    private static final int COLUMN = 9;
    private static final int CHANNEL = 34;

    private final Narrator narrator;
    private final Style style;
    private final int sentinelCount;
    private final Deque<Row> open = new ArrayDeque<>();

    /** A row that others may still join; a note has no channel. */
    private static final class Row {
        final String channel;
        final String meaning;
        final long firstMs;
        final long[] saidMs;

        Row(String channel, String meaning, long firstMs, int columns) {
            this.channel = channel;
            this.meaning = meaning;
            this.firstMs = firstMs;
            this.saidMs = new long[columns];
            Arrays.fill(saidMs, -1);
        }

        boolean isNote() {
            return channel.isEmpty();
        }

        boolean isComplete() {
            return isNote() || Arrays.stream(saidMs).allMatch(ms -> ms >= 0);
        }
    }

    Timeline(Narrator narrator, Style style, int sentinelCount) {
        this.narrator = narrator;
        this.style = style;
        this.sentinelCount = sentinelCount;
    }

    /** The heading: the names of the columns and a rule below. */
    List<String> heading() {
        StringBuilder head = new StringBuilder();
        for (int i = 1; i <= sentinelCount; i++) {
            head.append(padded("S" + i, COLUMN));
        }
        head.append("  event");
        return List.of(style.bold(head.toString()), style.dim("-".repeat(COLUMN * sentinelCount + 2 + CHANNEL + 40)));
    }

    /**
     * Takes an event.
     *
     * @param atMs since the kill
     * @param sentinel the index of the Sentinel that published it
     */
    void event(long atMs, int sentinel, String channel, String payload) {
        String meaning = narrator.tell(channel, payload);
        for (Row row : open) {
            if (row.channel.equals(channel) && row.meaning.equals(meaning) && row.saidMs[sentinel] < 0) {
                row.saidMs[sentinel] = atMs;
                return;
            }
        }
        Row row = new Row(channel, meaning, atMs, sentinelCount);
        row.saidMs[sentinel] = atMs;
        open.add(row);
    }

    /** Takes something that is no Sentinel's event. */
    void note(long atMs, String text) {
        open.add(new Row("", text, atMs, sentinelCount));
    }

    /** The rows that are finished at this time, in the order in which they began. */
    List<String> finished(long nowMs) {
        List<String> lines = new ArrayList<>();
        while (!open.isEmpty() && (open.getFirst().isComplete() || nowMs - open.getFirst().firstMs >= ROW_OPEN_MS)) {
            lines.add(line(open.removeFirst()));
        }
        return lines;
    }

    private String line(Row row) {
        StringBuilder line = new StringBuilder();
        if (row.isNote()) {
            line.append(padded(milliseconds(row.firstMs), COLUMN));
            line.append(style.dim(" ".repeat(COLUMN * (sentinelCount - 1)) + "  > "));
            return line.append(style.bold(row.meaning)).toString();
        }
        for (long ms : row.saidMs) {
            line.append(ms < 0 ? style.dim(padded(".", COLUMN)) : padded(milliseconds(ms), COLUMN));
        }
        return line.append("  ")
                .append(coloured(row.channel, String.format(Locale.ROOT, "%-" + CHANNEL + "s", row.channel)))
                .append(' ')
                .append(row.meaning)
                .toString();
    }

    private String coloured(String channel, String text) {
        EventType type = narrator.type(channel).orElse(EventType.ROLE_CHANGE);
        return switch (type) {
            case SWITCH_MASTER, FAILOVER_END, REPLICA_RECONF_DONE, SDOWN_OVER, ODOWN_OVER -> style.green(text);
            case SDOWN, ODOWN, ABORT_NOT_ELECTED, ABORT_NO_GOOD_REPLICA, ABORT_REPLICA_TIMEOUT -> style.red(text);
            case NEW_EPOCH, TRY_FAILOVER, VOTE_FOR_LEADER, ELECTED_LEADER -> style.yellow(text);
            default -> style.cyan(text);
        };
    }

    /** Such as {@code +1,004}. */
    static String milliseconds(long ms) {
        return String.format(Locale.ROOT, "+%,d", ms);
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
