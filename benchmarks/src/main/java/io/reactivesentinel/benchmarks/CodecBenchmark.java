package io.reactivesentinel.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.reactivesentinel.resp.RespDecoder;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespLimits;
import io.reactivesentinel.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Bytes to values and back, on direct buffers as the transport hands them over, with one long-lived decoder as a connection
 * has. The buffers are made once; an operation only moves their indices.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up methods before anything else.
public class CodecBenchmark {
    private static final int PIPELINED = 100;
    private static final int RESP3 = 3;

    /** Not watched for leaks: the detector wraps a random few, and those would be slower. */
    private static final ByteBufAllocator BUFFERS = new UnpooledByteBufAllocator(true, true);

    private final RespDecoder decoder = new RespDecoder(RespLimits.client());

    /** One payload, and the value to encode; what {@code decode} and {@code encode} work on. */
    @State(Scope.Thread)
    public static class One {
        /** Which. */
        @Param
        public Payload payload;

        private ByteBuf bytes;
        private ByteBuf out;
        private RespValue value;

        /** Makes the buffers. */
        @Setup
        public void prepare() {
            value = payload.value();
            bytes = encoded(value, 1);
            out = BUFFERS.directBuffer(bytes.capacity());
            check(bytes, value);
        }

        /** Gives them back. */
        @TearDown
        public void release() {
            bytes.release();
            out.release();
        }
    }

    /** Many answers to PING in one read. */
    @State(Scope.Thread)
    public static class Pipelined {
        private ByteBuf bytes;
        private ByteBuf out;

        /** Makes the buffers. */
        @Setup
        public void prepare() {
            bytes = encoded(Payload.PONG.value(), PIPELINED);
            out = BUFFERS.directBuffer(bytes.capacity());
        }

        /** Gives them back. */
        @TearDown
        public void release() {
            bytes.release();
            out.release();
        }
    }

    /** The SENTINEL MASTER reply in four reads: cut inside a length, inside a body, and between CR and LF. */
    @State(Scope.Thread)
    public static class Split {
        private ByteBuf[] pieces;

        /** Makes the buffers. */
        @Setup
        public void prepare() {
            ByteBuf whole = encoded(Payload.MASTER.value(), 1);
            String text = whole.toString(StandardCharsets.US_ASCII);
            int insideLength = text.indexOf("$40\r\n") + 2;
            int insideBody = text.indexOf("down-after") + 4;
            int betweenCrAndLf = text.indexOf("\r\nparallel-syncs") + 1;
            List<Integer> cuts = List.of(0, insideLength, insideBody, betweenCrAndLf, text.length());
            pieces = new ByteBuf[cuts.size() - 1];
            for (int i = 0; i < pieces.length; i++) {
                int length = cuts.get(i + 1) - cuts.get(i);
                pieces[i] = BUFFERS.directBuffer(length).writeBytes(whole, cuts.get(i), length);
            }
            whole.release();
            check(Unpooled.wrappedBuffer(pieces), Payload.MASTER.value());
        }

        /** Gives them back. */
        @TearDown
        public void release() {
            Arrays.stream(pieces).forEach(ByteBuf::release);
        }
    }

    /** One value that arrived whole. */
    @Benchmark
    public @Nullable RespValue decode(One one) {
        return decoder.decode(one.bytes.readerIndex(0));
    }

    /** One of a hundred values that arrived together. */
    @Benchmark
    @OperationsPerInvocation(PIPELINED)
    public void decodePipelinedPongs(Pipelined pipelined, Blackhole sink) {
        ByteBuf in = pipelined.bytes.readerIndex(0);
        for (int i = 0; i < PIPELINED; i++) {
            sink.consume(decoder.decode(in));
        }
    }

    /** One value that arrived in four reads. */
    @Benchmark
    public @Nullable RespValue decodeSplitMaster(Split split) {
        RespValue value = null;
        for (ByteBuf piece : split.pieces) {
            value = decoder.decode(piece.readerIndex(0));
        }
        return value;
    }

    /** One value into a buffer that has room. */
    @Benchmark
    public ByteBuf encode(One one) {
        ByteBuf out = one.out.clear();
        RespEncoder.encode(one.value, RESP3, out);
        return out;
    }

    /** One of a hundred values written into the same buffer. */
    @Benchmark
    @OperationsPerInvocation(PIPELINED)
    public ByteBuf encodePipelinedPongs(Pipelined pipelined) {
        ByteBuf out = pipelined.out.clear();
        for (int i = 0; i < PIPELINED; i++) {
            RespEncoder.encode(Payload.PONG.value(), RESP3, out);
        }
        return out;
    }

    private static ByteBuf encoded(RespValue value, int times) {
        ByteBuf growing = BUFFERS.directBuffer();
        for (int i = 0; i < times; i++) {
            RespEncoder.encode(value, RESP3, growing);
        }
        ByteBuf exact = BUFFERS.directBuffer(growing.readableBytes()).writeBytes(growing);
        growing.release();
        return exact;
    }

    /** A figure for decoding something else than what was meant would be worse than none. */
    private static void check(ByteBuf bytes, RespValue value) {
        RespValue decoded = new RespDecoder(RespLimits.client()).decode(bytes.slice());
        if (!value.equals(decoded)) {
            throw new IllegalStateException("decoded " + decoded + " instead of " + value);
        }
    }
}
