package io.reactivesentinel.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Appends each line to a file that it opens for that line, as C Sentinel does: a file that was renamed, truncated or
 * removed by a rotation needs no signal and no second thought. Lines are few, and written on a thread that does nothing
 * else.
 */
final class LogFileAppender extends AppenderBase<ILoggingEvent> {
    private final Path file;
    private final RedisLogLayout layout;
    private int lost;

    LogFileAppender(Path file, RedisLogLayout layout) {
        this.file = file;
        this.layout = layout;
    }

    @Override
    protected void append(ILoggingEvent event) {
        String text = layout.doLayout(event);
        if (lost > 0) {
            text = layout.warning(lost + " log lines were lost: the log file could not be written") + text;
        }
        try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            lost = 0;
        } catch (IOException e) {
            lost++;
        }
    }
}
