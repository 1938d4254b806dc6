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

    /** A builder that starts from these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings; not for use by several threads at once. */
    public static final class Builder {
        private Optional<String> announceIp;
        private int announcePort;
        private boolean resolveHostnames;
        private boolean announceHostnames;
        private boolean denyScriptsReconfig;
        private Optional<String> sentinelUser;
        private Optional<Secret> sentinelPass;

        private Builder(GlobalSettings settings) {
            announceIp = settings.announceIp;
            announcePort = settings.announcePort;
            resolveHostnames = settings.resolveHostnames;
            announceHostnames = settings.announceHostnames;
            denyScriptsReconfig = settings.denyScriptsReconfig;
            sentinelUser = settings.sentinelUser;
            sentinelPass = settings.sentinelPass;
        }

        /** Address put into hellos; an empty text unsets it. */
        public Builder announceIp(String value) {
            announceIp = nonEmpty(value);
            return this;
        }

        /** Port put into hellos; 0 for the listening one. */
        public Builder announcePort(int value) {
            announcePort = value;
            return this;
        }

        /** Whether names are allowed for nodes. */
        public Builder resolveHostnames(boolean value) {
            resolveHostnames = value;
            return this;
        }

        /** Whether names are shown instead of addresses. */
        public Builder announceHostnames(boolean value) {
            announceHostnames = value;
            return this;
        }

        /** Whether SENTINEL SET may not change scripts. */
        public Builder denyScriptsReconfig(boolean value) {
            denyScriptsReconfig = value;
            return this;
        }

        /** User for other Sentinels; an empty text unsets it. */
        public Builder sentinelUser(String value) {
            sentinelUser = nonEmpty(value);
            return this;
        }

        /** Password for other Sentinels; an empty text unsets it. */
        public Builder sentinelPass(String value) {
            sentinelPass = nonEmpty(value).map(Secret::new);
            return this;
        }

        /** The settings. */
        public GlobalSettings build() {
            return new GlobalSettings(
                    announceIp,
                    announcePort,
                    resolveHostnames,
                    announceHostnames,
                    denyScriptsReconfig,
                    sentinelUser,
                    sentinelPass);
        }

        private static Optional<String> nonEmpty(String value) {
            return value.isEmpty() ? Optional.empty() : Optional.of(value);
        }
    }
}
