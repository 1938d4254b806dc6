package io.reactivesentinel.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivesentinel.fuzz.Corpus;
import io.reactivesentinel.fuzz.Fuzz;
import io.reactivesentinel.fuzz.Mutation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * Valid bytes that were damaged: what a decoder makes of them does not depend on how they are cut, is a value or a protocol
 * error, and takes no more memory than has arrived.
 */
class DecoderFuzzTest {
    /** What a decoder may allocate at once: less than any limit that a length could be falsified to. */
    private static final int FREE_BYTES = 32 * 1024;

    private static final int BYTES_PER_BYTE = 256;

    private static final List<String> WORDS = List.of(
            "PING",
            "SENTINEL",
            "masters",
            "AUTH",
            "HELLO",
            "3",
            "",
            "*",
            "mymaster",
            "SET",
            "$3",
            "\r\n",
            "GET",
            "\"",
            "'");

    private interface Decode {
        Object next(ByteBuf in);
    }

    @Test
    void requestsThatWereDamaged() {
        Fuzz.run(4_000, random -> checkRequests(Mutation.some(requests(random), random), random));
    }

    @Test
    void repliesThatWereDamaged() {
        Fuzz.run(4_000, random -> checkReplies(Mutation.some(replies(random), random), random));
    }

    @Test
    void whatWasFoundOnceIsReadEachTime() {
        for (byte[] input : Corpus.read(DecoderFuzzTest.class, "/fuzz/requests.txt")) {
            Fuzz.times(3, random -> checkRequests(input, random));
        }
        for (byte[] input : Corpus.read(DecoderFuzzTest.class, "/fuzz/replies.txt")) {
            Fuzz.times(3, random -> checkReplies(input, random));
        }
    }

    private static void checkRequests(byte[] bytes, Random random) {
        for (boolean trusted : new boolean[] {true, false}) {
            check(bytes, random, () -> {
                RequestDecoder decoder = new RequestDecoder(RespLimits.server());
                decoder.authenticated(trusted);
                return decoder::decode;
            });
        }
    }

    private static void checkReplies(byte[] bytes, Random random) {
        List<Object> outcomes = check(bytes, random, () -> new RespDecoder(RespLimits.client())::decode);
        for (Object outcome : outcomes) {
            if (outcome instanceof RespValue value) {
                readsBack(value);
            }
        }
    }

    /** What was decoded can be encoded, in both versions, and in the newer one says the same. */
    private static void readsBack(RespValue value) {
        ByteBuf two = Unpooled.buffer();
        RespEncoder.encode(value, 2, two);
        assertThat(new RespDecoder(RespLimits.client()).decode(two)).isNotNull();
        assertThat(two.isReadable()).isFalse();
        ByteBuf three = Unpooled.buffer();
        RespEncoder.encode(value, 3, three);
        String wire = three.toString(StandardCharsets.ISO_8859_1);
        RespValue again = new RespDecoder(RespLimits.client()).decode(three);
        assertThat(again).isNotNull();
        ByteBuf once = Unpooled.buffer();
        RespEncoder.encode(again, 3, once);
        assertThat(once.toString(StandardCharsets.ISO_8859_1)).isEqualTo(wire);
    }

    private interface Decoders {
        Decode fresh();
    }

    private static List<Object> check(byte[] bytes, Random random, Decoders decoders) {
        List<Object> whole = outcomes(bytes, decoders.fresh(), () -> bytes.length);
        assertThat(whole).hasSizeLessThanOrEqualTo(bytes.length + 1);
        assertThat(outcomes(bytes, decoders.fresh(), () -> 1))
                .as("byte by byte")
                .isEqualTo(whole);
        assertThat(outcomes(bytes, decoders.fresh(), () -> 1 + random.nextInt(9)))
                .as("in pieces")
                .isEqualTo(whole);
        Fuzz.allocatesAtMost(
                FREE_BYTES + (long) BYTES_PER_BYTE * bytes.length,
                () -> outcomes(bytes, decoders.fresh(), () -> bytes.length));
        return whole;
    }

    private static List<Object> outcomes(byte[] bytes, Decode decoder, IntSupplier piece) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        List<Object> outcomes = new ArrayList<>();
        try {
            while (in.isReadable()) {
                ByteBuf part = in.readSlice(Math.min(piece.getAsInt(), in.readableBytes()));
                Object outcome;
                while ((outcome = decoder.next(part)) != null) {
                    outcomes.add(outcome);
                }
                if (part.isReadable()) {
                    throw new AssertionError("bytes left: " + part);
                }
            }
        } catch (RespProtocolException e) {
            outcomes.add(String.valueOf(e.getMessage()));
        }
        return outcomes;
    }

    private static byte[] requests(Random random) {
        ByteBuf wire = Unpooled.buffer();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            List<RespBytes> words = new ArrayList<>();
            for (int w = 1 + random.nextInt(12); w > 0; w--) {
                words.add(RespBytes.of(WORDS.get(random.nextInt(WORDS.size()))));
            }
            if (random.nextInt(3) == 0) {
                words.forEach(word -> inline(word.text(), random, wire));
                wire.writeCharSequence(random.nextBoolean() ? "\r\n" : "\n", StandardCharsets.US_ASCII);
            } else {
                RespEncoder.encode(RespCommand.ofBytes(words), wire);
            }
        }
        return bytes(wire);
    }

    private static void inline(String word, Random random, ByteBuf wire) {
        String quote = List.of("", "\"", "'").get(random.nextInt(3));
        String escaped = word.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        wire.writeCharSequence(quote + (quote.isEmpty() ? word : escaped) + quote + " ", StandardCharsets.UTF_8);
    }

    private static byte[] replies(Random random) {
        ByteBuf wire = Unpooled.buffer();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            value(random, 3, wire);
        }
        return bytes(wire);
    }

    /** Written by hand, so that forms which the encoder never uses are among them. */
    private static void value(Random random, int depth, ByteBuf wire) {
        int size = random.nextInt(4);
        switch (random.nextInt(depth > 0 ? 20 : 13)) {
            case 0 -> text(wire, "+OK\r\n");
            case 1 -> text(wire, "-ERR no\r\n");
            case 2 -> text(wire, ":" + (random.nextInt(3) - 1) * random.nextInt(1_000) + "\r\n");
            case 3 -> text(wire, "$" + size + "\r\n" + "x".repeat(size) + "\r\n");
            case 4 -> text(wire, List.of("$-1\r\n", "*-1\r\n", "_\r\n").get(random.nextInt(3)));
            case 5 -> text(wire, random.nextBoolean() ? "#t\r\n" : "#f\r\n");
            case 6 ->
                text(
                        wire,
                        List.of(",1.5\r\n", ",inf\r\n", ",-inf\r\n", ",nan\r\n", ",1e5\r\n")
                                .get(random.nextInt(5)));
            case 7 -> text(wire, "(" + "9".repeat(1 + random.nextInt(40)) + "\r\n");
            case 8 -> text(wire, "!5\r\nERR x\r\n");
            case 9 -> text(wire, "=7\r\ntxt:abc\r\n");
            case 10 -> text(wire, "$?\r\n;2\r\nab\r\n;1\r\nc\r\n;0\r\n");
            case 11 -> text(wire, "+PONG\r\n");
            case 12 -> text(wire, "$0\r\n\r\n");
            case 13 -> {
                text(wire, List.of("*?\r\n", "~?\r\n", ">?\r\n").get(random.nextInt(3)));
                values(random, depth, size, wire);
                text(wire, ".\r\n");
            }
            case 14 -> {
                text(wire, "%?\r\n");
                values(random, depth, 2 * size, wire);
                text(wire, ".\r\n");
            }
            case 15, 16 -> {
                text(wire, (random.nextBoolean() ? "%" : "|") + size + "\r\n");
                values(random, depth, 2 * size, wire);
                if (random.nextBoolean()) {
                    value(random, depth - 1, wire);
                }
            }
            default -> {
                text(wire, List.of("*", "~", ">").get(random.nextInt(3)) + size + "\r\n");
                values(random, depth, size, wire);
            }
        }
    }

    private static void values(Random random, int depth, int count, ByteBuf wire) {
        for (int n = count; n > 0; n--) {
            value(random, depth - 1, wire);
        }
    }

    private static void text(ByteBuf wire, String text) {
        wire.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(ByteBuf wire) {
        byte[] bytes = new byte[wire.readableBytes()];
        wire.readBytes(bytes);
        return bytes;
    }
}
