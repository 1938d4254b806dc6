package io.reactivesentinel.engine.spi;

import io.reactivesentinel.engine.config.Secret;
import java.util.Optional;

/**
 * The settings of a Sentinel that belong to no single master.
 *
 * @param announceIp address put into hellos instead of the one seen locally ({@code announce-ip})
 * @param announcePort port put into hellos; 0 for the listening one ({@code announce-port})
 * @param resolveHostnames whether names are allowed for nodes ({@code resolve-hostnames})
 * @param announceHostnames whether names are shown instead of addresses ({@code announce-hostnames})
 * @param denyScriptsReconfig whether SENTINEL SET may not change scripts ({@code deny-scripts-reconfig})
 * @param sentinelUser user for other Sentinels ({@code sentinel-user})
 * @param sentinelPass password for other Sentinels ({@code sentinel-pass})
 */
public record GlobalSettings(
        Optional<String> announceIp,
        int announcePort,
        boolean resolveHostnames,
        boolean announceHostnames,
        boolean denyScriptsReconfig,
        Optional<String> sentinelUser,
        Optional<Secret> sentinelPass) {

    /** What holds when nothing is said. */
    public static final GlobalSettings DEFAULT =
            new GlobalSettings(Optional.empty(), 0, false, false, true, Optional.empty(), Optional.empty());
}
