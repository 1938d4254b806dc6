package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.engine.internal.stage.Command.Setting;
import io.reactivesentinel.resp.RespBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Reads {@code SENTINEL SET <name> <option> <value> …}. Unlike C, which applies option after option until one is wrong,
 * all are validated before any is applied: an error changed nothing.
 */
final class SettingArguments {
    /** Longest period, in milliseconds: what a configuration file can hold. */
    static final long MAX_PERIOD_MS = Integer.MAX_VALUE;

    private static final String SCRIPTS_DENIED =
            "ERR Reconfiguration of scripts path is denied for security reasons. Check the deny-scripts-reconfig"
                    + " configuration directive in your Sentinel configuration";
    private static final String BAD_NOTIFICATION_SCRIPT =
            "ERR Notification script seems non existing or non executable";
    private static final String BAD_RECONFIG_SCRIPT =
            "ERR Client reconfiguration script seems non existing or non executable";

    private final BooleanSupplier denyScriptsReconfig;
    private final Predicate<String> isExecutable;

    /**
     * What the options mean.
     *
     * @param settings all changes, empty when an option is wrong
     * @param error what is wrong with it; empty when nothing is
     */
    record Outcome(List<Setting> settings, String error) {}

    /** Says what is wrong with an option; caught where the options are read. */
    private static final class WrongOption extends Exception {
        private static final long serialVersionUID = 1L;
        final String text;

        WrongOption(String text) {
            super(text, null, false, false);
            this.text = text;
        }
    }

    SettingArguments(BooleanSupplier denyScriptsReconfig, Predicate<String> isExecutable) {
        this.denyScriptsReconfig = denyScriptsReconfig;
        this.isExecutable = isExecutable;
    }

    /** Carries out the command. */
    void handle(Invocation call) {
        String master = call.text(0);
        Outcome outcome = read(call.arguments().subList(1, call.arguments().size()));
        if (outcome.error().isEmpty()) {
            call.askOk(new Command.Change(master, outcome.settings()));
        } else {
            // C looks the master up first, so an unknown one is named before a wrong option is.
            call.askThen(
                    new Command.MasterAddress(master),
                    address -> call.error(address.isPresent() ? outcome.error() : Refusals.NO_SUCH_MASTER));
        }
    }

    /** Reads options and their values. */
    Outcome read(List<RespBytes> words) {
        List<Setting> settings = new ArrayList<>();
        try {
            int at = 0;
            while (at < words.size()) {
                Option option = new Option(words, at);
                settings.add(setting(option));
                at += option.width();
            }
            return new Outcome(List.copyOf(settings), "");
        } catch (WrongOption wrong) {
            return new Outcome(List.of(), wrong.text);
        }
    }

    /** One option in its place among the words. */
    private record Option(List<RespBytes> words, int at) {
        String typed() {
            return words.get(at).text();
        }

        String name() {
            return Words.lowerCase(words.get(at));
        }

        /** How many words it takes, its name included. */
        int width() {
            return name().equals("rename-command") ? 3 : 2;
        }

        boolean isComplete() {
            return at + width() <= words.size();
        }

        RespBytes value(int index) {
            return words.get(at + 1 + index);
        }

        String text() {
            return value(0).text();
        }

        WrongOption invalid(String value) {
            return new WrongOption("ERR Invalid argument '" + value + "' for SENTINEL SET '" + typed() + "'");
        }

        WrongOption unknown() {
            return new WrongOption("ERR Unknown option or number of arguments for SENTINEL SET '" + typed() + "'");
        }

        long number(long least, long most) throws WrongOption {
            OptionalLong number = Words.integer(value(0));
            if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
                throw invalid(text());
            }
            return number.getAsLong();
        }

        Duration period(long least) throws WrongOption {
            return Duration.ofMillis(number(least, MAX_PERIOD_MS));
        }

        /** The change, shown as it was typed. */
        Setting shown(UnaryOperator<MonitorConfig.Builder> change) {
            return new Setting(typed() + " " + text(), change);
        }
    }

    private Setting setting(Option option) throws WrongOption {
        if (!option.isComplete()) {
            throw option.unknown();
        }
        for (int i = 0; i < option.width() - 1; i++) {
            if (!Words.isText(option.value(i))) {
                throw option.invalid(option.value(i).text());
            }
        }
        String text = option.text();
        return switch (option.name()) {
            case "down-after-milliseconds" -> {
                Duration period = option.period(1);
                yield option.shown(master -> master.downAfter(period));
            }
            case "failover-timeout" -> {
                Duration period = option.period(1);
                yield option.shown(master -> master.failoverTimeout(period));
            }
            case "master-reboot-down-after-period", "primary-reboot-down-after-period" -> {
                Duration period = option.period(0);
                yield option.shown(master -> master.masterRebootDownAfter(period));
            }
            case "parallel-syncs" -> {
                int count = (int) option.number(1, Integer.MAX_VALUE);
                yield option.shown(master -> master.parallelSyncs(count));
            }
            case "quorum" -> {
                int count = (int) option.number(1, Integer.MAX_VALUE);
                yield option.shown(master -> master.quorum(count));
            }
            case "notification-script" -> {
                requireScript(text, BAD_NOTIFICATION_SCRIPT);
                yield option.shown(master -> master.notificationScript(text));
            }
            case "client-reconfig-script" -> {
                requireScript(text, BAD_RECONFIG_SCRIPT);
                yield option.shown(master -> master.clientReconfigScript(text));
            }
            case "auth-user" -> option.shown(master -> master.authUser(text));
            case "auth-pass" -> new Setting(option.typed() + " " + Secret.MASK, master -> master.authPass(text));
            case "rename-command" -> rename(option);
            default -> throw option.unknown();
        };
    }

    private void requireScript(String path, String error) throws WrongOption {
        if (denyScriptsReconfig.getAsBoolean()) {
            throw new WrongOption(SCRIPTS_DENIED);
        }
        // No file can be called that, and who asks the file system about it gets an exception instead of an answer.
        boolean impossible = path.indexOf('\0') >= 0;
        if (!path.isEmpty() && (impossible || !isExecutable.test(path))) {
            throw new WrongOption(error);
        }
    }

    private static Setting rename(Option option) throws WrongOption {
        String from = option.value(0).text();
        String to = option.value(1).text();
        if (from.isEmpty() || to.isEmpty()) {
            throw option.invalid("");
        }
        return new Setting(option.typed() + " " + from + " " + to, master -> master.renameCommand(from, to));
    }
}
