package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.resp.RespBytes;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A parameter of SENTINEL CONFIG, in the order in which GET tells them. */
enum GlobalParameter {
    RESOLVE_HOSTNAMES,
    ANNOUNCE_HOSTNAMES,
    ANNOUNCE_IP,
    ANNOUNCE_PORT,
    SENTINEL_USER,
    SENTINEL_PASS,
    LOGLEVEL;

    private static final int PORT_MAX = 65535;
    private static final Set<String> LOG_LEVELS = Set.of("debug", "verbose", "notice", "warning", "nothing");

    /** Its name on the wire. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The parameter of that name, in any case. */
    static Optional<GlobalParameter> named(RespBytes word) {
        for (GlobalParameter parameter : values()) {
            if (Words.is(word, parameter.wireName())) {
                return Optional.of(parameter);
            }
        }
        return Optional.empty();
    }

    /** Its value. */
    String of(GlobalSettings settings) {
        return switch (this) {
            case RESOLVE_HOSTNAMES -> yesOrNo(settings.resolveHostnames());
            case ANNOUNCE_HOSTNAMES -> yesOrNo(settings.announceHostnames());
            case ANNOUNCE_IP -> settings.announceIp().orElse("");
            case ANNOUNCE_PORT -> Integer.toString(settings.announcePort());
            case SENTINEL_USER -> settings.sentinelUser().orElse("");
            case SENTINEL_PASS -> settings.sentinelPass().map(Secret::value).orElse("");
            case LOGLEVEL -> settings.logLevel().orElse("");
        };
    }

    /** What it means to set it to that; empty when the value is wrong. */
    Optional<UnaryOperator<GlobalSettings>> change(RespBytes value) {
        if (!Words.isText(value)) {
            return Optional.empty();
        }
        return switch (this) {
            case RESOLVE_HOSTNAMES -> flag(value, GlobalSettings::resolving);
            case ANNOUNCE_HOSTNAMES -> flag(value, GlobalSettings::announcingHostnames);
            case ANNOUNCE_IP -> announceIp(value);
            case ANNOUNCE_PORT -> announcePort(value);
            case SENTINEL_USER -> user(value);
            case SENTINEL_PASS -> password(value);
            case LOGLEVEL -> logLevel(value);
        };
    }

    private static String yesOrNo(boolean value) {
        return value ? "yes" : "no";
    }

    /** Changes a setting that is on or off. */
    private interface Flag {
        GlobalSettings set(GlobalSettings settings, boolean value);
    }

    private static Optional<UnaryOperator<GlobalSettings>> flag(RespBytes word, Flag flag) {
        boolean yes = Words.is(word, "yes");
        return yes || Words.is(word, "no") ? Optional.of(settings -> flag.set(settings, yes)) : Optional.empty();
    }

    /** C takes anything, but a blank, a comma or a control character in it breaks every hello. */
    private static Optional<UnaryOperator<GlobalSettings>> announceIp(RespBytes word) {
        String host = word.text();
        boolean fits = Words.isPlain(word) && host.indexOf(',') < 0;
        return fits ? Optional.of(settings -> settings.announcingIp(nonEmpty(host))) : Optional.empty();
    }

    private static Optional<UnaryOperator<GlobalSettings>> announcePort(RespBytes word) {
        OptionalLong port = Words.integer(word);
        return port.isPresent() && port.getAsLong() >= 0 && port.getAsLong() <= PORT_MAX
                ? Optional.of(settings -> settings.announcingPort((int) port.getAsLong()))
                : Optional.empty();
    }

    private static Optional<UnaryOperator<GlobalSettings>> user(RespBytes word) {
        return Optional.of(settings -> settings.withSentinelUser(nonEmpty(word.text())));
    }

    private static Optional<UnaryOperator<GlobalSettings>> password(RespBytes word) {
        return Optional.of(
                settings -> settings.withSentinelPass(nonEmpty(word.text()).map(Secret::new)));
    }

    private static Optional<UnaryOperator<GlobalSettings>> logLevel(RespBytes word) {
        String level = Words.lowerCase(word);
        return LOG_LEVELS.contains(level)
                ? Optional.of(settings -> settings.logging(Optional.of(level)))
                : Optional.empty();
    }

    private static Optional<String> nonEmpty(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }
}
