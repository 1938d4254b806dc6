package io.reactivesentinel.engine.internal.store;

import java.nio.charset.StandardCharsets;

/**
 * Words of a configuration file as Java text, without losing a byte.
 *
 * <p>The file is handled as ISO-8859-1 ("raw": one char per byte); a word is UTF-8. Bytes that are no UTF-8 become lone
 * surrogates U+DC80 to U+DCFF and turn into the same bytes when written, so that a password in any encoding survives.
 * Any other lone surrogate is written in the three bytes UTF-8 would use, so that every Java string reads back equal.
 */
final class ConfBytes {

    private static final int BYTE_ESCAPE = 0xDC00;

    private ConfBytes() {}

    /** Raw bytes as text. */
    static String decode(String raw) {
        if (isAscii(raw)) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        int at = 0;
        while (at < raw.length()) {
            int length = sequenceLength(raw, at);
            if (length == 0) {
                text.append((char) (BYTE_ESCAPE | raw.charAt(at)));
                at++;
            } else {
                text.appendCodePoint(codePoint(raw, at, length));
                at += length;
            }
        }
        return text.toString();
    }

    /** Text as raw bytes; {@link #decode} gives the same text back. */
    static String encode(String text) {
        if (isAscii(text)) {
            return text;
        }
        String raw = encode(text, true);
        // Escaped bytes that stand side by side may happen to form UTF-8: then the long form keeps them apart.
        return decode(raw).equals(text) ? raw : encode(text, false);
    }

    private static String encode(String text, boolean escapedBytes) {
        StringBuilder raw = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (escapedBytes && point >= BYTE_ESCAPE + 0x80 && point <= BYTE_ESCAPE + 0xFF) {
                raw.append((char) (point & 0xFF));
            } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                raw.append((char) (0xE0 | (point >> 12)));
                raw.append((char) (0x80 | ((point >> 6) & 0x3F)));
                raw.append((char) (0x80 | (point & 0x3F)));
            } else {
                byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
                raw.append(new String(bytes, StandardCharsets.ISO_8859_1));
            }
        }
        return raw.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Length of the well-formed sequence at a place, 0 if there is none. */
    private static int sequenceLength(String raw, int at) {
        int first = raw.charAt(at);
        int length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (at + length > raw.length()) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((raw.charAt(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        int point = length == 0 ? 0 : codePoint(raw, at, length);
        boolean tooLong = (length == 3 && point < 0x800) || (length == 4 && (point < 0x10000 || point > 0x10FFFF));
        return tooLong ? 0 : length;
    }

    private static int codePoint(String raw, int at, int length) {
        int first = raw.charAt(at);
        if (length == 1) {
            return first;
        }
        int point = first & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            point = (point << 6) | (raw.charAt(at + i) & 0x3F);
        }
        return point;
    }
}
