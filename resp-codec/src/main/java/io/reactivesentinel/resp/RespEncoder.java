package io.reactivesentinel.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.reactivesentinel.resp.RespValue.Attributed;
import io.reactivesentinel.resp.RespValue.BigNumber;
import io.reactivesentinel.resp.RespValue.Bool;
import io.reactivesentinel.resp.RespValue.BulkError;
import io.reactivesentinel.resp.RespValue.BulkString;
import io.reactivesentinel.resp.RespValue.DoubleNumber;
import io.reactivesentinel.resp.RespValue.Int;
import io.reactivesentinel.resp.RespValue.MapValue;
import io.reactivesentinel.resp.RespValue.Null;
import io.reactivesentinel.resp.RespValue.Push;
import io.reactivesentinel.resp.RespValue.SimpleError;
import io.reactivesentinel.resp.RespValue.SimpleString;
import io.reactivesentinel.resp.RespValue.Verbatim;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes values and commands as bytes.
 *
 * <p>For version 2, what it does not know becomes what Redis sends there: a map a flat array,
 * a set or push an array, a boolean 1 or 0, a double, big number or verbatim string a bulk string, a bulk error a simple
 * one; attributes are left out. For version 3 all nulls are {@code _}.
 *
 * <p>A CR or LF inside a simple string or error becomes a blank, so that no text can ever break the framing.
 *
 * <p><b>Threading</b>: stateless; any thread, as far as the buffer allows. Nested values are written recursively: they
 * come from a program, or from a decoder that bounds their depth.
 */
public final class RespEncoder {
    private static final byte[] NULL = ascii("_\r\n");
    private static final byte[] NULL_BULK = ascii("$-1\r\n");
    private static final byte[] NULL_ARRAY = ascii("*-1\r\n");
    private static final int PER_VALUE = 16;

    private RespEncoder() {}

    /**
     * Appends a value.
     *
     * @param value what to write
     * @param version 2 or 3
     * @param out where to append; grows as needed
     */
    public static void encode(RespValue value, int version, ByteBuf out) {
        if (value instanceof SimpleString simple) {
            line('+', simple.text(), out);
        } else if (value instanceof BulkString bulk) {
            blob('$', bulk.bytes(), out);
        } else if (value instanceof Int number) {
            header(':', number.value(), out);
        } else if (value instanceof RespValue.Array array) {
            sequence('*', array.items(), version, out);
        } else if (value instanceof SimpleError error) {
            line('-', error.message(), out);
        } else if (value instanceof Push push) {
            sequence(version == 2 ? '*' : '>', push.items(), version, out);
        } else if (value instanceof MapValue map) {
            map('%', map, version, out);
        } else if (value instanceof RespValue.Set set) {
            sequence(version == 2 ? '*' : '~', set.items(), version, out);
        } else if (value instanceof Attributed attributed) {
            if (version != 2) {
                map('|', attributed.attributes(), version, out);
            }
            encode(attributed.value(), version, out);
        } else {
            encodeRare(value, version, out);
        }
    }

    private static void encodeRare(RespValue value, int version, ByteBuf out) {
        if (value instanceof Null absent) {
            byte[] wire = absent == Null.ARRAY ? NULL_ARRAY : NULL_BULK;
            out.writeBytes(version == 2 ? wire : NULL);
        } else if (value instanceof Bool bool) {
            if (version == 2) {
                header(':', bool == Bool.TRUE ? 1 : 0, out);
            } else {
                line('#', bool == Bool.TRUE ? "t" : "f", out);
            }
        } else if (value instanceof DoubleNumber number) {
            scalar(',', RespNumbers.formatDouble(number.value()), version, out);
        } else if (value instanceof BigNumber number) {
            scalar('(', number.value().toString(), version, out);
        } else if (value instanceof BulkError error) {
            if (version == 2) {
                line('-', error.bytes().text(), out);
            } else {
                blob('!', error.bytes(), out);
            }
        } else if (value instanceof Verbatim verbatim) {
            verbatim(verbatim, version, out);
        } else {
            throw new AssertionError(value.getClass());
        }
    }

    /** Appends a command as an array of bulk strings, the one form that every version and server reads. */
    public static void encode(RespCommand command, ByteBuf out) {
        List<RespBytes> words = command.words();
        header('*', words.size(), out);
        for (int i = 0; i < words.size(); i++) {
            blob('$', words.get(i), out);
        }
    }

    /** About how many bytes the value takes, for sizing a buffer or accounting for what waits; never zero. */
    public static long estimatedSize(RespValue value) {
        if (value instanceof BulkString bulk) {
            return PER_VALUE + (long) bulk.bytes().length();
        }
        if (value instanceof SimpleString simple) {
            return PER_VALUE + (long) simple.text().length();
        }
        if (value instanceof SimpleError error) {
            return PER_VALUE + (long) error.message().length();
        }
        if (value instanceof BulkError error) {
            return PER_VALUE + (long) error.bytes().length();
        }
        if (value instanceof Verbatim verbatim) {
            return PER_VALUE + (long) verbatim.bytes().length();
        }
        if (value instanceof Attributed attributed) {
            return estimatedSize(attributed.attributes()) + estimatedSize(attributed.value());
        }
        long size = PER_VALUE;
        for (RespValue item : value.elements()) {
            size += estimatedSize(item);
        }
        if (value instanceof MapValue map) {
            for (RespValue.Entry entry : map.entries()) {
                size += estimatedSize(entry.key()) + estimatedSize(entry.value());
            }
        }
        return size;
    }

    /** About how many bytes the command takes. */
    public static long estimatedSize(RespCommand command) {
        long size = PER_VALUE;
        List<RespBytes> words = command.words();
        for (int i = 0; i < words.size(); i++) {
            size += PER_VALUE + words.get(i).length();
        }
        return size;
    }

    private static void sequence(char type, List<RespValue> items, int version, ByteBuf out) {
        header(type, items.size(), out);
        for (int i = 0; i < items.size(); i++) {
            encode(items.get(i), version, out);
        }
    }

    private static void map(char type, MapValue map, int version, ByteBuf out) {
        List<RespValue.Entry> entries = map.entries();
        if (version == 2) {
            header('*', entries.size() * 2L, out);
        } else {
            header(type, entries.size(), out);
        }
        for (int i = 0; i < entries.size(); i++) {
            encode(entries.get(i).key(), version, out);
            encode(entries.get(i).value(), version, out);
        }
    }

    private static void verbatim(Verbatim verbatim, int version, ByteBuf out) {
        if (version == 2) {
            blob('$', verbatim.bytes(), out);
            return;
        }
        byte[] format = verbatim.format().getBytes(StandardCharsets.UTF_8);
        header('=', format.length + 1L + verbatim.bytes().length(), out);
        out.writeBytes(format).writeByte(':');
        write(verbatim.bytes(), out);
        crlf(out);
    }

    /** A number: a line in version 3, a bulk string in version 2. */
    private static void scalar(char type, String digits, int version, ByteBuf out) {
        if (version == 2) {
            header('$', digits.length(), out);
            out.writeCharSequence(digits, StandardCharsets.US_ASCII);
            crlf(out);
        } else {
            line(type, digits, out);
        }
    }

    private static void header(char type, long number, ByteBuf out) {
        out.writeByte(type);
        RespNumbers.write(number, out);
        crlf(out);
    }

    private static void blob(char type, RespBytes bytes, ByteBuf out) {
        header(type, bytes.length(), out);
        write(bytes, out);
        crlf(out);
    }

    private static void write(RespBytes bytes, ByteBuf out) {
        out.writeBytes(bytes.array(), bytes.offset(), bytes.length());
    }

    private static void line(char type, String text, ByteBuf out) {
        out.writeByte(type);
        boolean plain = text.indexOf('\r') < 0 && text.indexOf('\n') < 0;
        ByteBufUtil.writeUtf8(out, plain ? text : text.replace('\r', ' ').replace('\n', ' '));
        crlf(out);
    }

    private static void crlf(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
