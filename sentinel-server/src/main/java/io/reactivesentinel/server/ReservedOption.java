package io.reactivesentinel.server;

import java.util.Locale;
import java.util.Optional;

/**
 * The options that are ours and not directives of {@code sentinel.conf}. They never reach the configuration file, which
 * therefore stays readable by C Sentinel. A name listed here may not be the name of a directive of any Redis or Valkey.
 */
enum ReservedOption {
    /** Loads and runs what a starting Sentinel does, on a free loopback port, and exits: for the launcher's class archive. */
    TRAIN("--train-class-archive", false, "start on a free loopback port, answer once, exit (used by the launcher)"),
    /** Where state is kept apart from the configuration file, which is then never written. */
    STATE_DIR("--state-dir", true, "DIR: keep what is remembered there; the configuration file is never written");

    private final String option;
    private final boolean takesValue;
    private final String purpose;

    ReservedOption(String option, boolean takesValue, String purpose) {
        this.option = option;
        this.takesValue = takesValue;
        this.purpose = purpose;
    }

    /** As written on the command line, with the two dashes. */
    String option() {
        return option;
    }

    /** Whether the next argument belongs to it. */
    boolean takesValue() {
        return takesValue;
    }

    /** One line for the help page. */
    String purpose() {
        return purpose;
    }

    /** The option an argument names, ignoring case as directives do. */
    static Optional<ReservedOption> named(String argument) {
        String wanted = argument.toLowerCase(Locale.ROOT);
        for (ReservedOption candidate : values()) {
            if (candidate.option.equals(wanted)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
