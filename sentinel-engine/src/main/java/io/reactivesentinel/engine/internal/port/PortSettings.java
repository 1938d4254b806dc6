package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.config.Secret;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What the listening side is configured with. The suppliers are asked on any thread, each time it matters, for what can
 * change at run time.
 *
 * @param password password of the default user ({@code requirepass})
 * @param protectedMode whether clients from elsewhere are turned away while there is no password
 *     ({@code protected-mode})
 * @param clientsMax connections served at a time, at least 1 ({@code maxclients})
 * @param denyScriptsReconfig whether SENTINEL SET may not change scripts ({@code deny-scripts-reconfig})
 * @param resolveHostnames whether names are allowed for nodes ({@code resolve-hostnames})
 * @param isExecutable whether a path names a program that may be run
 */
public record PortSettings(
        Optional<Secret> password,
        boolean protectedMode,
        int clientsMax,
        BooleanSupplier denyScriptsReconfig,
        BooleanSupplier resolveHostnames,
        Predicate<String> isExecutable) {

    /** {@code maxclients} when nothing is said. */
    public static final int DEFAULT_MAX_CLIENTS = 10_000;

    /** Checks the limit; an empty password is none. */
    public PortSettings {
        if (clientsMax < 1) {
            throw new IllegalArgumentException("clientsMax must be >= 1, was " + clientsMax);
        }
        password = password.filter(secret -> !secret.value().isEmpty());
    }
}
