package io.reactivesentinel.engine.internal.stage;

/** Instants on the monotonic clock that are no instants, chosen so that subtracting them never overflows. */
final class Time {

    /** Before everything: it has not happened. */
    static final long NEVER = Long.MIN_VALUE / 4;

    /** After everything: it is not awaited. */
    static final long NOT_DUE = Long.MAX_VALUE / 4;

    private Time() {}

    static long clamp(long value, long low, long high) {
        return Math.max(low, Math.min(high, value));
    }
}
