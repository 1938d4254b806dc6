package io.reactivesentinel.engine.config;

import io.reactivesentinel.engine.internal.store.CommandNames;
import io.reactivesentinel.engine.internal.store.Directives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words after each line of the ordinary directives, by their primary names, in the order in which they were given. */
final class DirectiveLines {

    private final Map<String, List<List<String>>> lines = new LinkedHashMap<>();
    private final CommandNames commandNames = new CommandNames();

    /** Another line; {@code checked} when nobody has looked at it before. */
    void add(String name, List<String> words, boolean checked) {
        String key = Directives.primaryName(name);
        if (key.equals("sentinel") || key.equals("include")) {
            throw new ConfigException(key + " is no directive of a builder; use its methods or fromFile");
        }
        String error = checked ? commandNames.check(key, words, Path.of("")) : null;
        if (error != null) {
            throw new ConfigException(key + ": " + error);
        }
        lines.computeIfAbsent(key, unused -> new ArrayList<>()).add(List.copyOf(words));
    }

    void remove(String name) {
        lines.remove(name);
    }

    Set<String> names() {
        return Set.copyOf(lines.keySet());
    }

    List<List<String>> of(String name) {
        return List.copyOf(lines.getOrDefault(Directives.primaryName(name), List.of()));
    }

    /** The words of the last line; empty when there is none. */
    List<String> last(String name) {
        List<List<String>> values = of(name);
        return values.isEmpty() ? List.of() : values.get(values.size() - 1);
    }

    /** The words of the last line; nothing when there is none. */
    Optional<List<String>> lastOf(String name) {
        return of(name).isEmpty() ? Optional.empty() : Optional.of(last(name));
    }

    /** The one word of a directive, if it is given and not empty. */
    Optional<String> word(String name) {
        return last(name).stream().findFirst().filter(word -> !word.isEmpty());
    }

    /** What is added here later is not added there. */
    DirectiveLines copy() {
        DirectiveLines copy = new DirectiveLines();
        lines.forEach((name, values) -> copy.lines.put(name, new ArrayList<>(values)));
        return copy;
    }
}
