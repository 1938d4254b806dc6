package io.reactivesentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;

class RedisLogLayoutTest {
    private static final Instant NOON = Instant.parse("2026-03-04T11:05:06.007Z");

    private final RedisLogLayout layout = new RedisLogLayout(4711, ZoneId.of("Europe/Berlin"));

    @Test
    void aLineHasPidRoleTimeSignAndMessage() {
        assertThat(layout.doLayout(event(Level.INFO, "Sentinel ID is abc")))
                .isEqualTo("4711:X 04 Mar 2026 12:05:06.007 * Sentinel ID is abc\n");
    }

    @Test
    void everyLevelHasItsSign() {
        assertThat(layout.doLayout(event(Level.DEBUG, "m"))).contains(" . m");
        assertThat(layout.doLayout(event(Level.INFO, "m"))).contains(" * m");
        assertThat(layout.doLayout(event(Level.WARN, "m"))).contains(" # m");
        assertThat(layout.doLayout(event(Level.ERROR, "m"))).contains(" # m");
        LoggingEvent verbose = event(Level.DEBUG, "m");
        verbose.addMarker(LogLevel.VERBOSE_MARKER);
        assertThat(layout.doLayout(verbose)).contains(" - m");
    }

    @Test
    void whatASignalHandlerSaysHasAHeadOfItsOwn() {
        LoggingEvent event = event(Level.WARN, "Received SIGTERM scheduling shutdown...");
        Marker marker = ServerLogging.SIGNAL_MARKER;
        event.addMarker(marker);
        assertThat(layout.doLayout(event))
                .isEqualTo("4711:signal-handler (" + NOON.getEpochSecond()
                        + ") Received SIGTERM scheduling shutdown...\n");
    }

    @Test
    void aMessageFromTheNetworkCannotMakeALineOfItsOwn() {
        assertThat(layout.doLayout(event(Level.WARN, "+sdown a\r\n1:X fake\u001b[31m")))
                .isEqualTo("4711:X 04 Mar 2026 12:05:06.007 # +sdown a\\r\\n1:X fake\\x1b[31m\n");
    }

    private static LoggingEvent event(Level level, String message) {
        Logger logger = new LoggerContext().getLogger("test");
        LoggingEvent event = new LoggingEvent("test", logger, level, message, null, null);
        event.setInstant(NOON);
        return event;
    }
}
