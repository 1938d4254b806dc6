package io.reactivesentinel.resp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The content of a bulk string and the CRLF behind it, or the contents of all chunks of a streamed string.
 *
 * <p>The array holds what has arrived, at most doubled, and never what was only announced.
 */
final class BulkBody {
    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int filled;
    private int length;
    private boolean streamed;
    private boolean carriageReturn;

    /** Begins a string of {@code declared} bytes. */
    void begin(int declared) {
        bytes = NONE;
        filled = 0;
        length = declared;
        streamed = false;
        carriageReturn = false;
    }

    /** Begins a streamed string, of which no chunk is known yet. */
    void beginStream() {
        begin(0);
        streamed = true;
    }

    /** Begins the next chunk of a streamed string. */
    void extend(int declared) {
        length += declared;
        carriageReturn = false;
    }

    /** Bytes of the string that are known to come or have come. */
    int length() {
        return length;
    }

    /** Bytes that have come. */
    int filled() {
        return filled;
    }

    /** Reads up to and including LF; whether the string or chunk is complete. */
    boolean read(ByteBuf in) {
        int count = Math.min(length - filled, in.readableBytes());
        if (count > 0) {
            ensureCapacity(filled + count);
            in.readBytes(bytes, filled, count);
            filled += count;
        }
        while (filled == length && in.isReadable()) {
            byte b = in.readByte();
            if (carriageReturn && b == '\n') {
                return true;
            }
            if (carriageReturn || b != '\r') {
                throw new RespProtocolException("invalid bulk length");
            }
            carriageReturn = true;
        }
        return false;
    }

    private void ensureCapacity(int needed) {
        if (needed > bytes.length) {
            int capacity = Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, bytes.length * 2L));
            bytes = Arrays.copyOf(bytes, streamed ? capacity : Math.min(length, capacity));
        }
    }

    /** Hands out the content and forgets it. */
    RespBytes take() {
        RespBytes content = filled == 0 ? RespBytes.EMPTY : RespBytes.wrap(bytes, 0, filled);
        bytes = NONE;
        return content;
    }
}
