package io.reactivesentinel.server;

import io.reactivesentinel.engine.spi.EngineHost;

/**
 * What this process does for the engine in it.
 *
 * @param supervised who supervises the process
 */
record ServerHost(String supervised) implements EngineHost {

    @Override
    public void logLevel(String level) {
        LogLevel.named(level).ifPresent(ServerLogging::level);
    }
}
