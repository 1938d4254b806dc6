package io.reactivesentinel.resp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to one client, gathered into batches so that a pipeline is answered with few writes.
 *
 * <p>The oldest unsent batch is the reply in progress; all behind it is backlog, which has a limit. So one large reply is
 * never too much, however slowly it is read. Event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write is listened to; a failed one closes the channel
final class ServerOutput {
    /** Bytes gathered before a batch is handed to the socket; a single reply may be longer. */
    private static final int BATCH_BYTES = 32 * 1024;

    private static final int INITIAL_BUFFER = 256;

    /** What a batch takes beside its content, roughly: the rest of its buffer, and what the channel remembers of it. */
    private static final int BYTES_PER_BATCH = 512;

    private final ChannelHandlerContext ctx;
    private final Runnable onSent;
    private final ArrayDeque<Integer> batches = new ArrayDeque<>();
    private @Nullable ByteBuf current;
    private volatile long unsent;
    private volatile long written;

    ServerOutput(ChannelHandlerContext ctx, Runnable onSent) {
        this.ctx = ctx;
        this.onSent = onSent;
    }

    void append(RespValue value, int protocol) {
        if (!ctx.channel().isOpen()) {
            return;
        }
        ByteBuf out = current;
        if (out == null) {
            out = ctx.alloc().buffer(INITIAL_BUFFER);
            current = out;
        }
        RespEncoder.encode(value, protocol, out);
        if (out.readableBytes() >= BATCH_BYTES) {
            flush();
        }
    }

    /** Hands what was gathered to the socket. */
    void flush() {
        ByteBuf out = current;
        if (out == null) {
            return;
        }
        current = null;
        int size = out.readableBytes();
        batches.add(size);
        add(size);
        count(size);
        ctx.writeAndFlush(out).addListener(done -> {
            // Batches complete in the order they were written.
            batches.poll();
            add(-size);
            onSent.run();
        });
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the event loop only, read by others
    private void add(long bytes) {
        unsent += bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the event loop only, read by others
    private void count(long bytes) {
        written += bytes;
    }

    /** Bytes handed to the socket so far; any thread. */
    long written() {
        return written;
    }

    /** What the batches that wait take beside their content. */
    long overhead() {
        return (long) BYTES_PER_BATCH * batches.size();
    }

    /** Bytes that wait behind the reply in progress. */
    long backlog() {
        Integer oldest = batches.peek();
        return oldest == null ? 0 : unsent - oldest + gathered();
    }

    private int gathered() {
        ByteBuf out = current;
        return out == null ? 0 : out.readableBytes();
    }

    /** Bytes handed to the channel that the socket has not taken. */
    long unsent() {
        return unsent;
    }

    void release() {
        ByteBuf out = current;
        current = null;
        if (out != null) {
            out.release();
        }
    }
}
