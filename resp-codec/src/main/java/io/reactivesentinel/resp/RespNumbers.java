package io.reactivesentinel.resp;

import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers between their text on the wire and their value. */
final class RespNumbers {
    // Double.parseDouble also takes hexadecimal, type suffixes and blanks, which the protocol does not know.
    private static final Pattern DOUBLE = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final int MAX_DOUBLE_LENGTH = 512;
    private static final double EXACT_INTEGERS = 1e15;

    private RespNumbers() {}

    static double parseDouble(String text) {
        switch (text) {
            case "inf", "+inf" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf" -> {
                return Double.NEGATIVE_INFINITY;
            }
            case "nan", "-nan" -> {
                return Double.NaN;
            }
            default -> {
                if (text.length() > MAX_DOUBLE_LENGTH || !DOUBLE.matcher(text).matches()) {
                    throw new RespProtocolException("invalid double");
                }
                return Double.parseDouble(text);
            }
        }
    }

    static String formatDouble(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == Math.rint(value) && Math.abs(value) < EXACT_INTEGERS && Double.compare(value, -0.0) != 0) {
            return Long.toString((long) value);
        }
        return Double.compare(value, -0.0) == 0
                ? "-0"
                : new BigDecimal(Double.toString(value)).stripTrailingZeros().toString();
    }

    /** Writes decimal digits straight into the buffer. */
    static void write(long value, ByteBuf out) {
        if (value < 0) {
            out.writeByte('-');
        } else if (value < 10) {
            out.writeByte('0' + (int) value);
            return;
        }
        // The remainders of a negative number, because Long.MIN_VALUE has no positive counterpart.
        long rest = value < 0 ? value : -value;
        int digits = 1;
        for (long r = rest / 10; r != 0; r /= 10) {
            digits++;
        }
        out.ensureWritable(digits);
        int start = out.writerIndex();
        for (int i = start + digits - 1; i >= start; i--) {
            out.setByte(i, '0' - (int) (rest % 10));
            rest /= 10;
        }
        out.writerIndex(start + digits);
    }
}
