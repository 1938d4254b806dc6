package io.reactivesentinel.engine.internal.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of a Sentinel's own commands while {@code rename-command} lines change them, one after the other. */
public final class CommandNames {

    private final Set<String> names = new HashSet<>(Set.of(
            "acl",
            "auth",
            "client",
            "command",
            "hello",
            "info",
            "ping",
            "psubscribe",
            "publish",
            "punsubscribe",
            "role",
            "sentinel",
            "shutdown",
            "subscribe",
            "unsubscribe"));

    /**
     * Gives a command another name, or, if that is empty, none.
     *
     * @return what is wrong with that, in the words of Redis; {@code null} if nothing is
     */
    public @Nullable String rename(String command, String newName) {
        String from = command.toLowerCase(Locale.ROOT);
        if (!names.remove(from)) {
            return "No such command in rename-command";
        }
        if (!newName.isEmpty() && !names.add(newName.toLowerCase(Locale.ROOT))) {
            names.add(from);
            return "Target command name already exists";
        }
        return null;
    }

    /** What is wrong with a line of a directive, as {@link Directives#check} and {@link #rename} find it; or {@code null}. */
    public @Nullable String check(String directive, List<String> words, Path directory) {
        List<String> line = new ArrayList<>(List.of(directive));
        line.addAll(words);
        String error = Directives.check(line, directory);
        return error == null && directive.equals("rename-command") ? rename(words.get(0), words.get(1)) : error;
    }
}
