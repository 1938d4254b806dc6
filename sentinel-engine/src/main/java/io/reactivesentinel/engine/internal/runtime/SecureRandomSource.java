package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.spi.RandomSource;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Chance that nobody can guess: ids are drawn from the system, and so is the seed of everything else.
 *
 * <p>The system's own source reads a device under a lock that the whole process shares, which is nothing for the decision
 * thread; the numbers it draws spread attempts in time and need no more than an unknown seed. Made by one thread and then
 * drawn from by one thread.
 */
public final class SecureRandomSource implements RandomSource {

    private static final int ID_BYTES = 20;

    private final SecureRandom system = new SecureRandom();
    private final SplittableRandom seeded = new SplittableRandom(system.nextLong());

    @Override
    public int below(int bound) {
        return seeded.nextInt(bound);
    }

    /** A new id of 40 lower-case hexadecimal digits; blocks, if only for a moment. */
    public String nextId() {
        byte[] bytes = new byte[ID_BYTES];
        system.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
