package io.reactivesentinel.resp.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.reactivesentinel.fuzz.Fuzz;
import io.reactivesentinel.fuzz.Mutation;
import io.reactivesentinel.resp.RequestDecoder;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespLimits;
import io.reactivesentinel.resp.RespProtocolException;
import io.reactivesentinel.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A connection to which damaged pipelines come in pieces while answers are given at any time and in any order: each command
 * has its answer, in its place, and no buffer is left.
 */
class ServerChannelFuzzTest {
    private static final List<String> COMMANDS = List.of(
            "*1\r\n$4\r\nPING\r\n",
            "PING\r\n",
            "*2\r\n$8\r\nSENTINEL\r\n$7\r\nmasters\r\n",
            "*0\r\n",
            "\r\n",
            "*3\r\n$3\r\nSET\r\n$0\r\n\r\n$2\r\n\r\n\r\n",
            "ECHO \"a b\"\r\n",
            "POST / HTTP/1.1\r\n");

    private static final int MAX_PENDING = 4;
    private static final String BROWSER = "cut off";

    /** Keeps what it is asked until it is told to answer; the answer is the number of the command. */
    private static final class Later implements RespServerHandler {
        final List<Responder> waiting = new ArrayList<>();
        final List<Integer> numbers = new ArrayList<>();
        int commands;
        boolean closed;

        @Override
        public void command(RespCommand command, Responder responder) {
            assertThat(closed).isFalse();
            waiting.add(responder);
            numbers.add(commands++);
            assertThat(waiting).hasSizeLessThanOrEqualTo(MAX_PENDING);
        }

        @Override
        public void closed() {
            assertThat(closed).as("closed twice").isFalse();
            closed = true;
        }

        void answer(int at) {
            waiting.remove(at).reply(new RespValue.Int(numbers.remove(at)));
        }
    }

    @Test
    void pipelinesThatWereDamaged() {
        Fuzz.run(800, ServerChannelFuzzTest::feed);
    }

    private static void feed(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            text.append(COMMANDS.get(random.nextInt(COMMANDS.size() - (random.nextInt(4) == 0 ? 0 : 1))));
        }
        byte[] bytes = Mutation.some(text.toString().getBytes(StandardCharsets.ISO_8859_1), random);

        Later handler = new Later();
        EmbeddedChannel channel = new EmbeddedChannel(new ServerChannel(
                1,
                new ServerSettings(
                        RespLimits.server(),
                        MAX_PENDING,
                        OutputLimits.hard(1 << 20),
                        new ClientMemory(1 << 20),
                        connection -> handler)));
        List<ByteBuf> given = new ArrayList<>();
        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        while (all.isReadable() && channel.isOpen()) {
            ByteBuf piece = channel.alloc().buffer();
            piece.writeBytes(all, Math.min(all.readableBytes(), 1 + random.nextInt(40)));
            given.add(piece);
            channel.writeInbound(piece);
            answerSome(handler, channel, random);
        }
        while (!handler.waiting.isEmpty()) {
            handler.answer(random.nextInt(handler.waiting.size()));
            channel.runPendingTasks();
        }

        String sent = sent(channel);
        String expected = expected(bytes);
        if (expected.endsWith(BROWSER)) {
            // Cut off at once, whatever was still to be answered.
            assertThat(expected).startsWith(sent);
        } else {
            assertThat(sent).isEqualTo(expected);
        }
        channel.finishAndReleaseAll();
        assertThat(handler.closed).isTrue();
        assertThat(given).allMatch(buffer -> buffer.refCnt() == 0, "released");
    }

    /** Now and then the client reads nothing for a while, so that nothing more is read from it. */
    private static void answerSome(Later handler, EmbeddedChannel channel, Random random) {
        if (channel.isOpen()) {
            channel.unsafe().outboundBuffer().setUserDefinedWritability(1, random.nextInt(4) > 0);
        }
        for (int n = random.nextInt(4); n > 0 && !handler.waiting.isEmpty(); n--) {
            handler.answer(random.nextInt(handler.waiting.size()));
            channel.runPendingTasks();
        }
        if (channel.isOpen()) {
            channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        }
        channel.runPendingTasks();
    }

    private static String sent(EmbeddedChannel channel) {
        StringBuilder sent = new StringBuilder();
        ByteBuf buffer;
        while ((buffer = channel.readOutbound()) != null) {
            sent.append(buffer.toString(StandardCharsets.ISO_8859_1));
            buffer.release();
        }
        return sent.toString();
    }

    /** One number for each command, and the error that ends it. */
    private static String expected(byte[] bytes) {
        StringBuilder expected = new StringBuilder();
        RequestDecoder decoder = new RequestDecoder(RespLimits.server());
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        int number = 0;
        try {
            RespCommand command;
            while ((command = decoder.decode(in)) != null) {
                if (command.isNamed("POST") || command.isNamed("Host:")) {
                    return expected.append(BROWSER).toString();
                }
                expected.append(':').append(number++).append("\r\n");
            }
        } catch (RespProtocolException e) {
            ByteBuf out = Unpooled.buffer();
            RespEncoder.encode(new RespValue.SimpleError("ERR Protocol error: " + e.getMessage()), 2, out);
            expected.append(out.toString(StandardCharsets.ISO_8859_1));
        }
        return expected.toString();
    }
}
