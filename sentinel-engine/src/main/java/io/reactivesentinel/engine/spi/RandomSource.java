package io.reactivesentinel.engine.spi;

/** Where chance comes from; seeded in tests and simulations, so that a run can be repeated. */
public interface RandomSource {

    /**
     * An evenly distributed number.
     *
     * @param bound exclusive upper bound, at least 1
     * @return 0 up to {@code bound - 1}
     */
    int below(int bound);
}
