package io.reactivesentinel.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.slf4j.Marker;

/**
 * Log lines as C Sentinel writes them, so that whatever reads those reads ours: {@code <pid>:X <dd Mon yyyy
 * HH:MM:SS.mmm> <c> <message>}, where the character is {@code .} debug, {@code -} verbose, {@code *} notice, {@code #}
 * warning.
 *
 * <p>One event is one line: control characters in a message, which may come from the network, are escaped. Only a stack
 * trace, which an operator's mistake never causes, takes more lines.
 */
final class RedisLogLayout extends LayoutBase<ILoggingEvent> {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private final long pid;
    private final ZoneId zone;

    RedisLogLayout(long pid, ZoneId zone) {
        this.pid = pid;
        this.zone = zone;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128).append(pid);
        if (has(event, ServerLogging.SIGNAL_MARKER)) {
            line.append(":signal-handler (")
                    .append(event.getTimeStamp() / 1_000)
                    .append(") ");
        } else {
            line.append(":X ");
            appendTime(line, event.getTimeStamp());
            line.append(' ').append(sign(event)).append(' ');
        }
        appendOneLine(line, event.getFormattedMessage());
        line.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(ThrowableProxyUtil.asString(thrown));
        }
        return line.toString();
    }

    /** A line of this very moment that belongs to no event. */
    String warning(String message) {
        StringBuilder line = new StringBuilder(128).append(pid).append(":X ");
        appendTime(line, System.currentTimeMillis());
        return line.append(" # ").append(message).append('\n').toString();
    }

    /** Whether it is of Redis's level {@code verbose}. */
    static boolean isVerbose(ILoggingEvent event) {
        return has(event, LogLevel.VERBOSE_MARKER);
    }

    private void appendTime(StringBuilder line, long atMs) {
        ZonedDateTime at = Instant.ofEpochMilli(atMs).atZone(zone);
        appendPadded(line, at.getDayOfMonth(), 2).append(' ');
        line.append(MONTHS.get(at.getMonthValue() - 1))
                .append(' ')
                .append(at.getYear())
                .append(' ');
        appendPadded(line, at.getHour(), 2).append(':');
        appendPadded(line, at.getMinute(), 2).append(':');
        appendPadded(line, at.getSecond(), 2).append('.');
        appendPadded(line, at.getNano() / 1_000_000, 3);
    }

    private static StringBuilder appendPadded(StringBuilder line, int number, int digits) {
        String text = Integer.toString(number);
        for (int i = text.length(); i < digits; i++) {
            line.append('0');
        }
        return line.append(text);
    }

    private static char sign(ILoggingEvent event) {
        Level level = event.getLevel();
        if (level.isGreaterOrEqual(Level.WARN)) {
            return '#';
        }
        if (level.isGreaterOrEqual(Level.INFO)) {
            return '*';
        }
        return isVerbose(event) ? '-' : '.';
    }

    private static boolean has(ILoggingEvent event, Marker marker) {
        List<Marker> markers = event.getMarkerList();
        return markers != null && markers.contains(marker);
    }

    /** Appends a message with its control characters escaped. */
    static void appendOneLine(StringBuilder line, String message) {
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c == '\n') {
                line.append("\\n");
            } else if (c == '\r') {
                line.append("\\r");
            } else if ((c < ' ' && c != '\t') || c == '\u007f') {
                line.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                line.append(c);
            }
        }
    }
}
