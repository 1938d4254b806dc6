package io.reactivesentinel.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import io.reactivesentinel.resp.RespValue.Array;
import io.reactivesentinel.resp.RespValue.Attributed;
import io.reactivesentinel.resp.RespValue.BigNumber;
import io.reactivesentinel.resp.RespValue.Bool;
import io.reactivesentinel.resp.RespValue.BulkError;
import io.reactivesentinel.resp.RespValue.DoubleNumber;
import io.reactivesentinel.resp.RespValue.Entry;
import io.reactivesentinel.resp.RespValue.Int;
import io.reactivesentinel.resp.RespValue.MapValue;
import io.reactivesentinel.resp.RespValue.Null;
import io.reactivesentinel.resp.RespValue.Push;
import io.reactivesentinel.resp.RespValue.SimpleError;
import io.reactivesentinel.resp.RespValue.SimpleString;
import io.reactivesentinel.resp.RespValue.Verbatim;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespDecoderTest {

    private static RespValue bulk(String text) {
        return RespValue.bulk(text);
    }

    private static Array array(RespValue... items) {
        return new Array(List.of(items));
    }

    private static MapValue map(RespValue key, RespValue value) {
        return new MapValue(List.of(new Entry(key, value)));
    }

    static Stream<Arguments> everyType() {
        return Stream.of(
                arguments("+\r\n", new SimpleString("")),
                arguments("+hello world\r\n", new SimpleString("hello world")),
                arguments("+OK\r\n", SimpleString.OK),
                arguments("-ERR no such thing\r\n", new SimpleError("ERR no such thing")),
                arguments(":0\r\n", new Int(0)),
                arguments(":+7\r\n", new Int(7)),
                arguments(":-1000\r\n", new Int(-1000)),
                arguments(":9223372036854775807\r\n", new Int(Long.MAX_VALUE)),
                arguments(":-9223372036854775808\r\n", new Int(Long.MIN_VALUE)),
                arguments("$0\r\n\r\n", bulk("")),
                arguments("$5\r\nhello\r\n", bulk("hello")),
                arguments("$4\r\n\r\n\r\n\r\n", bulk("\r\n\r\n")),
                arguments("$-1\r\n", Null.BULK),
                arguments("*-1\r\n", Null.ARRAY),
                arguments("_\r\n", Null.NULL),
                arguments("#t\r\n", Bool.TRUE),
                arguments("#f\r\n", Bool.FALSE),
                arguments(",1.5\r\n", new DoubleNumber(1.5)),
                arguments(",10\r\n", new DoubleNumber(10)),
                arguments(",-1.5e-7\r\n", new DoubleNumber(-1.5e-7)),
                arguments(",inf\r\n", new DoubleNumber(Double.POSITIVE_INFINITY)),
                arguments(",-inf\r\n", new DoubleNumber(Double.NEGATIVE_INFINITY)),
                arguments(",nan\r\n", new DoubleNumber(Double.NaN)),
                arguments(
                        "(3492890328409238509324850943850943825024385\r\n",
                        new BigNumber(new BigInteger("3492890328409238509324850943850943825024385"))),
                arguments("!21\r\nSYNTAX invalid syntax\r\n", new BulkError(RespBytes.of("SYNTAX invalid syntax"))),
                arguments("=15\r\ntxt:Some string\r\n", new Verbatim("txt", RespBytes.of("Some string"))),
                arguments("*0\r\n", Array.EMPTY),
                arguments("*2\r\n$1\r\na\r\n:1\r\n", array(bulk("a"), new Int(1))),
                arguments("*2\r\n*1\r\n*0\r\n*-1\r\n", array(array(Array.EMPTY), Null.ARRAY)),
                arguments(
                        "~2\r\n+a\r\n+b\r\n", new RespValue.Set(List.of(new SimpleString("a"), new SimpleString("b")))),
                arguments("~0\r\n", new RespValue.Set(List.of())),
                arguments(
                        ">2\r\n+message\r\n+x\r\n",
                        new Push(List.of(new SimpleString("message"), new SimpleString("x")))),
                arguments("%0\r\n", MapValue.EMPTY),
                arguments("%1\r\n+k\r\n*1\r\n:1\r\n", map(new SimpleString("k"), array(new Int(1)))),
                arguments("%1\r\n%1\r\n:1\r\n:2\r\n#t\r\n", map(map(new Int(1), new Int(2)), Bool.TRUE)),
                arguments(
                        "|1\r\n+ttl\r\n:3\r\n$1\r\nx\r\n",
                        new Attributed(map(new SimpleString("ttl"), new Int(3)), bulk("x"))),
                arguments("|0\r\n:1\r\n", new Attributed(MapValue.EMPTY, new Int(1))),
                arguments(
                        "*2\r\n:1\r\n|1\r\n+a\r\n|1\r\n+b\r\n:2\r\n:3\r\n*1\r\n:4\r\n",
                        array(
                                new Int(1),
                                new Attributed(
                                        map(
                                                new SimpleString("a"),
                                                new Attributed(map(new SimpleString("b"), new Int(2)), new Int(3))),
                                        array(new Int(4))))),
                arguments("$?\r\n;4\r\nHell\r\n;5\r\no wor\r\n;1\r\nd\r\n;0\r\n", bulk("Hello word")),
                arguments("$?\r\n;0\r\n", bulk("")),
                arguments("*?\r\n:1\r\n*?\r\n.\r\n+x\r\n.\r\n", array(new Int(1), Array.EMPTY, new SimpleString("x"))),
                arguments("%?\r\n+a\r\n:1\r\n.\r\n", map(new SimpleString("a"), new Int(1))),
                arguments("~?\r\n:1\r\n.\r\n", new RespValue.Set(List.of(new Int(1)))),
                arguments(">?\r\n:1\r\n.\r\n", new Push(List.of(new Int(1)))),
                arguments("*1\r\n$?\r\n;2\r\nab\r\n;0\r\n", array(bulk("ab"))));
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void everyTypeIsDecoded(String wire, RespValue expected) {
        assertThat(Wire.decode(wire)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void aCutAtAnyByteChangesNothing(String wire, RespValue expected) {
        for (int cut = 1; cut < wire.length(); cut++) {
            RespDecoder decoder = new RespDecoder(RespLimits.client());
            assertThat(decoder.decode(Wire.bytes(wire.substring(0, cut))))
                    .as("first %d", cut)
                    .isNull();
            assertThat(decoder.isInsideValue()).isTrue();
            ByteBuf rest = Wire.bytes(wire.substring(cut) + "+next\r\n");
            assertThat(decoder.decode(rest)).as("cut at %d", cut).isEqualTo(expected);
            assertThat(decoder.isInsideValue()).isFalse();
            assertThat(decoder.decode(rest)).isEqualTo(new SimpleString("next"));
        }
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void oneByteAtATimeChangesNothing(String wire, RespValue expected) {
        RespDecoder decoder = new RespDecoder(RespLimits.client());
        for (int i = 0; i < wire.length() - 1; i++) {
            assertThat(decoder.decode(Wire.bytes(wire.substring(i, i + 1)))).isNull();
        }
        assertThat(decoder.decode(Wire.bytes("\n"))).isEqualTo(expected);
    }

    @Test
    void commonRepliesAreSharedConstants() {
        assertThat(Wire.decode("+PONG\r\n")).isSameAs(SimpleString.PONG);
        assertThat(Wire.decode("+OK\r\n")).isSameAs(SimpleString.OK);
        assertThat(Wire.decode("+QUEUED\r\n")).isSameAs(SimpleString.QUEUED);
        assertThat(Wire.decode(":1\r\n")).isSameAs(Int.of(1));
        assertThat(Wire.decode("*0\r\n")).isSameAs(Array.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '`',
            value = {
                "? ^ unknown type '?'",
                ":\\r\\n ^ invalid integer",
                ":1a\\r\\n ^ invalid integer",
                ":--1\\r\\n ^ invalid integer",
                ":9223372036854775808\\r\\n ^ invalid integer",
                ":-9223372036854775809\\r\\n ^ invalid integer",
                ":1\\rx ^ invalid integer",
                "+a\\rb ^ CR without LF",
                "+a\\nb\\r\\n ^ LF without CR",
                "$-5\\r\\n ^ invalid bulk length",
                "$x\\r\\n ^ invalid bulk length",
                "$2147483647\\r\\n ^ invalid bulk length",
                "$1\\r\\nab ^ invalid bulk length",
                "!-1\\r\\n ^ invalid bulk length",
                "=2\\r\\nab\\r\\n ^ invalid verbatim string",
                "=5\\r\\nabcde\\r\\n ^ invalid verbatim string",
                "*2147483647\\r\\n ^ invalid multibulk length",
                "*-2\\r\\n ^ invalid multibulk length",
                "%-1\\r\\n ^ invalid multibulk length",
                "%2147483647\\r\\n ^ invalid multibulk length",
                "|?\\r\\n ^ invalid multibulk length",
                "#x\\r\\n ^ invalid boolean",
                "_x\\r\\n ^ invalid null",
                ",0x1p3\\r\\n ^ invalid double",
                ",1d\\r\\n ^ invalid double",
                ",Infinity\\r\\n ^ invalid double",
                "(12x\\r\\n ^ invalid big number",
                ".\\r\\n ^ unexpected end of stream",
                "*1\\r\\n.\\r\\n ^ unexpected end of stream",
                "%?\\r\\n:1\\r\\n.\\r\\n ^ unexpected end of stream",
                "*?\\r\\n|0\\r\\n.\\r\\n ^ unexpected end of stream",
                "$?\\r\\n:1\\r\\n ^ expected ';' in a streamed string",
                "$?\\r\\n;-1\\r\\n ^ invalid bulk length",
            })
    void malformedInputIsRefused(String escaped, String message) {
        String wire = escaped.replace("\\r", "\r").replace("\\n", "\n");
        RespDecoder decoder = new RespDecoder(RespLimits.client());
        assertThatThrownBy(() -> Wire.decodeAll(decoder, Wire.bytes(wire)))
                .isInstanceOf(RespProtocolException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> decoder.decode(Wire.bytes("+OK\r\n")))
                .as("stays broken")
                .isInstanceOf(RespProtocolException.class)
                .hasMessage(message);
    }

    private static void refused(RespLimits limits, String wire, String message) {
        assertThatThrownBy(() -> Wire.decodeAll(new RespDecoder(limits), Wire.bytes(wire)))
                .isInstanceOf(RespProtocolException.class)
                .hasMessage(message);
    }

    @Test
    void everyLimitIsKeptExactly() {
        RespLimits limits = new RespLimits(10, 3, 4, 100, 20);
        Wire.decodeAll(new RespDecoder(limits), Wire.bytes("$10\r\n0123456789\r\n*4\r\n:1\r\n:1\r\n:1\r\n:1\r\n"));
        refused(limits, "$11\r\n", "invalid bulk length");
        refused(limits, "$?\r\n;6\r\n012345\r\n;5\r\n", "invalid bulk length");
        refused(limits, "*5\r\n", "invalid multibulk length");
        refused(limits, "%3\r\n", "invalid multibulk length");
        refused(limits, "*?\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n", "invalid multibulk length");
        Wire.decodeAll(new RespDecoder(limits), Wire.bytes("*1\r\n*1\r\n*1\r\n:1\r\n"));
        refused(limits, "*1\r\n*1\r\n*1\r\n*1\r\n", "too deep nesting");
        refused(limits, "|1\r\n+a\r\n|1\r\n+b\r\n|1\r\n+c\r\n|1\r\n", "too deep nesting");
        refused(
                limits,
                "*4\r\n" + ("+" + "a".repeat(20) + "\r\n").repeat(3) + "*4\r\n:1\r\n:1\r\n+" + "a".repeat(20) + "\r\n",
                "too big reply");
        refused(limits.withMaxFrameBytes(14), "*2\r\n$10\r\n", "invalid bulk length");
        refused(limits, "+" + "a".repeat(21), "too big line");
        refused(limits, ":" + "0".repeat(21), "too big line");
        refused(RespLimits.client(), "(" + "1".repeat(5000) + "\r\n", "too big number");
    }

    @Test
    void deepNestingNeedsNoStack() {
        RespLimits limits = RespLimits.client().withMaxDepth(1_000_000);
        RespDecoder decoder = new RespDecoder(limits);
        assertThat(decoder.decode(Wire.bytes("*1\r\n".repeat(100_000)))).isNull();
        assertThat(decoder.decode(Wire.bytes(":1\r\n"))).isInstanceOf(Array.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$8000000\r\n", "=8000000\r\n", "*262144\r\n", "%131072\r\n", "$?\r\n;8000000\r\n"})
    void aDeclaredSizeAllocatesNothing(String header) {
        // Four thousand connections that each announce 8 MB would need 32 GB; what they sent is 12 bytes each.
        for (int i = 0; i < 4000; i++) {
            RespDecoder decoder = new RespDecoder(RespLimits.client());
            KEPT[i] = decoder;
            assertThat(decoder.decode(Wire.bytes(header + (header.startsWith("*") ? "" : "$1"))))
                    .isNull();
        }
    }

    private static final RespDecoder[] KEPT = new RespDecoder[4000];
}
