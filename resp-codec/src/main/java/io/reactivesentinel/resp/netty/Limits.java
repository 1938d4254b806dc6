package io.reactivesentinel.resp.netty;

/** Checks of settings. */
final class Limits {
    private Limits() {}

    static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be >= 1, was " + value);
        }
        return value;
    }
}
