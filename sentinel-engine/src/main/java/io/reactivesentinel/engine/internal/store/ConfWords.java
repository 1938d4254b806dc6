package io.reactivesentinel.engine.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a configuration line: read as Redis reads them, and written so that Redis reads the same.
 *
 * <p>Lines are raw text, see {@link ConfBytes}; words are ordinary text.
 */
final class ConfWords {

    private static final String HEX = "0123456789abcdef";

    private ConfWords() {}

    /** The words of a line, or {@code null} when its quotes do not balance. */
    static @Nullable List<String> split(String line) {
        List<String> words = new ArrayList<>(6);
        Cursor cursor = new Cursor(line);
        while (cursor.skipBlanks()) {
            String word = cursor.word();
            if (word == null) {
                return null;
            }
            words.add(ConfBytes.decode(word));
        }
        return words;
    }

    /** A line of words, quoted where they need it. */
    static String join(Collection<String> words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (line.length() > 0) {
                line.append(' ');
            }
            line.append(quoteIfNeeded(word));
        }
        return line.toString();
    }

    /** A word as it is when Redis reads it back unchanged, else in double quotes. */
    static String quoteIfNeeded(String word) {
        boolean needed = word.isEmpty();
        for (int i = 0; i < word.length() && !needed; i++) {
            char c = word.charAt(i);
            needed = c <= ' ' || c == '"' || c == '\'' || c == 0x7F;
        }
        return needed ? quote(word) : ConfBytes.encode(word);
    }

    /** A word in double quotes. */
    static String quote(String word) {
        String raw = ConfBytes.encode(word);
        StringBuilder quoted = new StringBuilder(raw.length() + 8).append('"');
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            switch (c) {
                case '\\', '"' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case 7 -> quoted.append("\\a");
                case '\b' -> quoted.append("\\b");
                default -> {
                    if (c < ' ' || c == 0x7F) {
                        quoted.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** The blanks of C's {@code isspace}. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static final class Cursor {
        private final String line;
        private int at;

        Cursor(String line) {
            this.line = line;
        }

        boolean skipBlanks() {
            while (at < line.length() && isSpace(line.charAt(at))) {
                at++;
            }
            return at < line.length();
        }

        @Nullable
        String word() {
            StringBuilder word = new StringBuilder();
            while (at < line.length()) {
                char c = line.charAt(at++);
                switch (c) {
                    // A vertical tab or form feed parts words only where a word begins; so does Redis.
                    case ' ', '\n', '\r', '\t' -> {
                        return word.toString();
                    }
                    case '"' -> {
                        return doubleQuoted(word) ? word.toString() : null;
                    }
                    case '\'' -> {
                        return singleQuoted(word) ? word.toString() : null;
                    }
                    default -> word.append(c);
                }
            }
            return word.toString();
        }

        private boolean doubleQuoted(StringBuilder word) {
            while (at < line.length()) {
                char c = line.charAt(at++);
                if (c == '"') {
                    return endsHere();
                }
                if (c != '\\' || at == line.length()) {
                    word.append(c);
                    continue;
                }
                char escaped = line.charAt(at++);
                if (escaped == 'x' && at + 1 < line.length() && hex(at) >= 0 && hex(at + 1) >= 0) {
                    word.append((char) (hex(at) << 4 | hex(at + 1)));
                    at += 2;
                } else {
                    word.append(unescaped(escaped));
                }
            }
            return false;
        }

        private boolean singleQuoted(StringBuilder word) {
            while (at < line.length()) {
                char c = line.charAt(at++);
                if (c == '\'') {
                    return endsHere();
                }
                if (c == '\\' && at < line.length() && line.charAt(at) == '\'') {
                    c = line.charAt(at++);
                }
                word.append(c);
            }
            return false;
        }

        private boolean endsHere() {
            return at == line.length() || isSpace(line.charAt(at));
        }

        private int hex(int index) {
            char c = line.charAt(index);
            return c < 0x80 ? Character.digit(c, 16) : -1;
        }

        private static char unescaped(char escaped) {
            return switch (escaped) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'b' -> '\b';
                case 'a' -> 7;
                default -> escaped;
            };
        }
    }
}
