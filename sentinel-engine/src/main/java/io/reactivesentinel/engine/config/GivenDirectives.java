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

/** The directives that were given a value, each under its primary name with the words of all its lines. */
final class GivenDirectives {

    private final Map<String, List<List<String>>> lines = new LinkedHashMap<>();
    private final CommandNames commandNames = new CommandNames();

    /** One more line that was found to be in order. */
    void add(String name, List<String> words) {
        lines.computeIfAbsent(Directives.primaryName(name), key -> new ArrayList<>())
                .add(List.copyOf(words));
    }

    /** One more line, if Redis would take it or nobody is to check that. */
    void add(String name, List<String> words, boolean check) {
        if (check) {
            check(name, words);
        }
        add(name, words);
    }

    private void check(String name, List<String> words) {
        String key = Directives.primaryName(name);
        if (key.equals("sentinel") || key.equals("include")) {
            throw new ConfigException(key + " is no directive of a builder; use its methods or fromFile");
        }
        List<String> line = new ArrayList<>(List.of(key));
        line.addAll(words);
        String error = Directives.check(line, Path.of(""));
        if (error == null && key.equals("rename-command")) {
            error = commandNames.rename(words.get(0), words.get(1));
        }
        if (error != null) {
            throw new ConfigException(key + ": " + error);
        }
    }

    /** This line instead of all there are. */
    void replace(String name, List<String> words) {
        lines.remove(name);
        add(name, words, true);
    }

    Set<String> names() {
        return Set.copyOf(lines.keySet());
    }

    List<List<String>> of(String name) {
        return List.copyOf(lines.getOrDefault(Directives.primaryName(name), List.of()));
    }

    /** The words of the last line; none if there is no line. */
    List<String> last(String name) {
        List<List<String>> values = of(name);
        return values.isEmpty() ? List.of() : values.get(values.size() - 1);
    }

    /** The one word of a directive, if it is given and not empty. */
    Optional<String> word(String name) {
        return last(name).stream().findFirst().filter(word -> !word.isEmpty());
    }

    /** The same lines, apart from what is added later. */
    GivenDirectives copy() {
        GivenDirectives copy = new GivenDirectives();
        lines.forEach((name, values) -> values.forEach(words -> copy.add(name, words)));
        return copy;
    }
}
