package io.reactivesentinel.engine.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Configuration lines as they may be shown: what comes behind the name of a directive that takes a password is hidden. */
final class HiddenSecrets {
    private static final String HIDDEN = "(hidden)";

    private HiddenSecrets() {}

    /** The line, whole as long as it is none with a password; one that cannot be read as words is judged like any other. */
    static String shown(String line) {
        List<String> words = Arrays.asList(line.trim().split("\\s+", -1));
        int kept = keptWords(words);
        if (kept >= words.size()) {
            return line;
        }
        return String.join(" ", words.subList(0, kept)) + " " + HIDDEN;
    }

    private static int keptWords(List<String> words) {
        String first = words.get(0).toLowerCase(Locale.ROOT);
        if (first.equals("user")) {
            return 2;
        }
        if (!first.equals("sentinel") || words.size() < 2) {
            return isSecret(first) ? 1 : words.size();
        }
        String directive = words.get(1).toLowerCase(Locale.ROOT);
        if (!isSecret(directive)) {
            return words.size();
        }
        return directive.equals("auth-pass") ? 3 : 2;
    }

    /** Misspelt ones too, which is why they are shown at all. */
    private static boolean isSecret(String directive) {
        return directive.contains("pas") || (directive.contains("auth") && !isHarmless(directive));
    }

    private static boolean isHarmless(String directive) {
        return directive.endsWith("user") || directive.startsWith("tls-");
    }
}
