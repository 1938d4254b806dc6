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
 * @param logLevel level of the log, once it was changed at run time; empty while the one of the file holds
 */
public record GlobalSettings(
        Optional<String> announceIp,
        int announcePort,
        boolean resolveHostnames,
        boolean announceHostnames,
        boolean denyScriptsReconfig,
        Optional<String> sentinelUser,
        Optional<Secret> sentinelPass,
        Optional<String> logLevel) {

    /** Settings with the log level of the file. */
    public GlobalSettings(
            Optional<String> announceIp,
            int announcePort,
            boolean resolveHostnames,
            boolean announceHostnames,
            boolean denyScriptsReconfig,
            Optional<String> sentinelUser,
            Optional<Secret> sentinelPass) {
        this(
                announceIp,
                announcePort,
                resolveHostnames,
                announceHostnames,
                denyScriptsReconfig,
                sentinelUser,
                sentinelPass,
                Optional.empty());
    }

    /** What holds when nothing is said. */
    public static final GlobalSettings DEFAULT =
            new GlobalSettings(Optional.empty(), 0, false, false, true, Optional.empty(), Optional.empty());

    /** With another {@link #announceIp}. */
    public GlobalSettings announcingIp(Optional<String> value) {
        return new GlobalSettings(
                value,
                announcePort,
                resolveHostnames,
                announceHostnames,
                denyScriptsReconfig,
                sentinelUser,
                sentinelPass,
                logLevel);
    }

    /** With another {@link #announcePort}. */
    public GlobalSettings announcingPort(int value) {
        return new GlobalSettings(
                announceIp,
                value,
                resolveHostnames,
                announceHostnames,
                denyScriptsReconfig,
                sentinelUser,
                sentinelPass,
                logLevel);
    }

    /** With another {@link #resolveHostnames}. */
    public GlobalSettings resolving(boolean value) {
        return new GlobalSettings(
                announceIp,
                announcePort,
                value,
                announceHostnames,
                denyScriptsReconfig,
                sentinelUser,
                sentinelPass,
                logLevel);
    }

    /** With another {@link #announceHostnames}. */
    public GlobalSettings announcingHostnames(boolean value) {
        return new GlobalSettings(
                announceIp,
                announcePort,
                resolveHostnames,
                value,
                denyScriptsReconfig,
                sentinelUser,
                sentinelPass,
                logLevel);
    }

    /** With another {@link #sentinelUser}. */
    public GlobalSettings withSentinelUser(Optional<String> value) {
        return new GlobalSettings(
                announceIp,
                announcePort,
                resolveHostnames,
                announceHostnames,
                denyScriptsReconfig,
                value,
                sentinelPass,
                logLevel);
    }

    /** With another {@link #sentinelPass}. */
    public GlobalSettings withSentinelPass(Optional<Secret> value) {
        return new GlobalSettings(
                announceIp,
                announcePort,
                resolveHostnames,
                announceHostnames,
                denyScriptsReconfig,
                sentinelUser,
                value,
                logLevel);
    }

    /** With another {@link #logLevel}. */
    public GlobalSettings logging(Optional<String> value) {
        return new GlobalSettings(
                announceIp,
                announcePort,
                resolveHostnames,
                announceHostnames,
                denyScriptsReconfig,
                sentinelUser,
                sentinelPass,
                value);
    }
}
