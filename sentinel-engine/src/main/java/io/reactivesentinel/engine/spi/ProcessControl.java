package io.reactivesentinel.engine.spi;

/**
 * What an engine may do to the process it runs in. A server lets it do all of this; an application that embeds an engine
 * hands in nothing, and commands that need it are then refused.
 */
public interface ProcessControl {

    /** Ends the process at once, as a crash would: nothing is saved, closed or told. */
    void crash(int exitStatus);

    /** Who supervises the process, as INFO tells it: no, systemd or upstart. */
    String supervised();

    /** The level of the log ({@code loglevel}), such as {@code notice}; any thread. */
    String logLevel();

    /** Changes the level of the log to one of C Sentinel's; any thread. */
    void logLevel(String level);
}
