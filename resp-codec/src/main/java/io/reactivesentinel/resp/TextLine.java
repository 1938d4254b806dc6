package io.reactivesentinel.resp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes up to CRLF of a simple string and its like, gathered in an array that is used again for the next line. */
final class TextLine {
    private static final int KEPT_CAPACITY = 256;

    private final int maxLength;
    private byte[] bytes = new byte[64];
    private int length;
    private boolean carriageReturn;

    TextLine(int maxLength) {
        this.maxLength = maxLength;
    }

    void reset() {
        length = 0;
        carriageReturn = false;
        if (bytes.length > KEPT_CAPACITY) {
            bytes = new byte[KEPT_CAPACITY];
        }
    }

    /** Reads up to and including LF; whether the line is complete. */
    boolean read(ByteBuf in) {
        if (!carriageReturn) {
            int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\r');
            append(in, end < 0 ? in.readableBytes() : end - in.readerIndex());
            if (end < 0) {
                return false;
            }
            in.skipBytes(1);
            carriageReturn = true;
        }
        if (!in.isReadable()) {
            return false;
        }
        if (in.readByte() != '\n') {
            throw new RespProtocolException("CR without LF");
        }
        return true;
    }

    private void append(ByteBuf in, int count) {
        if (count > maxLength - length) {
            throw new RespProtocolException("too big line");
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        for (int i = length; i < length + count; i++) {
            byte b = in.readByte();
            if (b == '\n') {
                throw new RespProtocolException("LF without CR");
            }
            bytes[i] = b;
        }
        length += count;
    }

    int length() {
        return length;
    }

    byte at(int index) {
        return bytes[index];
    }

    boolean is(byte[] expected) {
        return Arrays.equals(bytes, 0, length, expected, 0, expected.length);
    }

    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
