package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.RandomSource;

/** Seeded chance of known algorithm (SplitMix64), so that a seed means the same on every JVM. */
public final class Chance implements RandomSource {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** Chance that starts from a seed. */
    public Chance(long seed) {
        this.state = mix(seed + GAMMA);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The next 64 bits. */
    public long next() {
        state += GAMMA;
        return mix(state);
    }

    /** A source of its own, so that what one part draws does not change what another one gets. */
    public Chance fork() {
        return new Chance(next());
    }

    @Override
    public int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    /** An evenly distributed number, both ends included. */
    public long between(long least, long most) {
        return least + Long.remainderUnsigned(next(), most - least + 1);
    }

    /** A number of which each order of magnitude is as likely as another, both ends included; both above 0. */
    public long logBetween(long least, long most) {
        double share = (next() >>> 11) * 0x1.0p-53;
        return Math.min(most, (long) (least * StrictMath.pow((double) most / least, share)));
    }

    /** True once in so many times. */
    public boolean oneIn(int times) {
        return below(times) == 0;
    }

    /** True in so many of a thousand cases. */
    public boolean perMille(int share) {
        return below(1_000) < share;
    }

    /** Forty hexadecimal digits. */
    public String hexId() {
        return String.format("%016x%016x%08x", next(), next(), (int) next());
    }
}
