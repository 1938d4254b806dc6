package io.reactivesentinel.resp.netty;

import io.netty.buffer.ByteBuf;
import io.reactivesentinel.resp.RequestDecoder;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespLimits;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What has been read from a client and not been decoded yet. Event loop only. */
final class ServerInput {
    private final RequestDecoder decoder;
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private volatile boolean insideCommand;
    private volatile long bytesRead;

    ServerInput(RespLimits limits) {
        decoder = new RequestDecoder(limits);
    }

    /** Takes over the buffer. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the event loop only, read by others
    void add(ByteBuf bytes) {
        bytesRead += bytes.readableBytes();
        held.add(bytes);
    }

    /** How many bytes were ever added; any thread. */
    long bytesRead() {
        return bytesRead;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** What it takes in memory, roughly. */
    int heldBytes() {
        int bytes = decoder.heldBytes();
        for (ByteBuf each : held) {
            bytes += each.readableBytes();
        }
        return bytes;
    }

    /** The next command, or {@code null} when what was read is used up. */
    @Nullable
    RespCommand next(boolean trusted) {
        ByteBuf bytes;
        while ((bytes = held.peek()) != null) {
            // Asked for at every command: the one before may have been AUTH.
            decoder.authenticated(trusted);
            RespCommand command = decoder.decode(bytes);
            if (command != null) {
                return command;
            }
            held.remove().release();
        }
        insideCommand = decoder.isInsideCommand();
        return null;
    }

    /** Whether, when all was decoded last, a command had begun and not ended; any thread. */
    boolean isInsideCommand() {
        return insideCommand;
    }

    void release() {
        ByteBuf bytes;
        while ((bytes = held.poll()) != null) {
            bytes.release();
        }
    }
}
