package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a configuration file with everything it includes, and checks its ordinary directives; the {@code sentinel} lines
 * are left for {@link SentinelLines}.
 */
final class ConfReader {

    /** Files that may include one another; a file that includes itself ends here instead of in a full stack. */
    static final int MAX_INCLUDE_DEPTH = 16;

    private final List<ConfLine> sentinelLines = new ArrayList<>();
    private final Map<String, List<List<String>>> directives = new LinkedHashMap<>();
    private final CommandNames commandNames = new CommandNames();
    private Path cwd = Path.of("").toAbsolutePath();

    /** Reads a file and then the extra lines, which count on where the file ends. */
    static ConfReader read(Path file, List<String> extraLines) {
        ConfReader reader = new ConfReader();
        List<String> lines = ConfText.splitLines(content(file.toAbsolutePath()));
        refuseCutOff(lines);
        if (!extraLines.isEmpty()) {
            extraLines.forEach(line -> lines.addAll(ConfText.splitLines(ConfBytes.encode(line))));
        }
        reader.readLines(lines, 0);
        return reader;
    }

    /** The {@code sentinel} lines in the order found. */
    List<ConfLine> sentinelLines() {
        return sentinelLines;
    }

    /** Values of every other directive: per primary name the words of each of its lines. */
    Map<String, List<List<String>>> directives() {
        return directives;
    }

    /** What relative paths are relative to: {@code dir} where one is given. */
    Path cwd() {
        return cwd;
    }

    /** A file's bytes, one char each. */
    static String content(Path file) {
        if (Files.isDirectory(file)) {
            throw cannotOpen(file.toString(), "Is a directory");
        }
        try {
            return new String(DurableFile.read(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw cannotOpen(file.toString(), Errno.text(e));
        }
    }

    private static ConfigException cannotOpen(String file, String reason) {
        return new ConfigException("Fatal error, can't open config file '" + file + "': " + reason);
    }

    /**
     * Refuses a file that a Sentinel has written and something has cut off since: starting from the rest would forget
     * votes. Sentinel writes the current epoch after the epochs of the masters and ends with a line feed.
     */
    private static void refuseCutOff(List<String> lines) {
        int last = lines.size() - 1;
        boolean signed = false;
        boolean hasId = false;
        boolean hasEpoch = false;
        for (int i = 0; i <= last; i++) {
            String line = ConfLine.trim(lines.get(i)).toLowerCase(Locale.ROOT);
            signed |= line.equals(ConfText.SIGNATURE.toLowerCase(Locale.ROOT));
            hasId |= line.startsWith("sentinel myid ");
            hasEpoch |= line.startsWith("sentinel current-epoch ");
        }
        String end = ConfLine.trim(lines.get(last));
        if (signed && end.toLowerCase(Locale.ROOT).startsWith("sentinel ")) {
            throw new ConfigException(
                    last + 1,
                    ConfBytes.decode(end),
                    "The file seems cut off: a Sentinel wrote it, but this line has no end. Restore the file, or end the"
                            + " line if it is whole.");
        }
        if (signed && hasId && !hasEpoch) {
            throw new ConfigException(
                    last + 1,
                    ConfBytes.decode(end),
                    "The file seems cut off: a Sentinel wrote it, but its current-epoch is missing. Restore the file, or"
                            + " remove its myid line to start as a new Sentinel.");
        }
    }

    private void readLines(List<String> lines, int depth) {
        for (int i = 0; i < lines.size(); i++) {
            String text = ConfLine.trim(lines.get(i));
            if (text.isEmpty() || text.charAt(0) == '#') {
                continue;
            }
            List<String> words = text.indexOf('\0') < 0 ? ConfWords.split(text) : List.of();
            ConfLine line = new ConfLine(i + 1, text, words == null ? List.of() : words, depth > 0);
            if (words == null) {
                throw line.error("Unbalanced quotes in configuration line");
            }
            if (text.indexOf('\0') >= 0) {
                throw line.error("The line holds a NUL byte: the file is damaged");
            }
            if (!words.isEmpty()) {
                accept(line, depth);
            }
        }
        checkLogFile();
    }

    /** Only the last one is opened, and only when all lines have been read. */
    private void checkLogFile() {
        List<List<String>> logFiles = directives.getOrDefault("logfile", List.of());
        String error = logFiles.isEmpty()
                ? null
                : TextChecks.logFile(logFiles.get(logFiles.size() - 1).get(0), cwd);
        if (error != null) {
            throw ConfigException.ofFile(error);
        }
    }

    private void accept(ConfLine line, int depth) {
        List<String> words = line.words();
        String name = Directives.primaryName(words.get(0));
        boolean judgedAtEnd = name.equals("logfile") && words.size() == 2;
        String error = judgedAtEnd ? null : Directives.check(words, cwd);
        if (error == null && name.equals("rename-command")) {
            error = commandNames.rename(words.get(1), words.get(2));
        }
        if (error != null) {
            throw line.error(error);
        }
        if (name.equals("sentinel")) {
            if (words.size() > 1) {
                sentinelLines.add(line);
            }
            return;
        }
        if (name.equals("include")) {
            include(line, depth);
            return;
        }
        if (name.equals("dir")) {
            cwd = cwd.resolve(words.get(1)).normalize();
        }
        directives.computeIfAbsent(name, key -> new ArrayList<>()).add(List.copyOf(Directives.arguments(words)));
    }

    private void include(ConfLine line, int depth) {
        if (depth == MAX_INCLUDE_DEPTH) {
            throw line.error("include is nested more than " + MAX_INCLUDE_DEPTH + " files deep");
        }
        String pattern = line.words().get(1);
        if (pattern.isEmpty()) {
            throw cannotOpen(pattern, "No such file or directory");
        }
        List<Path> files;
        try {
            files = FilePattern.expand(cwd, pattern);
        } catch (IOException e) {
            throw cannotOpen(pattern, Errno.text(e));
        }
        for (Path file : files) {
            readLines(ConfText.splitLines(content(file)), depth + 1);
        }
    }
}
