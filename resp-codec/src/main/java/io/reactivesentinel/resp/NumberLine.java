package io.reactivesentinel.resp;

import io.netty.buffer.ByteBuf;

/**
 * The digits between a type byte and CRLF, read as they arrive: no text is kept, no byte is looked at twice.
 *
 * <p>A bad digit does not end the line; it is remembered, so that the caller decides at the end of the line, or when the
 * line is too long, which error that is.
 */
final class NumberLine {
    private static final int MAX_DIGITS = 20;

    private long value;
    private int length;
    private int digits;
    private boolean negative;
    private boolean plus;
    private boolean leadingZero;
    private boolean streamed;
    private boolean malformed;
    private boolean carriageReturn;

    void reset() {
        value = 0;
        length = 0;
        digits = 0;
        negative = false;
        plus = false;
        leadingZero = false;
        streamed = false;
        malformed = false;
        carriageReturn = false;
    }

    /** Reads up to and including LF; whether the line is complete. */
    boolean read(ByteBuf in) {
        while (in.isReadable()) {
            byte b = in.readByte();
            if (carriageReturn) {
                malformed |= b != '\n';
                return true;
            }
            if (b == '\r') {
                carriageReturn = true;
            } else {
                accept(b);
                length++;
            }
        }
        return false;
    }

    private void accept(byte b) {
        int digit = b - '0';
        if (digit >= 0 && digit <= 9) {
            // Collected as a negative number, because Long.MIN_VALUE has no positive counterpart.
            leadingZero |= digits == 1 && value == 0;
            digits++;
            if (digits > MAX_DIGITS || value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
                malformed = true;
            } else {
                value = value * 10 - digit;
            }
        } else if (length == 0 && b == '-') {
            negative = true;
        } else if (length == 0 && b == '+') {
            plus = true;
        } else if (length == 0 && b == '?') {
            streamed = true;
        } else {
            malformed = true;
        }
    }

    /** Bytes before CR so far. */
    int length() {
        return length;
    }

    /** Whether the line is a 64-bit number. */
    boolean isNumber() {
        return !malformed && !streamed && digits > 0 && (negative || value != Long.MIN_VALUE);
    }

    /** Whether the line is a number written the one way Redis accepts in requests: no plus, no leading zero, no -0. */
    boolean isCanonical() {
        return isNumber() && !plus && !leadingZero && !(negative && value == 0);
    }

    /** Whether the line is a lone question mark, the length of what is streamed. */
    boolean isStreamed() {
        return streamed && length == 1 && !malformed;
    }

    long value() {
        return negative ? value : -value;
    }
}
