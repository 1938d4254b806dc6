package io.reactivesentinel.engine.spi;

/**
 * What the process around an engine does for it, and says of itself. An application that embeds an engine needs none.
 *
 * <p>Methods are called from any thread and must return at once.
 */
public interface EngineHost {

    /** Of a process that does nothing for its engine. */
    EngineHost NONE = new EngineHost() {};

    /**
     * An operator wants another log level ({@code SENTINEL CONFIG SET loglevel}).
     *
     * @param level one of debug, verbose, notice, warning and nothing
     */
    default void logLevel(String level) {}

    /** Who supervises the process, as INFO tells it: no, systemd, upstart or unknown. */
    default String supervised() {
        return "no";
    }
}
