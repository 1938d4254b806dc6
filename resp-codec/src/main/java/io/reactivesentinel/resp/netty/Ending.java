package io.reactivesentinel.resp.netty;

/** Why a connection was ended, as far as it is counted. */
public enum Ending {
    /** It is open, or has ended in any other way. */
    OTHER,
    /** More than its output limit waited for it. */
    OUTPUT_LIMIT,
    /** A command was larger than a command may be. */
    INPUT_LIMIT,
    /** All clients together held too much, and this one most. */
    EVICTED
}
