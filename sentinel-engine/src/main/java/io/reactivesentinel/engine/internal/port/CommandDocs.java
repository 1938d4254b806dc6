package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The documentation of the commands, read out of {@link CommandDocsTable} when it is asked for the first time.
 *
 * <p>Names, types and order of the arguments are those of Redis, since clients build their prompts from them.
 */
final class CommandDocs {
    private static final RespValue DEPRECATED = new RespValue.Set(List.of(new RespValue.SimpleString("deprecated")));

    /** Commands that another one has replaced, with the version since which and the other's name. */
    private static final Map<String, List<String>> REPLACED =
            Map.of("sentinel|slaves", List.of("5.0.0", "`SENTINEL REPLICAS`"));

    /** What is told of one command. */
    private record Doc(List<String> tips, String group, String complexity, String summary, RespValue.Array arguments) {}

    private static final class Holder {
        static final Map<String, Doc> DOCS = new HashMap<>();
        static final Map<String, List<RespValue>> HISTORY = new HashMap<>();

        static {
            CommandDocsTable.LINES.lines().forEach(line -> {
                String[] parts = line.split(" ; ", -1);
                if (parts.length == 1) {
                    String[] event = line.split(" ! ", 2);
                    String[] words = event[1].split(" ", 2);
                    HISTORY.computeIfAbsent(event[0], name -> new ArrayList<>())
                            .add(new RespValue.Array(List.of(RespValue.bulk(words[0]), RespValue.bulk(words[1]))));
                } else {
                    List<String> tips = parts[1].equals("-") ? List.of() : List.of(parts[1].split(","));
                    String complexity =
                            switch (parts[3]) {
                                case "-" -> "";
                                case "*" -> "Depends on subcommand.";
                                default -> parts[3];
                            };
                    DOCS.put(
                            parts[0],
                            new Doc(tips, parts[2], complexity, parts[5].strip(), arguments(parts[4].strip())));
                }
            });
        }

        private static RespValue.Array arguments(String text) {
            return text.equals("-") ? RespValue.Array.EMPTY : new Reader(text).list();
        }
    }

    private CommandDocs() {}

    /** Hints for clients that distribute commands. */
    static List<String> tips(CommandTable.Entry entry) {
        return doc(entry).map(Doc::tips).orElse(List.of());
    }

    /** The documentation of a command, its subcommands included. */
    static RespValue of(CommandTable.Entry entry) {
        Fields fields = new Fields();
        Optional<Doc> doc = doc(entry);
        fields.text("summary", doc.map(Doc::summary).orElse(""));
        fields.text("since", entry.row().since());
        fields.text("group", doc.map(Doc::group).orElse("server"));
        doc.map(Doc::complexity).filter(text -> !text.isEmpty()).ifPresent(text -> fields.text("complexity", text));
        List<String> replaced = REPLACED.get(entry.fullName());
        if (replaced != null) {
            fields.put("doc_flags", DEPRECATED);
            fields.text("deprecated_since", replaced.get(0));
            fields.text("replaced_by", replaced.get(1));
        }
        List<RespValue> history = Holder.HISTORY.get(entry.fullName());
        if (history != null) {
            fields.put("history", new RespValue.Set(history));
        }
        doc.map(Doc::arguments)
                .filter(arguments -> !arguments.items().isEmpty())
                .ifPresent(arguments -> fields.put("arguments", arguments));
        if (!entry.subcommands().isEmpty()) {
            fields.put("subcommands", byName(CommandTable.subcommands(entry), CommandDocs::of));
        }
        return fields.map();
    }

    /** A map from the full names of commands to what is told of them. */
    static RespValue byName(List<CommandTable.Entry> entries, Function<CommandTable.Entry, RespValue> told) {
        return new RespValue.MapValue(entries.stream()
                .map(entry -> new RespValue.Entry(RespValue.bulk(entry.fullName()), told.apply(entry)))
                .toList());
    }

    private static Optional<Doc> doc(CommandTable.Entry entry) {
        return Optional.ofNullable(Holder.DOCS.get(entry.fullName()));
    }

    /** A map as it grows. */
    private static final class Fields {
        private final List<RespValue.Entry> entries = new ArrayList<>();

        void put(String name, RespValue value) {
            entries.add(new RespValue.Entry(RespValue.bulk(name), value));
        }

        void text(String name, String value) {
            put(name, RespValue.bulk(value));
        }

        RespValue map() {
            return new RespValue.MapValue(List.copyOf(entries));
        }
    }

    /** Reads the arguments of one command. */
    private static final class Reader {
        private static final String MARKS = "=@^~?*+() ";
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        /** Arguments up to the end or to the closing parenthesis. */
        RespValue.Array list() {
            List<RespValue> arguments = new ArrayList<>();
            at = afterBlanks();
            while (at < text.length() && text.charAt(at) != ')') {
                arguments.add(argument());
                at = afterBlanks();
            }
            return new RespValue.Array(List.copyOf(arguments));
        }

        /** Long lines of the table are broken, which leaves more than one blank. */
        private int afterBlanks() {
            int next = at;
            while (next < text.length() && text.charAt(next) == ' ') {
                next++;
            }
            return next;
        }

        private RespValue argument() {
            Fields fields = new Fields();
            fields.text("name", word());
            skip('=');
            fields.text("type", word());
            part('@', "token", fields);
            part('^', "since", fields);
            part('~', "deprecated_since", fields);
            List<RespValue> flags = new ArrayList<>();
            flag('?', "optional", flags);
            flag('*', "multiple", flags);
            flag('+', "multiple_token", flags);
            if (!flags.isEmpty()) {
                fields.put("flags", new RespValue.Set(flags));
            }
            if (skip('(')) {
                fields.put("arguments", list());
                skip(')');
            }
            return fields.map();
        }

        private void part(char mark, String name, Fields fields) {
            if (skip(mark)) {
                fields.text(name, word());
            }
        }

        private void flag(char mark, String name, List<RespValue> flags) {
            if (skip(mark)) {
                flags.add(new RespValue.SimpleString(name));
            }
        }

        private boolean skip(char mark) {
            boolean there = at < text.length() && text.charAt(at) == mark;
            at += there ? 1 : 0;
            return there;
        }

        private String word() {
            int from = at;
            while (at < text.length() && MARKS.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }
    }
}
