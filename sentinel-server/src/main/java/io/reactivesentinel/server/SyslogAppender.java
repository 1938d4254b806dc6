package io.reactivesentinel.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Hands lines to the system's log, in the form in which the C library does. Logback's own appender speaks to a UDP port,
 * which a system's log does not listen to by default.
 */
final class SyslogAppender extends AppenderBase<ILoggingEvent> {
    private static final int WARNING = 4;
    private static final int NOTICE = 5;
    private static final int INFO = 6;
    private static final int DEBUG = 7;

    private final UnixDatagram socket;
    private final Syslog settings;
    private final long pid;
    private final DateTimeFormatter time;

    SyslogAppender(UnixDatagram socket, Syslog settings, long pid, ZoneId zone) {
        this.socket = socket;
        this.settings = settings;
        this.pid = pid;
        this.time =
                DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH).withZone(zone);
    }

    @Override
    protected void append(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128)
                .append('<')
                .append(settings.facility() << 3 | severity(event))
                .append('>')
                .append(time.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .append(' ')
                .append(settings.ident())
                .append('[')
                .append(pid)
                .append("]: ");
        RedisLogLayout.appendOneLine(line, event.getFormattedMessage());
        socket.send(line.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int severity(ILoggingEvent event) {
        Level level = event.getLevel();
        if (level.isGreaterOrEqual(Level.WARN)) {
            return WARNING;
        }
        if (level.isGreaterOrEqual(Level.INFO)) {
            return NOTICE;
        }
        return RedisLogLayout.isVerbose(event) ? INFO : DEBUG;
    }

    @Override
    public void stop() {
        super.stop();
        socket.close();
    }
}
