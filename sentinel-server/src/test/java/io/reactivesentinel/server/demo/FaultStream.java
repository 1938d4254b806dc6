package io.reactivesentinel.server.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** One direction of a {@link FaultLink}: reads as long as there is room, and writes what the fault lets through. */
final class FaultStream {
    private static final int READ_SIZE = 16 * 1024;

    /** A sender that goes on beyond this meets a full window, as it would with a real stall. */
    private static final int MAX_HELD_BYTES = 1024 * 1024;

    private final SocketChannel from;
    private final SocketChannel to;
    private final Deque<Chunk> held = new ArrayDeque<>();
    private final ByteArrayOutputStream justRead = new ByteArrayOutputStream();
    private int heldBytes;
    private long nextDripAt = Long.MIN_VALUE;
    private Source source = Source.OPEN;
    private boolean holed;
    private boolean full;
    private boolean finished;
    private boolean reset;

    private enum Source {
        OPEN,
        ENDED,
        FAILED
    }

    private record Chunk(ByteBuffer bytes, long readAt) {}

    FaultStream(SocketChannel from, SocketChannel to) {
        this.from = from;
        this.to = to;
    }

    void read(Fault fault, long now) {
        while (source == Source.OPEN && heldBytes < MAX_HELD_BYTES) {
            ByteBuffer buffer = ByteBuffer.allocate(READ_SIZE);
            int count;
            try {
                count = from.read(buffer);
            } catch (IOException e) {
                source = Source.FAILED;
                break;
            }
            if (count < 0) {
                source = Source.ENDED;
            }
            if (count <= 0) {
                break;
            }
            buffer.flip();
            justRead.write(buffer.array(), 0, count);
            if (fault.kind() == Fault.Kind.SWALLOW) {
                holed = true;
            } else {
                held.add(new Chunk(buffer, now));
                heldBytes += count;
            }
        }
        if (source != Source.OPEN && fault.kind() == Fault.Kind.SWALLOW) {
            holed = true;
        }
    }

    /** The first bytes of those read since it was called last. */
    byte[] takeRead(int max) {
        byte[] all = justRead.toByteArray();
        justRead.reset();
        return Arrays.copyOf(all, Math.min(all.length, max));
    }

    /** Writes what may be written now; in how many nanoseconds there will be more. */
    long write(Fault fault, long now) {
        full = false;
        if (fault.kind() == Fault.Kind.SWALLOW && !held.isEmpty()) {
            // Read before it was known whose connection this is.
            holed = true;
            held.clear();
            heldBytes = 0;
        }
        while (!held.isEmpty()) {
            long wait = waitFor(fault, held.element(), now);
            if (wait > 0) {
                return wait;
            }
            if (!writeHead(fault, now)) {
                return Long.MAX_VALUE;
            }
        }
        if (fault.kind() != Fault.Kind.STALL && !holed) {
            passEnd();
        }
        return Long.MAX_VALUE;
    }

    /** How long the head of the queue must still wait; no wake-up can be told for a stall, which lasts until it is ended. */
    private long waitFor(Fault fault, Chunk head, long now) {
        return switch (fault.kind()) {
            case NONE, SWALLOW -> 0;
            case STALL -> Long.MAX_VALUE;
            case DELAY -> head.readAt() + fault.pause().toNanos() - now;
            case DRIP -> nextDripAt == Long.MIN_VALUE ? 0 : nextDripAt - now;
        };
    }

    /** Whether all of it that may pass was taken. */
    private boolean writeHead(Fault fault, long now) {
        ByteBuffer bytes = held.element().bytes();
        int limit = bytes.limit();
        if (fault.kind() == Fault.Kind.DRIP) {
            bytes.limit(Math.min(limit, bytes.position() + fault.size()));
            nextDripAt = now + fault.pause().toNanos();
        }
        try {
            heldBytes -= to.write(bytes);
        } catch (IOException e) {
            // The other side went away; what it should have read is of no use to anybody.
            reset = true;
            return false;
        }
        full = bytes.hasRemaining();
        bytes.limit(limit);
        if (!bytes.hasRemaining()) {
            held.remove();
        }
        return !full;
    }

    private void passEnd() {
        if (source == Source.FAILED) {
            reset = true;
        } else if (source == Source.ENDED && !finished) {
            finished = true;
            try {
                to.shutdownOutput();
            } catch (IOException e) {
                reset = true;
            }
        }
    }

    int readInterest() {
        return source == Source.OPEN && heldBytes < MAX_HELD_BYTES ? SelectionKey.OP_READ : 0;
    }

    int writeInterest() {
        return full ? SelectionKey.OP_WRITE : 0;
    }

    /** Whether bytes were lost, so that the rest makes no sense any more. */
    boolean isHoled() {
        return holed;
    }

    /** Whether the end of the source has been passed on. */
    boolean isFinished() {
        return finished;
    }

    boolean isReset() {
        return reset;
    }
}
