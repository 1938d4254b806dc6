package io.reactivesentinel.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivesentinel.resp.RespValue.Array;
import io.reactivesentinel.resp.RespValue.Attributed;
import io.reactivesentinel.resp.RespValue.BigNumber;
import io.reactivesentinel.resp.RespValue.Bool;
import io.reactivesentinel.resp.RespValue.BulkError;
import io.reactivesentinel.resp.RespValue.BulkString;
import io.reactivesentinel.resp.RespValue.DoubleNumber;
import io.reactivesentinel.resp.RespValue.Entry;
import io.reactivesentinel.resp.RespValue.Int;
import io.reactivesentinel.resp.RespValue.MapValue;
import io.reactivesentinel.resp.RespValue.Null;
import io.reactivesentinel.resp.RespValue.Push;
import io.reactivesentinel.resp.RespValue.SimpleError;
import io.reactivesentinel.resp.RespValue.SimpleString;
import io.reactivesentinel.resp.RespValue.Verbatim;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RespPropertiesTest {

    private static final String ALPHABET = "+-:$*%~>|!=,(#_.;?tf0123456789-aix\"'\\ \r\n\r\n\r\n";

    @Provide
    Arbitrary<RespValue> values() {
        return nested(3);
    }

    private static Arbitrary<RespValue> nested(int depth) {
        Arbitrary<RespValue> scalar = scalars();
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<RespValue> inner = Arbitraries.lazy(() -> nested(depth - 1));
        Arbitrary<List<RespValue>> items = inner.list().ofMaxSize(4);
        Arbitrary<MapValue> maps = Combinators.combine(inner, inner)
                .as(Entry::new)
                .list()
                .ofMaxSize(3)
                .map(MapValue::new);
        return Arbitraries.oneOf(
                scalar,
                items.map(Array::new),
                items.map(RespValue.Set::new),
                items.map(Push::new),
                maps.map(map -> map),
                Combinators.combine(maps, inner).as(Attributed::new));
    }

    private static Arbitrary<RespValue> scalars() {
        Arbitrary<String> line = Arbitraries.strings().excludeChars('\r', '\n').withCharRange('\0', '\uD7FF');
        Arbitrary<RespBytes> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(RespBytes::wrap);
        return Arbitraries.oneOf(
                line.map(SimpleString::new),
                line.map(SimpleError::new),
                Arbitraries.longs().map(Int::new),
                bytes.map(BulkString::new),
                bytes.map(BulkError::new),
                bytes.map(b -> new Verbatim("txt", b)),
                Arbitraries.doubles().map(DoubleNumber::new),
                Arbitraries.bigIntegers().map(BigNumber::new),
                Arbitraries.of(Bool.TRUE, Bool.FALSE, Null.NULL));
    }

    @Property(tries = 500)
    void whatIsEncodedIsDecodedHoweverItIsCut(@ForAll("values") RespValue value, @ForAll Random random) {
        ByteBuf wire = Unpooled.buffer();
        RespEncoder.encode(value, 3, wire);
        RespDecoder decoder = new RespDecoder(RespLimits.client());
        RespValue decoded = null;
        while (wire.isReadable()) {
            assertThat(decoded).isNull();
            decoded = decoder.decode(wire.readSlice(1 + random.nextInt(Math.min(64, wire.readableBytes()))));
        }
        assertThat(decoded).isEqualTo(value);
    }

    @Property(tries = 500)
    void versionTwoIsAlwaysReadable(@ForAll("values") RespValue value) {
        ByteBuf wire = Unpooled.buffer();
        RespEncoder.encode(value, 2, wire);
        RespDecoder decoder = new RespDecoder(RespLimits.client());
        assertThat(decoder.decode(wire)).isNotNull();
        assertThat(wire.isReadable()).isFalse();
    }

    @Property(tries = 500)
    void commandsSurviveTheWire(@ForAll("commands") List<RespBytes> words) {
        ByteBuf wire = Unpooled.buffer();
        RespEncoder.encode(RespCommand.ofBytes(words), wire);
        assertThat(new RequestDecoder(RespLimits.server()).decode(wire)).isEqualTo(RespCommand.ofBytes(words));
    }

    @Provide
    Arbitrary<List<RespBytes>> commands() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(50)
                .map(RespBytes::wrap)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<byte[]> garbage() {
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        // Bytes that mean something to a decoder get further than noise does.
        Arbitrary<byte[]> likely = Arbitraries.of(
                        ALPHABET.chars().mapToObj(c -> (byte) c).toList())
                .array(byte[].class)
                .ofMaxSize(200);
        return Arbitraries.oneOf(any, likely);
    }

    @Property(tries = 5000)
    void garbageIsAValueOrAProtocolErrorWholeOrCut(@ForAll("garbage") byte[] bytes, @ForAll Random random) {
        List<Object> whole = replies(Unpooled.wrappedBuffer(bytes), () -> bytes.length);
        List<Object> cut = replies(Unpooled.wrappedBuffer(bytes), () -> 1 + random.nextInt(7));
        assertThat(cut).isEqualTo(whole);
        assertThat(requests(Unpooled.wrappedBuffer(bytes), () -> 1 + random.nextInt(7)))
                .isEqualTo(requests(Unpooled.wrappedBuffer(bytes), () -> bytes.length));
    }

    private interface Piece {
        int length();
    }

    private static List<Object> replies(ByteBuf in, Piece piece) {
        RespDecoder decoder = new RespDecoder(RespLimits.client());
        return outcomes(in, piece, decoder::decode);
    }

    private static List<Object> requests(ByteBuf in, Piece piece) {
        RequestDecoder decoder = new RequestDecoder(RespLimits.server());
        return outcomes(in, piece, decoder::decode);
    }

    private interface Decode {
        Object next(ByteBuf in);
    }

    private static List<Object> outcomes(ByteBuf in, Piece piece, Decode decode) {
        List<Object> outcomes = new ArrayList<>();
        try {
            while (in.isReadable()) {
                ByteBuf part = in.readSlice(Math.min(piece.length(), in.readableBytes()));
                Object outcome;
                while ((outcome = decode.next(part)) != null) {
                    outcomes.add(outcome);
                }
                assertThat(part.isReadable()).as("everything is consumed").isFalse();
            }
        } catch (RespProtocolException e) {
            outcomes.add(e.getMessage());
        }
        return outcomes;
    }
}
