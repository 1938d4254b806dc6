package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.resp.RespBytes;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads {@code SENTINEL DEBUG}, which shows and changes periods. Unlike C, which changes one after the other until one is
 * wrong, all are checked before any is used.
 */
final class PeriodArguments {

    /** The periods, in the order in which they are told and in which {@link Timings} has them. */
    private enum Period {
        INFO_PERIOD,
        PING_PERIOD,
        ASK_PERIOD,
        PUBLISH_PERIOD,
        DEFAULT_DOWN_AFTER,
        DEFAULT_FAILOVER_TIMEOUT,
        TILT_TRIGGER,
        TILT_PERIOD,
        REPLICA_RECONF_TIMEOUT,
        MIN_LINK_RECONNECT_PERIOD,
        ELECTION_TIMEOUT,
        SCRIPT_MAX_RUNTIME,
        SCRIPT_RETRY_DELAY;

        long of(Timings timings, Map<Period, Long> changes) {
            Long changed = changes.get(this);
            return changed == null ? of(timings) : changed;
        }

        long of(Timings timings) {
            return switch (this) {
                case INFO_PERIOD -> timings.infoPeriodMs();
                case PING_PERIOD -> timings.pingPeriodMs();
                case ASK_PERIOD -> timings.askPeriodMs();
                case PUBLISH_PERIOD -> timings.publishPeriodMs();
                case DEFAULT_DOWN_AFTER -> timings.defaultDownAfterMs();
                case DEFAULT_FAILOVER_TIMEOUT -> timings.defaultFailoverTimeoutMs();
                case TILT_TRIGGER -> timings.tiltTriggerMs();
                case TILT_PERIOD -> timings.tiltPeriodMs();
                case REPLICA_RECONF_TIMEOUT -> timings.replicaReconfTimeoutMs();
                case MIN_LINK_RECONNECT_PERIOD -> timings.minLinkReconnectPeriodMs();
                case ELECTION_TIMEOUT -> timings.electionTimeoutMs();
                case SCRIPT_MAX_RUNTIME -> timings.scriptMaxRuntimeMs();
                case SCRIPT_RETRY_DELAY -> timings.scriptRetryDelayMs();
            };
        }

        String wireName() {
            return this == REPLICA_RECONF_TIMEOUT ? "SLAVE-RECONF-TIMEOUT" : name().replace('_', '-');
        }

        static Optional<Period> named(RespBytes word) {
            for (Period period : values()) {
                if (Words.is(word, period.wireName().toLowerCase(Locale.ROOT))) {
                    return Optional.of(period);
                }
            }
            return Optional.empty();
        }
    }

    private PeriodArguments() {}

    /** Carries out the command. */
    static void handle(Invocation call) {
        List<RespBytes> words = call.arguments();
        if (words.isEmpty()) {
            call.ask(new Command.Periods(), timings -> {
                Map<String, String> told = new LinkedHashMap<>();
                for (Period period : Period.values()) {
                    told.put(period.wireName(), Long.toString(period.of(timings)));
                }
                return Replies.map(told);
            });
            return;
        }
        Map<Period, Long> changes = new EnumMap<>(Period.class);
        for (int i = 0; i < words.size(); i += 2) {
            String typed = words.get(i).text();
            Optional<Period> period = Period.named(words.get(i));
            if (period.isEmpty() || i + 1 == words.size()) {
                call.error("ERR Unknown option or number of arguments for SENTINEL DEBUG '" + typed + "'");
                return;
            }
            OptionalLong value = Words.integer(words.get(i + 1));
            if (value.isEmpty() || value.getAsLong() < 1 || value.getAsLong() > SettingArguments.MAX_PERIOD_MS) {
                call.error("ERR Invalid argument '" + words.get(i + 1).text() + "' for SENTINEL DEBUG '" + typed + "'");
                return;
            }
            changes.put(period.get(), value.getAsLong());
        }
        call.askOk(new Command.Retime(timings -> changed(timings, changes)));
    }

    private static Timings changed(Timings before, Map<Period, Long> changes) {
        return new Timings(
                Period.INFO_PERIOD.of(before, changes),
                Period.PING_PERIOD.of(before, changes),
                Period.ASK_PERIOD.of(before, changes),
                Period.PUBLISH_PERIOD.of(before, changes),
                Period.DEFAULT_DOWN_AFTER.of(before, changes),
                Period.DEFAULT_FAILOVER_TIMEOUT.of(before, changes),
                Period.TILT_TRIGGER.of(before, changes),
                Period.TILT_PERIOD.of(before, changes),
                Period.REPLICA_RECONF_TIMEOUT.of(before, changes),
                Period.MIN_LINK_RECONNECT_PERIOD.of(before, changes),
                Period.ELECTION_TIMEOUT.of(before, changes),
                Period.SCRIPT_MAX_RUNTIME.of(before, changes),
                Period.SCRIPT_RETRY_DELAY.of(before, changes));
    }
}
