package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.ConfigException;
import java.util.List;

/**
 * A line of a configuration file with its place.
 *
 * @param number from 1, in its own file
 * @param text the line without the blanks around it, raw
 * @param words its words
 * @param included whether it stands in an included file
 */
record ConfLine(int number, String text, List<String> words, boolean included) {

    /** The error that points at this line. */
    ConfigException error(String reason) {
        return new ConfigException(number, ConfBytes.decode(text), reason);
    }

    /** Removes what Redis removes around a line. */
    static String trim(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && isTrimmed(line.charAt(from))) {
            from++;
        }
        while (to > from && isTrimmed(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }

    private static boolean isTrimmed(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
