package io.reactivesentinel.engine.internal.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Files named by a shell pattern with {@code *}, {@code ?} and {@code [a-z]} in any part of the path. */
final class FilePattern {

    private FilePattern() {}

    /** A path relative to another; {@code null} if the text cannot name a file, because it holds a NUL for instance. */
    static @Nullable Path resolve(Path cwd, String text) {
        try {
            return cwd.resolve(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /**
     * The files in the order of their names, without directories; a path without a pattern is returned whether it exists or
     * not.
     */
    static List<Path> expand(Path cwd, String pattern) throws IOException {
        if (!isPattern(pattern)) {
            Path file = resolve(cwd, pattern);
            if (file == null) {
                throw new NoSuchFileException(pattern);
            }
            return List.of(file);
        }
        boolean absolute = pattern.startsWith("/");
        List<Path> found = List.of(absolute ? Path.of("/") : cwd);
        for (String part : pattern.split("/+", -1)) {
            if (!part.isEmpty()) {
                found = step(found, part);
            }
        }
        return found.stream().filter(path -> !Files.isDirectory(path)).toList();
    }

    private static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    private static List<Path> step(List<Path> directories, String part) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path directory : directories) {
            if (!isPattern(part)) {
                Path path = resolve(directory, part);
                if (path != null && Files.exists(path)) {
                    found.add(path);
                }
            } else if (Files.isDirectory(directory)) {
                Pattern names = regex(part);
                List<Path> matching = new ArrayList<>();
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                    for (Path entry : entries) {
                        String name = String.valueOf(entry.getFileName());
                        boolean hidden = name.startsWith(".") && !part.startsWith(".");
                        if (!hidden && names.matcher(name).matches()) {
                            matching.add(entry);
                        }
                    }
                }
                matching.sort(null);
                found.addAll(matching);
            }
        }
        return found;
    }

    private static Pattern regex(String part) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int close = c == '[' ? part.indexOf(']', i + 2) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                String set = part.substring(i + 1, close);
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            return Pattern.compile(Pattern.quote(part));
        }
    }
}
