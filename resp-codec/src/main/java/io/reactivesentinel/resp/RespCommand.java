package io.reactivesentinel.resp;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A command: its name and arguments, as sent to a server or as received by one. At least one word; immutable; any thread.
 *
 * <p>A command that is sent again and again, such as {@code PING}, is best kept in a constant.
 */
public final class RespCommand {
    /** What a word takes beside its content, roughly. */
    static final int BYTES_PER_WORD = 64;

    private final List<RespBytes> words;

    private RespCommand(List<RespBytes> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a command has at least one word");
        }
        this.words = words;
    }

    /** The command of these words, in UTF-8. */
    public static RespCommand of(String... words) {
        return of(List.of(words));
    }

    /** The command of these words, in UTF-8. */
    public static RespCommand of(List<String> words) {
        return new RespCommand(words.stream().map(RespBytes::of).toList());
    }

    /** The command of these words. */
    public static RespCommand ofBytes(List<RespBytes> words) {
        return new RespCommand(List.copyOf(words));
    }

    /** The command of a list that is not changed any more; spares the copy. */
    static RespCommand adopt(List<RespBytes> words) {
        return new RespCommand(Collections.unmodifiableList(words));
    }

    /** All words; the first is the name. */
    public List<RespBytes> words() {
        return words;
    }

    /** Number of words, the name included. */
    public int size() {
        return words.size();
    }

    /** What it takes in memory, in bytes and roughly. */
    public int heldBytes() {
        int held = words.size() * BYTES_PER_WORD;
        for (RespBytes word : words) {
            held += word.length();
        }
        return held;
    }

    /** The word at {@code index} read as UTF-8; 0 is the name. */
    public String text(int index) {
        return words.get(index).text();
    }

    /** The name as it was written. */
    public String name() {
        return text(0);
    }

    /** All words read as UTF-8. */
    public List<String> texts() {
        return words.stream().map(RespBytes::text).toList();
    }

    /** Whether the name is {@code name}, in any case of its ASCII letters; allocates nothing. */
    public boolean isNamed(String name) {
        return wordIs(0, name);
    }

    /** Whether the word at {@code index} is {@code word}, in any case of its ASCII letters; false when there is none. */
    public boolean wordIs(int index, String word) {
        if (index >= words.size()) {
            return false;
        }
        RespBytes bytes = words.get(index);
        if (bytes.length() != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (lower(bytes.at(i)) != lower(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RespCommand that && words.equals(that.words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }

    /** The name and the number of arguments; never an argument, which may be a password. */
    @Override
    public String toString() {
        return words.stream().limit(1).map(RespBytes::text).collect(Collectors.joining()) + " (" + (size() - 1)
                + " arguments)";
    }
}
