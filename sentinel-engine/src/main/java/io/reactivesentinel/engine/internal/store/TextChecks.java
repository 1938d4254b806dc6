package io.reactivesentinel.engine.internal.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks of directives whose word is a path, a name or a template; each gives the message of Redis, or {@code null}. */
final class TextChecks {

    private static final int HOST_NAME_MAX = 255;

    /** What the variables of a process title may stand for at the start; only whether it is something matters. */
    private static final Map<String, String> TITLE_VARIABLES = Map.of(
            "title", "",
            "listen-addr", "*",
            "server-mode", "[sentinel]",
            "port", "0",
            "tls-port", "0",
            "unixsocket", "",
            "config-file", "x");

    private TextChecks() {}

    static @Nullable String fileName(String name, String value) {
        boolean mayBeEmpty = name.equals("dbfilename");
        if (value.isEmpty() && !mayBeEmpty) {
            return name + " can't be empty";
        }
        String what = name.equals("appenddirname") ? "dirname" : "filename";
        return value.indexOf('/') < 0 ? null : name + " can't be a path, just a " + what;
    }

    static @Nullable String directory(@Nullable Path dir, String value) {
        if (dir == null || value.isEmpty()) {
            return "No such file or directory";
        }
        if (!Files.exists(dir)) {
            return belowFile(dir) ? "Not a directory" : "No such file or directory";
        }
        if (!Files.isDirectory(dir)) {
            return "Not a directory";
        }
        return Files.isExecutable(dir) ? null : "Permission denied";
    }

    private static boolean belowFile(Path path) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                return !Files.isDirectory(above);
            }
        }
        return false;
    }

    /** Unlike Redis the file is not created: whoever only reads a configuration should leave nothing behind. */
    static @Nullable String logFile(String value, Path cwd) {
        if (value.isEmpty()) {
            return null;
        }
        Path file = FilePattern.resolve(cwd.toAbsolutePath(), value);
        if (file == null) {
            return "Can't open the log file: No such file or directory";
        }
        Path parent = file.getParent();
        if (Files.isDirectory(file)) {
            return "Can't open the log file: Is a directory";
        }
        if (parent != null && !Files.isDirectory(parent)) {
            return "Can't open the log file: " + (belowFile(file) ? "Not a directory" : "No such file or directory");
        }
        boolean writable = Files.exists(file) ? Files.isWritable(file) : parent != null && Files.isWritable(parent);
        return writable ? null : "Can't open the log file: Permission denied";
    }

    static @Nullable String hostName(String value) {
        if (value.length() > HOST_NAME_MAX) {
            return "Hostnames must be less than 256 characters";
        }
        return value.matches("[A-Za-z0-9.-]*")
                ? null
                : "Hostnames may only contain alphanumeric characters, hyphens or dots";
    }

    static @Nullable String processTitle(String template) {
        String error = "template format is invalid or contains unknown variables";
        StringBuilder title = new StringBuilder();
        for (int at = 0; at < template.length(); at++) {
            char c = template.charAt(at);
            if (c != '{' || template.startsWith("{{", at)) {
                title.append(c);
                at += c == '{' ? 1 : 0;
                continue;
            }
            int end = template.indexOf('}', at);
            String value = end < 0 ? null : TITLE_VARIABLES.get(template.substring(at + 1, end));
            if (value == null) {
                return error;
            }
            title.append(value);
            at = end;
        }
        return title.toString().isBlank() ? error : null;
    }
}
