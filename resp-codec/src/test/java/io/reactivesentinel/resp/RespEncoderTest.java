package io.reactivesentinel.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RespEncoderTest {

    private static final MapValue MAP = new MapValue(List.of(new Entry(RespValue.bulk("k"), Bool.TRUE)));

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(SimpleString.OK, "+OK\r\n", "+OK\r\n"),
                arguments(new SimpleError("ERR x"), "-ERR x\r\n", "-ERR x\r\n"),
                arguments(new Int(0), ":0\r\n", ":0\r\n"),
                arguments(new Int(-10), ":-10\r\n", ":-10\r\n"),
                arguments(new Int(Long.MIN_VALUE), ":-9223372036854775808\r\n", ":-9223372036854775808\r\n"),
                arguments(new Int(Long.MAX_VALUE), ":9223372036854775807\r\n", ":9223372036854775807\r\n"),
                arguments(RespValue.bulk("é"), "$2\r\nÃ©\r\n", "$2\r\nÃ©\r\n"),
                arguments(
                        RespValue.command(List.of("A", "b")),
                        "*2\r\n$1\r\nA\r\n$1\r\nb\r\n",
                        "*2\r\n$1\r\nA\r\n$1\r\nb\r\n"),
                arguments(Null.NULL, "_\r\n", "$-1\r\n"),
                arguments(Null.BULK, "_\r\n", "$-1\r\n"),
                arguments(Null.ARRAY, "_\r\n", "*-1\r\n"),
                arguments(Bool.TRUE, "#t\r\n", ":1\r\n"),
                arguments(Bool.FALSE, "#f\r\n", ":0\r\n"),
                arguments(new DoubleNumber(1.5), ",1.5\r\n", "$3\r\n1.5\r\n"),
                arguments(new DoubleNumber(3), ",3\r\n", "$1\r\n3\r\n"),
                arguments(new DoubleNumber(-0.0), ",-0\r\n", "$2\r\n-0\r\n"),
                arguments(new DoubleNumber(Double.NEGATIVE_INFINITY), ",-inf\r\n", "$4\r\n-inf\r\n"),
                arguments(new DoubleNumber(Double.NaN), ",nan\r\n", "$3\r\nnan\r\n"),
                arguments(new BigNumber(BigInteger.TEN), "(10\r\n", "$2\r\n10\r\n"),
                arguments(new BulkError(RespBytes.of("ERR a\nb")), "!7\r\nERR a\nb\r\n", "-ERR a b\r\n"),
                arguments(new Verbatim("txt", RespBytes.of("hi")), "=6\r\ntxt:hi\r\n", "$2\r\nhi\r\n"),
                arguments(MAP, "%1\r\n$1\r\nk\r\n#t\r\n", "*2\r\n$1\r\nk\r\n:1\r\n"),
                arguments(new RespValue.Set(List.of(new Int(1))), "~1\r\n:1\r\n", "*1\r\n:1\r\n"),
                arguments(new Push(List.of(new Int(1))), ">1\r\n:1\r\n", "*1\r\n:1\r\n"),
                arguments(new Attributed(MAP, new Int(1)), "|1\r\n$1\r\nk\r\n#t\r\n:1\r\n", ":1\r\n"),
                arguments(new SimpleString("a\r\n+b\nc\r"), "+a  +b c \r\n", "+a  +b c \r\n"),
                arguments(new SimpleError("ERR\r\n$-1"), "-ERR  $-1\r\n", "-ERR  $-1\r\n"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyValueIsWrittenForBothVersions(RespValue value, String version3, String version2) {
        assertThat(Wire.encode(value, 3)).isEqualTo(version3);
        assertThat(Wire.encode(value, 2)).isEqualTo(version2);
        assertThat(RespEncoder.estimatedSize(value)).isPositive();
    }

    @Test
    void aCommandIsAnArrayOfBulkStrings() {
        ByteBuf out = Unpooled.buffer();
        RespEncoder.encode(RespCommand.of("SENTINEL", "get-master-addr-by-name", ""), out);
        assertThat(out.toString(StandardCharsets.US_ASCII))
                .isEqualTo("*3\r\n$8\r\nSENTINEL\r\n$23\r\nget-master-addr-by-name\r\n$0\r\n\r\n");
    }
}
