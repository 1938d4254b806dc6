package io.reactivesentinel.resp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a client into commands: arrays of bulk strings, or inline commands with the quoting of Redis.
 * Blank lines and empty or negative arrays are skipped, as Redis does.
 *
 * <p>Incremental like {@link RespDecoder}: every byte given is taken once, content is copied once, and nothing is
 * allocated from a declared size.
 *
 * <p>Until {@link #authenticated(boolean)} the limits of Redis for strangers hold as well: 10 words and 16 KB for each;
 * and, beyond Redis, 32 KB for all of them together.
 *
 * <p><b>Threading</b>: not thread-safe; one decoder per connection. <b>Errors</b>: {@link RespProtocolException}, with
 * the texts of Redis; the decoder then stays broken and throws the same error again.
 */
public final class RequestDecoder {
    /** Most words of a command before authentication. */
    public static final int MAX_UNAUTHENTICATED_WORDS = 10;

    /** Longest word before authentication, in bytes. */
    public static final int MAX_UNAUTHENTICATED_BULK_LENGTH = 16 * 1024;

    /** Longest command before authentication, all words together, in bytes. */
    public static final int MAX_UNAUTHENTICATED_FRAME_BYTES = 32 * 1024;

    /** The message when the words of a command are too long together. */
    public static final String TOO_BIG = "too big request";

    private static final int INITIAL_CAPACITY = 8;

    private enum State {
        FIRST,
        COUNT,
        BULK_TYPE,
        BULK_LENGTH,
        BODY,
        INLINE
    }

    private final RespLimits limits;
    private final NumberLine number = new NumberLine();
    private final BulkBody body = new BulkBody();
    private final InlineLine inline;
    private State state = State.FIRST;
    private boolean authenticated = true;
    private List<RespBytes> words = new ArrayList<>(0);
    private int missing;
    private int frameBytes;
    private int wordBytes;
    private @Nullable RespProtocolException failure;

    /** A decoder for one connection, without the limits for strangers. */
    public RequestDecoder(RespLimits limits) {
        this.limits = limits;
        this.inline = new InlineLine(limits.maxLineLength(), limits.maxElements());
    }

    /** Whether the peer is trusted with the full limits; takes effect at the next declared count or length. */
    public void authenticated(boolean trusted) {
        authenticated = trusted;
    }

    /** Whether a command has begun and not ended. */
    public boolean isInsideCommand() {
        return state != State.FIRST;
    }

    /** What the command that has begun takes until now, in bytes and roughly. */
    public int heldBytes() {
        return switch (state) {
            case FIRST, COUNT -> 0;
            case INLINE -> inline.length();
            case BULK_TYPE, BULK_LENGTH -> wordBytes;
            case BODY -> wordBytes + body.filled();
        };
    }

    /**
     * Reads on.
     *
     * @param in bytes to consume; after a command, what follows it is left unread for the next call
     * @return the next command, or {@code null} when {@code in} is used up and no command is complete
     * @throws RespProtocolException as described for the class
     */
    public @Nullable RespCommand decode(ByteBuf in) {
        if (failure != null) {
            throw failure;
        }
        try {
            while (in.isReadable()) {
                RespCommand command = step(in);
                if (command != null) {
                    return command;
                }
            }
            return null;
        } catch (RespProtocolException e) {
            failure = e;
            throw e;
        }
    }

    private @Nullable RespCommand step(ByteBuf in) {
        switch (state) {
            case FIRST -> begin(in);
            case COUNT -> {
                if (readNumber(in, "too big mbulk count string")) {
                    countEnded();
                }
            }
            case BULK_TYPE -> {
                byte type = in.readByte();
                if (type != '$') {
                    throw new RespProtocolException("expected '$', got '" + (char) (type & 0xff) + "'");
                }
                number.reset();
                state = State.BULK_LENGTH;
            }
            case BULK_LENGTH -> {
                if (readNumber(in, "too big bulk count string")) {
                    lengthEnded();
                }
            }
            case BODY -> {
                if (body.read(in)) {
                    return wordEnded();
                }
            }
            case INLINE -> {
                if (inline.read(in)) {
                    return lineEnded();
                }
            }
        }
        return null;
    }

    private void begin(ByteBuf in) {
        if (in.getByte(in.readerIndex()) == '*') {
            in.skipBytes(1);
            number.reset();
            state = State.COUNT;
        } else {
            inline.reset();
            state = State.INLINE;
        }
    }

    private boolean readNumber(ByteBuf in, String tooBig) {
        boolean complete = number.read(in);
        if (number.length() > limits.maxLineLength()) {
            throw new RespProtocolException(tooBig);
        }
        return complete;
    }

    private void countEnded() {
        if (!number.isCanonical() || number.value() > limits.maxElements()) {
            throw new RespProtocolException("invalid multibulk length");
        }
        if (!authenticated && number.value() > MAX_UNAUTHENTICATED_WORDS) {
            throw new RespProtocolException("unauthenticated multibulk length");
        }
        if (number.value() <= 0) {
            state = State.FIRST;
            return;
        }
        missing = (int) number.value();
        frameBytes = 0;
        wordBytes = 0;
        words = new ArrayList<>(Math.min(missing, INITIAL_CAPACITY));
        state = State.BULK_TYPE;
    }

    private void lengthEnded() {
        long length = number.value();
        if (!number.isCanonical() || length < 0 || length > limits.maxBulkLength()) {
            throw new RespProtocolException("invalid bulk length");
        }
        if (!authenticated
                && (length > MAX_UNAUTHENTICATED_BULK_LENGTH
                        || length > MAX_UNAUTHENTICATED_FRAME_BYTES - frameBytes)) {
            throw new RespProtocolException("unauthenticated bulk length");
        }
        // A word costs more than its content; counting a little for each bounds a command of many empty words too.
        if (length + 1 > limits.maxFrameBytes() - frameBytes) {
            throw new RespProtocolException(TOO_BIG);
        }
        frameBytes += (int) length + 1;
        body.begin((int) length);
        state = State.BODY;
    }

    private @Nullable RespCommand wordEnded() {
        RespBytes word = body.take();
        words.add(word);
        wordBytes += word.length() + RespCommand.BYTES_PER_WORD;
        missing--;
        state = missing == 0 ? State.FIRST : State.BULK_TYPE;
        return missing == 0 ? takeCommand() : null;
    }

    private @Nullable RespCommand lineEnded() {
        state = State.FIRST;
        words = inline.words();
        return words.isEmpty() ? null : takeCommand();
    }

    private RespCommand takeCommand() {
        RespCommand command = RespCommand.adopt(words);
        words = new ArrayList<>(0);
        return command;
    }
}
