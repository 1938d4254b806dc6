package io.reactivesentinel.engine.spi;

/** The two clocks of the engine; read from any thread. */
public interface SentinelClock {

    /**
     * Milliseconds that never go backwards, from an arbitrary origin; every interval is measured on it. It may stand
     * still while the host is suspended.
     */
    long monotonicMs();

    /** Milliseconds since 1970 in UTC, which may jump; for display, the wire and files only. */
    long wallMs();
}
