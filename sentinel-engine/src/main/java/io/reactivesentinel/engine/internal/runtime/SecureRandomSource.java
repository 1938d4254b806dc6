package io.reactivesentinel.engine.internal.runtime;

import io.reactivesentinel.engine.spi.RandomSource;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Chance that nobody can guess. */
public final class SecureRandomSource implements RandomSource {

    private static final int ID_BYTES = 20;

    private final SecureRandom random = new SecureRandom();

    @Override
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** A new id of 40 lower-case hexadecimal digits. */
    public String nextId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
