package io.reactivesentinel.resp;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of the Redis serialization protocol, version 2 or 3.
 *
 * <p>Immutable and safe to hand to any thread. The record names follow the protocol specification.
 */
public sealed interface RespValue {

    /** A status reply, {@code +text}. */
    record SimpleString(String text) implements RespValue {
        /** The status reply {@code +OK}. */
        public static final SimpleString OK = new SimpleString("OK");

        /** The status reply {@code +PONG}. */
        public static final SimpleString PONG = new SimpleString("PONG");

        /** The status reply {@code +QUEUED}, to every command inside MULTI. */
        public static final SimpleString QUEUED = new SimpleString("QUEUED");

        @Override
        public @Nullable String asText() {
            return text;
        }
    }

    /** An error reply, {@code -message}; the first word of the message is its code, such as {@code ERR}. */
    record SimpleError(String message) implements RespValue {
        @Override
        public @Nullable String asError() {
            return message;
        }
    }

    /** A 64-bit signed integer, {@code :value}. */
    record Int(long value) implements RespValue {
        private static final Int[] SMALL = new Int[1024 + 128];

        static {
            for (int i = 0; i < SMALL.length; i++) {
                SMALL[i] = new Int(i - 128);
            }
        }

        /** The value from a cache when it is small (-128 to 1023), otherwise a new one. */
        public static Int of(long value) {
            return value >= -128 && value < 1024 ? SMALL[(int) value + 128] : new Int(value);
        }
    }

    /** A binary-safe string, {@code $length}. */
    record BulkString(RespBytes bytes) implements RespValue {
        @Override
        public @Nullable String asText() {
            return bytes.text();
        }
    }

    /** RESP3 binary-safe error, {@code !length}. */
    record BulkError(RespBytes bytes) implements RespValue {
        @Override
        public @Nullable String asError() {
            return bytes.text();
        }
    }

    /** RESP3 verbatim string, {@code =length}; {@code format} has three characters, such as {@code txt}. */
    record Verbatim(String format, RespBytes bytes) implements RespValue {
        @Override
        public @Nullable String asText() {
            return bytes.text();
        }
    }

    /** The absence of a value, in the three ways the protocol can write it. */
    enum Null implements RespValue {
        /** RESP3 {@code _}. */
        NULL,
        /** RESP2 null bulk string, {@code $-1}. */
        BULK,
        /** RESP2 null array, {@code *-1}. */
        ARRAY
    }

    /** RESP3 boolean, {@code #t} or {@code #f}. */
    enum Bool implements RespValue {
        /** {@code #t}. */
        TRUE,
        /** {@code #f}. */
        FALSE
    }

    /** RESP3 double, {@code ,value}, infinities and NaN included. */
    record DoubleNumber(double value) implements RespValue {}

    /** RESP3 big number, {@code (value}. */
    record BigNumber(BigInteger value) implements RespValue {}

    /** An array, {@code *count}. */
    record Array(List<RespValue> items) implements RespValue {
        /** The array without items. */
        public static final Array EMPTY = new Array(List.of());

        @Override
        public List<RespValue> elements() {
            return items;
        }
    }

    /** RESP3 set, {@code ~count}; the order is that of the wire. */
    record Set(List<RespValue> items) implements RespValue {
        @Override
        public List<RespValue> elements() {
            return items;
        }
    }

    /** RESP3 push, {@code >count}: out of band, never the answer to a request. */
    record Push(List<RespValue> items) implements RespValue {
        @Override
        public List<RespValue> elements() {
            return items;
        }
    }

    /** RESP3 map, {@code %count}; keys may be of any type and the order is that of the wire. */
    record MapValue(List<Entry> entries) implements RespValue {
        /** The map without entries. */
        public static final MapValue EMPTY = new MapValue(List.of());
    }

    /** One key and value of a map. */
    record Entry(RespValue key, RespValue value) {}

    /** A value with RESP3 attributes, {@code |count}, before it. */
    record Attributed(MapValue attributes, RespValue value) implements RespValue {}

    /** The value without its attributes; itself when it has none. */
    default RespValue bare() {
        return this instanceof Attributed attributed ? attributed.value().bare() : this;
    }

    /** The text of a simple, bulk or verbatim string; {@code null} for every other type. */
    default @Nullable String asText() {
        return null;
    }

    /** The text of an error, code included; {@code null} when this is no error. */
    default @Nullable String asError() {
        return null;
    }

    /** The items of an array, set or push; empty for every other type. */
    default List<RespValue> elements() {
        return List.of();
    }

    /** Whether this is one of the three nulls. */
    default boolean isNull() {
        return this instanceof Null;
    }

    /** A bulk string of the UTF-8 bytes of {@code text}. */
    static BulkString bulk(String text) {
        return new BulkString(RespBytes.of(text));
    }

    /** An array of bulk strings: the form in which every command is sent. */
    static Array command(List<String> words) {
        return new Array(words.stream().<RespValue>map(RespValue::bulk).toList());
    }
}
