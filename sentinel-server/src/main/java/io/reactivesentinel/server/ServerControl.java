package io.reactivesentinel.server;

import io.reactivesentinel.engine.spi.ProcessControl;
import java.util.Locale;

/** What commands may do to the process of a server. */
final class ServerControl implements ProcessControl {
    private final String supervised;
    private volatile LogLevel level;

    ServerControl(LogLevel level, String supervised) {
        this.level = level;
        this.supervised = supervised;
    }

    @Override
    public String supervised() {
        return supervised;
    }

    @Override
    public void crash(int exitStatus) {
        // No shutdown hook may tidy up, as none would after a crash.
        Runtime.getRuntime().halt(exitStatus);
    }

    @Override
    public String logLevel() {
        return level.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void logLevel(String name) {
        LogLevel.named(name).ifPresent(wanted -> {
            level = wanted;
            ServerLogging.level(wanted);
        });
    }
}
