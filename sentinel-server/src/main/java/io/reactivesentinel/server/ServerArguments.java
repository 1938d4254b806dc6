package io.reactivesentinel.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line asks for, read as {@code redis-sentinel} reads it: {@code FILE [--directive value …] [-]}.
 *
 * <p>Every {@code --directive value …} becomes one line that counts as if it stood after the end of the file, so the last
 * word wins. Nothing is judged here: an unknown directive or a bad value is the configuration parser's to refuse, in the
 * same words as for a line of the file.
 */
sealed interface ServerArguments {

    /**
     * Run a Sentinel.
     *
     * @param configFile the absolute path of its {@code sentinel.conf}, empty when none was named
     * @param readStdin whether lines from the standard input follow those of the file
     * @param optionLines configuration lines made of the options, in order
     * @param reserved our own options with their values; an option without a value has an empty one
     */
    record Run(
            Optional<Path> configFile,
            boolean readStdin,
            List<String> optionLines,
            Map<ReservedOption, String> reserved)
            implements ServerArguments {
        public Run {
            optionLines = List.copyOf(optionLines);
            reserved = Map.copyOf(reserved);
        }
    }

    /** Print a page and exit. */
    enum Page implements ServerArguments {
        /** {@code --version}. */
        VERSION,
        /** {@code --help}. */
        HELP
    }

    /**
     * Reads a command line.
     *
     * @param arguments without the name of the program
     * @param workingDirectory what a relative path is relative to, absolute
     * @throws StartFailure if a path cannot be one, or one of our own options lacks its value
     */
    static ServerArguments parse(List<String> arguments, Path workingDirectory) {
        if (!arguments.isEmpty()) {
            switch (arguments.get(0)) {
                case "-v", "--version" -> {
                    return Page.VERSION;
                }
                case "-h", "--help" -> {
                    return Page.HELP;
                }
                default -> {
                    // A file or a directive.
                }
            }
        }
        return new Reader(arguments, workingDirectory).read();
    }

    /** One pass over the arguments. */
    final class Reader {
        private final List<String> arguments;
        private final Path workingDirectory;
        private final List<String> lines = new ArrayList<>();
        private final Map<ReservedOption, String> reserved = new EnumMap<>(ReservedOption.class);
        private boolean readStdin;
        /** False while a directive still lacks its first word, which may then begin with dashes itself. */
        private boolean optionMayBegin = true;

        private Reader(List<String> arguments, Path workingDirectory) {
            this.arguments = arguments;
            this.workingDirectory = workingDirectory;
        }

        private ServerArguments read() {
            Optional<Path> configFile = Optional.empty();
            int next = 0;
            if (!arguments.isEmpty() && !arguments.get(0).startsWith("-")) {
                configFile = Optional.of(absolute(arguments.get(0), workingDirectory));
                next = 1;
            }
            for (; next < arguments.size(); next++) {
                String argument = arguments.get(next);
                boolean last = next == arguments.size() - 1;
                if (argument.equals("-") && (next == 0 || last)) {
                    readStdin = true;
                } else if (optionMayBegin && argument.startsWith("--")) {
                    Optional<ReservedOption> own = ReservedOption.named(argument);
                    if (own.isPresent()) {
                        next = takeReserved(own.get(), next);
                    } else if (argument.equals("--help")) {
                        return Page.HELP;
                    } else if (argument.equals("--version")) {
                        return Page.VERSION;
                    } else {
                        beginDirective(argument, last || arguments.get(next + 1).startsWith("--"));
                    }
                } else {
                    addWord(argument);
                }
            }
            lines.removeIf(line -> line.strip().equalsIgnoreCase("sentinel"));
            lines.replaceAll(String::strip);
            return new Run(configFile, readStdin, lines, reserved);
        }

        private int takeReserved(ReservedOption option, int at) {
            if (!option.takesValue()) {
                reserved.put(option, "");
                return at;
            }
            if (at + 1 == arguments.size()) {
                throw new StartFailure("Option " + option.option() + " needs a value (see --help)");
            }
            reserved.put(option, arguments.get(at + 1));
            return at + 1;
        }

        /**
         * Begins a line. Two directives may stand without a value before the next option: {@code --sentinel}, which is
         * then only a mode switch, and {@code --save}, which then means an empty list.
         */
        private void beginDirective(String argument, boolean noValueFollows) {
            String directive = argument.substring(2);
            lines.add(directive);
            if (directive.strip().contains(" ")) {
                return; // Name and value in one argument, such as "--port 26380".
            }
            switch (directive.toLowerCase(Locale.ROOT)) {
                case "sentinel" -> optionMayBegin = noValueFollows;
                case "save" -> {
                    optionMayBegin = noValueFollows;
                    if (noValueFollows) {
                        append("\"\"");
                    }
                }
                default -> optionMayBegin = false;
            }
        }

        private void addWord(String word) {
            if (lines.isEmpty()) {
                lines.add(quoted(word));
            } else {
                append(quoted(word));
            }
            optionMayBegin = true;
        }

        private void append(String text) {
            lines.set(lines.size() - 1, lines.get(lines.size() - 1) + " " + text);
        }
    }

    /** The word in double quotes, with what a configuration line could not hold otherwise escaped. */
    static String quoted(String word) {
        StringBuilder text = new StringBuilder(word.length() + 2).append('"');
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\u0007' -> text.append("\\a");
                default -> {
                    if (c < ' ' || c == '\u007f') {
                        text.append("\\x")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.append('"').toString();
    }

    /** The absolute form of a path; leading {@code ..} are resolved, since the directory may change later. */
    private static Path absolute(String file, Path workingDirectory) {
        try {
            Path path = Path.of(file);
            Path base = workingDirectory;
            while (!path.isAbsolute() && path.getNameCount() > 1 && path.startsWith("..")) {
                path = path.subpath(1, path.getNameCount());
                Path parent = base.getParent();
                base = parent == null ? base : parent;
            }
            return base.resolve(path);
        } catch (InvalidPathException e) {
            throw new StartFailure("Fatal error, can't open config file '" + file + "': " + e.getReason());
        }
    }
}
