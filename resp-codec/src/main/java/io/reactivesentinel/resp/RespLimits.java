package io.reactivesentinel.resp;

/**
 * What a decoder accepts before it gives up on a peer. All sizes are bytes.
 *
 * <p>A declared size beyond a limit is refused when it is declared; nothing is ever allocated from a declared size alone.
 *
 * @param maxBulkLength longest bulk string, verbatim string or bulk error, and longest streamed string in total
 * @param maxDepth most aggregates open inside each other, attributes included
 * @param maxElements most elements of one aggregate, where a map entry counts as two; most words of a command
 * @param maxFrameBytes longest top-level value or command, everything between its first and last byte; bounds what one
 *     connection can make its owner hold, since every element takes at least three bytes
 * @param maxLineLength longest line: an inline command, a simple string or error, the digits of a number or a count
 */
public record RespLimits(int maxBulkLength, int maxDepth, int maxElements, int maxFrameBytes, int maxLineLength) {

    /** Longest inline command, and longest line of any other kind: 64 KB, as in Redis. */
    public static final int DEFAULT_MAX_LINE_LENGTH = 64 * 1024;

    private static final RespLimits SERVER =
            new RespLimits(64 * 1024, 1, 16 * 1024, 256 * 1024, DEFAULT_MAX_LINE_LENGTH);
    private static final RespLimits CLIENT = new RespLimits(8 << 20, 16, 256 * 1024, 16 << 20, DEFAULT_MAX_LINE_LENGTH);

    /** Checks that every limit is at least one. */
    public RespLimits {
        positive("maxBulkLength", maxBulkLength);
        positive("maxDepth", maxDepth);
        positive("maxElements", maxElements);
        positive("maxFrameBytes", maxFrameBytes);
        positive("maxLineLength", maxLineLength);
    }

    /**
     * For commands from anybody: bulk 64 KB, 16,384 words, 256 KB for the whole command, line 64 KB. No Sentinel command
     * comes near; Redis itself allows 512 MB for a word.
     */
    public static RespLimits server() {
        return SERVER;
    }

    /**
     * For replies of servers one chose to connect to, which may still be broken or hostile: bulk 8 MB (an INFO with
     * thousands of replicas), depth 16 (COMMAND needs 8), 262,144 elements, 16 MB for the whole reply, line 64 KB.
     */
    public static RespLimits client() {
        return CLIENT;
    }

    /** A copy with another longest bulk string. */
    public RespLimits withMaxBulkLength(int bytes) {
        return new RespLimits(bytes, maxDepth, maxElements, maxFrameBytes, maxLineLength);
    }

    /** A copy with another nesting depth. */
    public RespLimits withMaxDepth(int depth) {
        return new RespLimits(maxBulkLength, depth, maxElements, maxFrameBytes, maxLineLength);
    }

    /** A copy with another element count per aggregate. */
    public RespLimits withMaxElements(int count) {
        return new RespLimits(maxBulkLength, maxDepth, count, maxFrameBytes, maxLineLength);
    }

    /** A copy with another longest frame. */
    public RespLimits withMaxFrameBytes(int bytes) {
        return new RespLimits(maxBulkLength, maxDepth, maxElements, bytes, maxLineLength);
    }

    /** A copy with another longest line. */
    public RespLimits withMaxLineLength(int bytes) {
        return new RespLimits(maxBulkLength, maxDepth, maxElements, maxFrameBytes, bytes);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be >= 1, was " + value);
        }
    }
}
