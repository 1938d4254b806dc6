package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.resp.RespBytes;
import java.util.OptionalLong;

/** Reads the words of commands the way Redis does. */
final class Words {
    private static final int MAX_INTEGER_LENGTH = 20;

    private Words() {}

    /**
     * A whole number in the only way Redis accepts one: decimal, 64 bits, no blanks, no {@code +}, no leading zeros.
     */
    static OptionalLong integer(RespBytes word) {
        if (word.length() == 0 || word.length() > MAX_INTEGER_LENGTH) {
            return OptionalLong.empty();
        }
        String text = word.text();
        try {
            long value = Long.parseLong(text);
            // Every number has exactly one accepted spelling.
            return Long.toString(value).equals(text) ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The text with its ASCII letters in lower case: the form in which names are looked up. */
    static String lowerCase(RespBytes word) {
        byte[] bytes = word.toByteArray();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                bytes[i] = (byte) (bytes[i] + 'a' - 'A');
            }
        }
        return RespBytes.wrap(bytes).text();
    }

    /** Whether the word is {@code expected}, in any case of its ASCII letters. */
    static boolean is(RespBytes word, String expected) {
        return word.length() == expected.length() && lowerCase(word).equals(expected);
    }

    /** Whether the bytes are UTF-8, so that nothing is lost when they are kept as text. */
    static boolean isText(RespBytes word) {
        return RespBytes.of(word.text()).equals(word);
    }

    /** Whether all bytes are printable ASCII other than a blank; true when there are none. */
    static boolean isPlain(RespBytes word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.at(i) < '!' || word.at(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** The first bytes of a word as C prints them: at most {@code max}, none from the first NUL on. */
    static String head(RespBytes word, int max) {
        int length = 0;
        while (length < word.length() && length < max && word.at(length) != 0) {
            length++;
        }
        return word.slice(0, length).text();
    }
}
