package io.reactivesentinel.server.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A reply as it came over the wire: its type byte, and its text or its parts. The parts of a map are its keys and values in
 * turn, as RESP2 sends it; a null is a type without text.
 */
record Reply(char type, String text, List<Reply> parts) {
    private static final int INFO_PARTS = 10;

    static Reply scalar(char type, String text) {
        return new Reply(type, text, List.of());
    }

    boolean isAggregate() {
        return "*%~>".indexOf(type) >= 0 && !text.equals("nil");
    }

    boolean isError() {
        return type == '-';
    }

    private boolean isName(String name) {
        return type == '$' && text.equals(name);
    }

    /** In one line, with types. */
    String shown() {
        if (!isAggregate()) {
            return type + text.replace("\r", "\\r").replace("\n", "\\n");
        }
        return type + parts.stream().map(Reply::shown).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Only the types; errors and states say more than a value. */
    Reply typesOnly() {
        if (isAggregate()) {
            return new Reply(type, text, parts.stream().map(Reply::typesOnly).toList());
        }
        return type == '-' || type == '+' ? this : scalar(type, "<masked>");
    }

    /** With each INFO of a node shortened to which node's it is, and ages masked; the nodes in order. */
    Reply infos() {
        if (isAggregate()) {
            List<Reply> all = parts.stream().map(Reply::infos).toList();
            boolean nodes = !all.isEmpty() && all.stream().allMatch(Reply::isAggregate);
            return new Reply(type, text, nodes ? inOrder(all) : all);
        }
        if (text.indexOf('\n') >= 0) {
            return scalar(
                    type,
                    text.lines()
                            .filter(line -> line.matches("(tcp_port|role|run_id):.*"))
                            .collect(Collectors.joining(" ", "INFO ", "")));
        }
        return type == ':' ? scalar(type, "<masked>") : this;
    }

    private static List<Reply> inOrder(List<Reply> all) {
        return all.stream().sorted(Comparator.comparing(Reply::shown)).toList();
    }

    /** With its parts in alphabetical order. */
    Reply sortedParts() {
        return new Reply(type, text, inOrder(parts));
    }

    /** With the values behind these names replaced by the names, in maps as well as in lines of text. */
    Reply masked(Set<String> names) {
        if (!isAggregate()) {
            return scalar(type, maskedText(names));
        }
        List<Reply> masked = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Reply part = parts.get(i);
            boolean value = i % 2 == 1 && parts.get(i - 1).type == '$' && names.contains(parts.get(i - 1).text);
            masked.add(value && !part.isAggregate() ? scalar(part.type, "<masked>") : part.masked(names));
        }
        return new Reply(type, text, masked);
    }

    private String maskedText(Set<String> names) {
        if (text.indexOf('\n') < 0) {
            return text;
        }
        String result = text;
        for (String name : names) {
            result = result.replaceAll("(?m)^" + name + ":[^\r\n]*", name + ":<masked>")
                    .replaceAll("(?m)(^| )" + name + "=[^ \n]*", "$1" + name + "=<masked>");
        }
        return result;
    }

    /** Without what these names stand for: items of lists, entries of maps, fields in lines of text. */
    Reply without(Predicate<String> names) {
        if (!isAggregate()) {
            return text.indexOf('\n') < 0 ? this : scalar(type, textWithout(names));
        }
        List<Reply> left = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Reply part = parts.get(i);
            boolean named = part.type == '$' && names.test(part.text);
            boolean described = part.isAggregate()
                    && !part.parts.isEmpty()
                    && part.parts.get(0).type == '$'
                    && names.test(part.parts.get(0).text);
            if (named && i + 1 < parts.size() && parts.get(i + 1).isAggregate()) {
                i++;
            } else if (!named && !described) {
                left.add(part.without(names));
            }
        }
        return new Reply(type, text, left);
    }

    private String textWithout(Predicate<String> names) {
        StringBuilder left = new StringBuilder();
        for (String line : text.split("(?<=\n)", -1)) {
            int colon = line.indexOf(':');
            if (line.contains("=") && (colon < 0 || line.indexOf('=') < colon)) {
                for (String field : line.split("(?<= )", -1)) {
                    left.append(names.test(field.substring(0, Math.max(0, field.indexOf('=')))) ? "" : field);
                }
                left.append(left.length() > 0 && left.charAt(left.length() - 1) == '\n' ? "" : "\n");
            } else if (colon < 0 || !names.test(line.substring(0, colon))) {
                left.append(line);
            }
        }
        return left.toString().replace(" \n", "\n");
    }

    /** With names, descriptions of commands and entries of maps in alphabetical order, where the order means nothing. */
    Reply sorted() {
        return sorted(true);
    }

    private Reply sorted(boolean outermost) {
        if (!isAggregate()) {
            return this;
        }
        List<Reply> all = parts.stream().map(part -> part.sorted(false)).toList();
        boolean names = outermost && all.stream().allMatch(part -> part.type == '$');
        boolean described = all.stream().allMatch(Reply::isDescription);
        if (names || described) {
            all = inOrder(all);
        } else if (isDocumentation()) {
            List<List<Reply>> pairs = new ArrayList<>();
            for (int i = 0; i + 1 < all.size(); i += 2) {
                pairs.add(List.of(all.get(i), all.get(i + 1)));
            }
            pairs.sort(Comparator.comparing(pair -> pair.get(0).text));
            all = pairs.stream().flatMap(List::stream).toList();
        }
        return new Reply(type, text, all);
    }

    /** What COMMAND INFO says of one command. */
    private boolean isDescription() {
        return isAggregate() && parts.size() == INFO_PARTS && parts.get(0).type == '$';
    }

    /** What COMMAND DOCS says of several commands: names and, behind each, what begins with its summary. */
    private boolean isDocumentation() {
        return parts.size() > 1
                && parts.size() % 2 == 0
                && parts.get(1).isAggregate()
                && !parts.get(1).parts.isEmpty()
                && parts.get(1).parts.get(0).isName("summary");
    }
}
