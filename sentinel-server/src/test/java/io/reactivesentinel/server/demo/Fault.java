package io.reactivesentinel.server.demo;

import java.time.Duration;

/**
 * What is wrong with one direction of a connection through a {@link FaultProxy}.
 *
 * @param kind what becomes of the bytes
 * @param pause how late each byte arrives, or how long the pause between two drips is
 * @param size how many bytes a drip has
 */
record Fault(Kind kind, Duration pause, int size) {
    /** What becomes of the bytes. */
    enum Kind {
        /** They arrive at once. */
        NONE,
        /** They arrive late, all by the same time, however many there are. */
        DELAY,
        /** They are kept, and arrive when the fault is over: what TCP makes of packets lost for a while. */
        STALL,
        /** They arrive a few at a time. */
        DRIP,
        /** They are gone for good, and neither side hears of it: the other side's machine has vanished. */
        SWALLOW
    }

    static final Fault NONE = new Fault(Kind.NONE, Duration.ZERO, 0);
    static final Fault STALL = new Fault(Kind.STALL, Duration.ZERO, 0);
    static final Fault SWALLOW = new Fault(Kind.SWALLOW, Duration.ZERO, 0);

    static Fault delay(Duration pause) {
        return new Fault(Kind.DELAY, pause, 0);
    }

    static Fault drip(int size, Duration pause) {
        return new Fault(Kind.DRIP, pause, size);
    }
}
