package io.reactivesentinel.server.demo;

import java.util.Map;

/** Colours for a terminal, or none: {@code NO_COLOR} and an output that is no terminal switch them off. */
enum Style {
    PLAIN(false),
    COLOURED(true);

    private static final String RESET = "\u001b[0m";

    private final boolean coloured;

    Style(boolean coloured) {
        this.coloured = coloured;
    }

    /**
     * What fits the output.
     *
     * @param terminal whether the output is a terminal
     * @param environment the environment, where {@code NO_COLOR} (any value but an empty one) and {@code TERM=dumb} count
     */
    static Style of(boolean terminal, Map<String, String> environment) {
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        return terminal && !refused ? COLOURED : PLAIN;
    }

    String bold(String text) {
        return in("1", text);
    }

    String dim(String text) {
        return in("2", text);
    }

    String red(String text) {
        return in("31", text);
    }

    String green(String text) {
        return in("1;32", text);
    }

    String yellow(String text) {
        return in("33", text);
    }

    String cyan(String text) {
        return in("36", text);
    }

    private String in(String code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + RESET : text;
    }
}
