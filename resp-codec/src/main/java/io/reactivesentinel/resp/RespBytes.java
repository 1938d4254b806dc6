package io.reactivesentinel.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable view of a run of bytes: the content of a bulk string.
 *
 * <p>A view, because the decoder copies a frame out of the network buffer once and lets all its strings share that copy.
 * Whoever keeps a small string of a large frame for long should keep {@link #text()} instead, so that the frame can be
 * collected.
 */
public final class RespBytes {

    /** No bytes. */
    public static final RespBytes EMPTY = new RespBytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private RespBytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** The UTF-8 bytes of {@code text}. */
    public static RespBytes of(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A view of the whole of {@code array}, which the caller must not change any more. */
    public static RespBytes wrap(byte[] array) {
        return new RespBytes(array, 0, array.length);
    }

    /** A view of a part of {@code array}, which the caller must not change any more. */
    public static RespBytes wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return new RespBytes(array, offset, length);
    }

    /** Number of bytes. */
    public int length() {
        return length;
    }

    /** The byte at {@code index}, counted from 0. */
    public byte at(int index) {
        Objects.checkIndex(index, length);
        return array[offset + index];
    }

    /** The bytes read as UTF-8; a malformed sequence becomes U+FFFD. */
    public String text() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    /** A view of {@code count} bytes from {@code from}; no copy. */
    public RespBytes slice(int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        return new RespBytes(array, offset + from, count);
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** The array behind the view; for the encoder, which reads and never writes. */
    byte[] array() {
        return array;
    }

    /** Where the view starts in {@link #array()}. */
    int offset() {
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RespBytes that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return text();
    }
}
