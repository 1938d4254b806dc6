package io.reactivesentinel.resp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A command typed as a line of text, up to LF, and the quoting rules by which Redis splits it.
 *
 * <p>A word may be quoted: {@code "…"} knows the escapes n, r, t, b, a and xHH after a backslash, {@code '…'} only the
 * escaped single quote. A closing quote must end the word. What stands behind a NUL is
 * not looked at; Redis never sees the end of such a line, and waits.
 */
final class InlineLine {
    private static final int KEPT_CAPACITY = 256;

    private final int maxLength;
    private final int maxWords;
    private byte[] line = new byte[64];
    private int length;

    private int position;
    private byte[] word = new byte[64];
    private int wordLength;

    InlineLine(int maxLength, int maxWords) {
        this.maxLength = maxLength;
        this.maxWords = maxWords;
    }

    void reset() {
        length = 0;
        if (line.length > KEPT_CAPACITY) {
            line = new byte[KEPT_CAPACITY];
        }
        if (word.length > KEPT_CAPACITY) {
            word = new byte[KEPT_CAPACITY];
        }
    }

    /** Bytes of the line that have come. */
    int length() {
        return length;
    }

    /** Reads up to and including LF; whether the line is complete. */
    boolean read(ByteBuf in) {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        int count = end < 0 ? in.readableBytes() : end - in.readerIndex();
        if (count > maxLength - length) {
            throw new RespProtocolException("too big inline request");
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, line.length * 2));
        }
        in.readBytes(line, length, count);
        length += count;
        if (end < 0) {
            return false;
        }
        in.skipBytes(1);
        return true;
    }

    /** The words of the line; none when it is blank. */
    List<RespBytes> words() {
        List<RespBytes> words = new ArrayList<>(4);
        position = 0;
        while (true) {
            while (isSpace(current())) {
                position++;
            }
            if (current() == 0) {
                return words;
            }
            if (words.size() == maxWords) {
                throw new RespProtocolException("too big inline request");
            }
            words.add(nextWord());
        }
    }

    private RespBytes nextWord() {
        wordLength = 0;
        while (true) {
            int c = current();
            switch (c) {
                case ' ', '\n', '\r', '\t', 0 -> {
                    return wordLength == 0 ? RespBytes.EMPTY : RespBytes.wrap(Arrays.copyOf(word, wordLength));
                }
                case '"', '\'' -> {
                    quoted(c);
                    return wordLength == 0 ? RespBytes.EMPTY : RespBytes.wrap(Arrays.copyOf(word, wordLength));
                }
                default -> {
                    append(c);
                    position++;
                }
            }
        }
    }

    private void quoted(int quote) {
        position++;
        while (current() != quote) {
            int c = current();
            if (c == 0) {
                throw unbalanced();
            }
            position++;
            if (c != '\\') {
                append(c);
            } else if (quote == '"') {
                escaped();
            } else if (current() == '\'') {
                append('\'');
                position++;
            } else {
                append(c);
            }
        }
        position++;
        if (current() != 0 && !isSpace(current())) {
            throw unbalanced();
        }
    }

    /** What follows a backslash between double quotes. */
    private void escaped() {
        int c = current();
        if (c == 0) {
            throw unbalanced();
        }
        int high = c == 'x' ? hex(position + 1) : -1;
        int low = high >= 0 ? hex(position + 2) : -1;
        if (low >= 0) {
            append(high * 16 + low);
            position += 3;
            return;
        }
        append(
                switch (c) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'a' -> 7;
                    default -> c;
                });
        position++;
    }

    private int hex(int index) {
        return index < length ? Character.digit(line[index] & 0xff, 16) : -1;
    }

    /** The byte at the position, and 0 behind the end. */
    private int current() {
        return position < length ? line[position] & 0xff : 0;
    }

    private void append(int b) {
        if (wordLength == word.length) {
            word = Arrays.copyOf(word, wordLength * 2);
        }
        word[wordLength++] = (byte) b;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static RespProtocolException unbalanced() {
        return new RespProtocolException("unbalanced quotes in request");
    }
}
