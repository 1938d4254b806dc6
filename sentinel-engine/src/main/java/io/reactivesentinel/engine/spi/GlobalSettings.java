package io.reactivesentinel.engine.spi;

import io.reactivesentinel.engine.config.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
 * @param users a line of rules for each user of the listening port, once they were changed at run time; empty while those
 *     of the file hold
 */
public record GlobalSettings(
        Optional<String> announceIp,
        int announcePort,
        boolean resolveHostnames,
        boolean announceHostnames,
        boolean denyScriptsReconfig,
        Optional<String> sentinelUser,
        Optional<Secret> sentinelPass,
        Optional<String> logLevel,
        Optional<List<Secret>> users) {

    /** Settings with the log level and the users of the file. */
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
                Optional.empty(),
                Optional.empty());
    }

    /** What holds when nothing is said. */
    public static final GlobalSettings DEFAULT =
            new GlobalSettings(Optional.empty(), 0, false, false, true, Optional.empty(), Optional.empty());

    /** With another {@link #announceIp}. */
    public GlobalSettings announcingIp(Optional<String> value) {
        return with(draft -> draft.announceIp = value);
    }

    /** With another {@link #announcePort}. */
    public GlobalSettings announcingPort(int value) {
        return with(draft -> draft.announcePort = value);
    }

    /** With another {@link #resolveHostnames}. */
    public GlobalSettings resolving(boolean value) {
        return with(draft -> draft.resolveHostnames = value);
    }

    /** With another {@link #announceHostnames}. */
    public GlobalSettings announcingHostnames(boolean value) {
        return with(draft -> draft.announceHostnames = value);
    }

    /** With another {@link #sentinelUser}. */
    public GlobalSettings withSentinelUser(Optional<String> value) {
        return with(draft -> draft.sentinelUser = value);
    }

    /** With another {@link #sentinelPass}. */
    public GlobalSettings withSentinelPass(Optional<Secret> value) {
        return with(draft -> draft.sentinelPass = value);
    }

    /** With another {@link #logLevel}. */
    public GlobalSettings logging(Optional<String> value) {
        return with(draft -> draft.logLevel = value);
    }

    /** With other {@link #users}. */
    public GlobalSettings withUsers(Optional<List<Secret>> value) {
        return with(draft -> draft.users = value.map(List::copyOf));
    }

    private GlobalSettings with(Consumer<Builder> change) {
        Builder draft = toBuilder();
        change.accept(draft);
        return draft.build();
    }

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
        private Optional<String> logLevel;
        private Optional<List<Secret>> users;

        private Builder(GlobalSettings settings) {
            announceIp = settings.announceIp;
            announcePort = settings.announcePort;
            resolveHostnames = settings.resolveHostnames;
            announceHostnames = settings.announceHostnames;
            denyScriptsReconfig = settings.denyScriptsReconfig;
            sentinelUser = settings.sentinelUser;
            sentinelPass = settings.sentinelPass;
            logLevel = settings.logLevel;
            users = settings.users;
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
                    sentinelPass,
                    logLevel,
                    users);
        }

        private static Optional<String> nonEmpty(String value) {
            return value.isEmpty() ? Optional.empty() : Optional.of(value);
        }
    }
}
