package io.reactivesentinel.engine.sim.c;

import static io.reactivesentinel.engine.sim.c.Commands.error;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.MonitorEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.Locale;

/** SENTINEL SET: what has been set stays set, even when a later option is wrong or the file cannot be written. */
final class SetCommand {

    private final Program program;

    SetCommand(Program program) {
        this.program = program;
    }

    RespValue answer(Master master, List<String> words) {
        for (int i = 3; i < words.size(); i += 2) {
            String option = words.get(i).toLowerCase(Locale.ROOT);
            if (i + 1 >= words.size() || !isKnown(option)) {
                return failed("ERR Unknown option or number of arguments for SENTINEL SET '" + words.get(i) + "'");
            }
            String value = words.get(i + 1);
            if (!apply(master, option, value)) {
                return failed("ERR Invalid argument '" + value + "' for SENTINEL SET '" + words.get(i) + "'");
            }
            String shown = option.equals("auth-pass") ? "******" : value;
            program.emit(new MonitorEvent(EventType.SET, master.ref(), option + " " + shown, program.nowMs()));
        }
        return SentinelCommands.saved(program.flush());
    }

    private RespValue failed(String text) {
        program.flush();
        return error(text);
    }

    private static boolean isKnown(String option) {
        return switch (option) {
            case "quorum",
                    "down-after-milliseconds",
                    "failover-timeout",
                    "parallel-syncs",
                    "master-reboot-down-after-period",
                    "auth-pass",
                    "auth-user" -> true;
            default -> false;
        };
    }

    private static boolean apply(Master master, String option, String value) {
        if (option.startsWith("auth-")) {
            String set = value.isEmpty() ? null : value;
            if (option.equals("auth-pass")) {
                master.authPass = set;
            } else {
                master.authUser = set;
            }
            master.link.closeBoth();
            master.replicas.values().forEach(each -> each.link.closeBoth());
            return true;
        }
        Long number = Words.strict(value);
        boolean isReboot = option.equals("master-reboot-down-after-period");
        if (number == null || number < (isReboot ? 0 : 1)) {
            return false;
        }
        switch (option) {
            case "quorum" -> master.quorum = number.intValue();
            case "down-after-milliseconds" -> master.downAfter(number);
            case "failover-timeout" -> master.failoverTimeoutMs = number;
            case "parallel-syncs" -> master.parallelSyncs = number.intValue();
            default -> master.rebootDownAfterMs = number;
        }
        return true;
    }
}
