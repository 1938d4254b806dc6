package io.reactivesentinel.engine.config;

import io.reactivesentinel.engine.spi.GlobalSettings;
import java.util.Optional;

/** The settings of a Sentinel while they are collected. */
final class SettingsDraft {

    Optional<String> announceIp;
    int announcePort;
    boolean resolveHostnames;
    boolean announceHostnames;
    boolean denyScriptsReconfig;
    Optional<String> sentinelUser;
    Optional<Secret> sentinelPass;
    private final Optional<String> logLevel;

    SettingsDraft(GlobalSettings settings) {
        announceIp = settings.announceIp();
        announcePort = settings.announcePort();
        resolveHostnames = settings.resolveHostnames();
        announceHostnames = settings.announceHostnames();
        denyScriptsReconfig = settings.denyScriptsReconfig();
        sentinelUser = settings.sentinelUser();
        sentinelPass = settings.sentinelPass();
        logLevel = settings.logLevel();
    }

    GlobalSettings build() {
        return new GlobalSettings(
                announceIp,
                announcePort,
                resolveHostnames,
                announceHostnames,
                denyScriptsReconfig,
                sentinelUser,
                sentinelPass,
                logLevel);
    }

    static Optional<String> nonEmpty(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
