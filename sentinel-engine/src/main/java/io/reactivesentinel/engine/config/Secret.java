package io.reactivesentinel.engine.config;

import java.util.Objects;

/**
 * A password: printed as {@code ******}, so that it cannot slip into a log line, an event or an exception.
 *
 * @param value the secret itself
 */
public record Secret(String value) {

    /** What is shown instead of a secret. */
    public static final String MASK = "******";

    /** Refuses {@code null}. */
    public Secret {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return MASK;
    }
}
