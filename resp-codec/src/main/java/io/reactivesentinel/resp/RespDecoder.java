package io.reactivesentinel.resp;

import io.netty.buffer.ByteBuf;
import io.reactivesentinel.resp.RespValue.BigNumber;
import io.reactivesentinel.resp.RespValue.Bool;
import io.reactivesentinel.resp.RespValue.BulkError;
import io.reactivesentinel.resp.RespValue.BulkString;
import io.reactivesentinel.resp.RespValue.DoubleNumber;
import io.reactivesentinel.resp.RespValue.Int;
import io.reactivesentinel.resp.RespValue.MapValue;
import io.reactivesentinel.resp.RespValue.Null;
import io.reactivesentinel.resp.RespValue.SimpleError;
import io.reactivesentinel.resp.RespValue.SimpleString;
import io.reactivesentinel.resp.RespValue.Verbatim;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a server into {@link RespValue}s: RESP2 and RESP3, streamed strings and aggregates included.
 *
 * <p>Incremental: it takes every byte it is given exactly once, keeps what a value still lacks as state, and copies
 * content to the heap once, so the caller may release each buffer after the call. Frequent statuses, small integers,
 * nulls, booleans and empty arrays are shared constants and cost no allocation. Nesting is kept on an explicit stack.
 *
 * <p><b>Threading</b>: not thread-safe; one decoder per connection. <b>Errors</b>: {@link RespProtocolException} for
 * malformed input or a limit passed; the decoder then stays broken and throws the same error again.
 */
public final class RespDecoder {
    private static final byte[] PONG = "PONG".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "OK".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUEUED = "QUEUED".getBytes(StandardCharsets.US_ASCII);

    /** {@code BigInteger} parses in quadratic time; nobody needs more digits than this. */
    private static final int MAX_BIG_NUMBER_DIGITS = 4096;

    private static final int VERBATIM_PREFIX = 4;

    private enum State {
        TYPE,
        NUMBER,
        TEXT,
        BODY,
        CHUNK_TYPE,
        CHUNK_LENGTH,
        CHUNK
    }

    private final RespLimits limits;
    private final NumberLine number = new NumberLine();
    private final TextLine text;
    private final BulkBody body = new BulkBody();
    private @Nullable OpenAggregate[] stack = new OpenAggregate[4];
    private int depth;
    private State state = State.TYPE;
    private byte type;
    private long frameBytes;
    private @Nullable RespProtocolException failure;

    /** A decoder for one connection. */
    public RespDecoder(RespLimits limits) {
        this.limits = limits;
        this.text = new TextLine(limits.maxLineLength());
    }

    /** Whether a value has begun and not ended. */
    public boolean isInsideValue() {
        return depth > 0 || state != State.TYPE;
    }

    /**
     * Reads on.
     *
     * @param in bytes to consume; after a value, what follows it is left unread for the next call
     * @return the next top-level value, or {@code null} when {@code in} is used up and the value is not complete
     * @throws RespProtocolException as described for the class
     */
    public @Nullable RespValue decode(ByteBuf in) {
        if (failure != null) {
            throw failure;
        }
        try {
            while (in.isReadable()) {
                int before = in.readerIndex();
                RespValue value = step(in);
                frameBytes += in.readerIndex() - before;
                if (frameBytes > limits.maxFrameBytes()) {
                    throw new RespProtocolException("too big reply");
                }
                RespValue complete = value == null ? null : deliver(value);
                if (complete != null) {
                    frameBytes = 0;
                    return complete;
                }
            }
            return null;
        } catch (RespProtocolException e) {
            failure = e;
            throw e;
        }
    }

    /** Reads one piece; a value without open elements when that piece completed it. */
    private @Nullable RespValue step(ByteBuf in) {
        switch (state) {
            case TYPE -> beginType(in.readByte());
            case NUMBER -> {
                return readNumber(in) ? numberEnded() : null;
            }
            case TEXT -> {
                if (text.read(in)) {
                    state = State.TYPE;
                    return textEnded();
                }
            }
            case BODY -> {
                if (body.read(in)) {
                    state = State.TYPE;
                    return bodyEnded(body.take());
                }
            }
            case CHUNK_TYPE -> {
                if (in.readByte() != ';') {
                    throw new RespProtocolException("expected ';' in a streamed string");
                }
                number.reset();
                state = State.CHUNK_LENGTH;
            }
            case CHUNK_LENGTH -> {
                return readNumber(in) ? chunkLengthEnded() : null;
            }
            case CHUNK -> {
                if (body.read(in)) {
                    state = State.CHUNK_TYPE;
                }
            }
        }
        return null;
    }

    private void beginType(byte first) {
        type = first;
        switch (first) {
            case ':', '$', '*', '%', '~', '>', '|', '!', '=' -> {
                number.reset();
                state = State.NUMBER;
            }
            case '+', '-', ',', '(', '#', '_', '.' -> {
                text.reset();
                state = State.TEXT;
            }
            default -> throw new RespProtocolException("unknown type '" + (char) (first & 0xff) + "'");
        }
    }

    private boolean readNumber(ByteBuf in) {
        boolean complete = number.read(in);
        if (number.length() > limits.maxLineLength()) {
            throw new RespProtocolException("too big line");
        }
        return complete;
    }

    private @Nullable RespValue numberEnded() {
        state = State.TYPE;
        if (type == ':') {
            if (!number.isNumber()) {
                throw new RespProtocolException("invalid integer");
            }
            return Int.of(number.value());
        }
        boolean bulk = type == '$' || type == '!' || type == '=';
        return bulk ? bulkLengthEnded() : countEnded();
    }

    private @Nullable RespValue bulkLengthEnded() {
        if (type == '$' && number.isStreamed()) {
            body.beginStream();
            state = State.CHUNK_TYPE;
            return null;
        }
        if (type == '$' && number.isNumber() && number.value() == -1) {
            return Null.BULK;
        }
        body.begin(checkedLength(0));
        state = State.BODY;
        return null;
    }

    private @Nullable RespValue chunkLengthEnded() {
        int length = checkedLength(body.length());
        if (length == 0) {
            state = State.TYPE;
            return new BulkString(body.take());
        }
        body.extend(length);
        state = State.CHUNK;
        return null;
    }

    /** The declared length, checked against what {@code already} belongs to the string and to the frame. */
    private int checkedLength(int already) {
        if (!number.isNumber()
                || number.value() < 0
                || number.value() > limits.maxBulkLength() - already
                || number.value() > limits.maxFrameBytes() - frameBytes) {
            throw new RespProtocolException("invalid bulk length");
        }
        return (int) number.value();
    }

    private @Nullable RespValue countEnded() {
        if (number.isStreamed() && type != '|') {
            push().open(type, OpenAggregate.STREAMED);
            return null;
        }
        if (type == '*' && number.isNumber() && number.value() == -1) {
            return Null.ARRAY;
        }
        int perEntry = type == '%' || type == '|' ? 2 : 1;
        if (!number.isNumber() || number.value() < 0 || number.value() > limits.maxElements() / perEntry) {
            throw new RespProtocolException("invalid multibulk length");
        }
        int size = (int) number.value() * perEntry;
        if (size > 0) {
            push().open(type, size);
        } else if (type == '|') {
            push().openAttributed(MapValue.EMPTY);
        } else {
            return OpenAggregate.empty(type);
        }
        return null;
    }

    private OpenAggregate push() {
        if (depth == limits.maxDepth()) {
            throw new RespProtocolException("too deep nesting");
        }
        if (depth == stack.length) {
            stack = Arrays.copyOf(stack, depth * 2);
        }
        OpenAggregate frame = stack[depth];
        if (frame == null) {
            frame = new OpenAggregate();
            stack[depth] = frame;
        }
        depth++;
        return frame;
    }

    private OpenAggregate top() {
        OpenAggregate top = stack[depth - 1];
        if (top == null) {
            throw new AssertionError("no frame at depth " + depth);
        }
        return top;
    }

    /** Puts a finished value where it belongs; the top-level value when that completed it. */
    private @Nullable RespValue deliver(RespValue value) {
        RespValue finished = value;
        while (depth > 0) {
            OpenAggregate top = top();
            if (top.isStreamed() && top.count() >= limits.maxElements()) {
                throw new RespProtocolException("invalid multibulk length");
            }
            if (!top.add(finished)) {
                return null;
            }
            RespValue closed = close(top);
            if (closed == null) {
                return null;
            }
            finished = closed;
        }
        return finished;
    }

    /** Ends the top aggregate; {@code null} when those were attributes, whose value comes next at the same depth. */
    private @Nullable RespValue close(OpenAggregate top) {
        RespValue closed = top.close();
        if (top.isAttribute() && closed instanceof MapValue attributes) {
            top.openAttributed(attributes);
            return null;
        }
        depth--;
        return closed;
    }

    private RespValue bodyEnded(RespBytes content) {
        if (type == '$') {
            return new BulkString(content);
        }
        if (type == '!') {
            return new BulkError(content);
        }
        if (content.length() < VERBATIM_PREFIX || content.at(VERBATIM_PREFIX - 1) != ':' || !hasAsciiFormat(content)) {
            throw new RespProtocolException("invalid verbatim string");
        }
        String format = content.slice(0, VERBATIM_PREFIX - 1).text();
        return new Verbatim(format, content.slice(VERBATIM_PREFIX, content.length() - VERBATIM_PREFIX));
    }

    /** Other bytes need not be three characters. */
    private static boolean hasAsciiFormat(RespBytes verbatim) {
        return verbatim.at(0) >= 0 && verbatim.at(1) >= 0 && verbatim.at(2) >= 0;
    }

    private @Nullable RespValue textEnded() {
        return switch (type) {
            case '+' -> status();
            case '-' -> new SimpleError(text.text());
            case ',' -> new DoubleNumber(RespNumbers.parseDouble(text.text()));
            case '(' -> bigNumber();
            case '#' -> bool();
            case '_' -> {
                if (text.length() != 0) {
                    throw new RespProtocolException("invalid null");
                }
                yield Null.NULL;
            }
            default -> endOfStream();
        };
    }

    private SimpleString status() {
        if (text.is(PONG)) {
            return SimpleString.PONG;
        }
        if (text.is(OK)) {
            return SimpleString.OK;
        }
        return text.is(QUEUED) ? SimpleString.QUEUED : new SimpleString(text.text());
    }

    private BigNumber bigNumber() {
        if (text.length() > MAX_BIG_NUMBER_DIGITS) {
            throw new RespProtocolException("too big number");
        }
        try {
            return new BigNumber(new BigInteger(text.text()));
        } catch (NumberFormatException e) {
            throw new RespProtocolException("invalid big number");
        }
    }

    private Bool bool() {
        if (text.length() == 1 && text.at(0) == 't') {
            return Bool.TRUE;
        }
        if (text.length() == 1 && text.at(0) == 'f') {
            return Bool.FALSE;
        }
        throw new RespProtocolException("invalid boolean");
    }

    private RespValue endOfStream() {
        if (text.length() != 0 || depth == 0 || !top().mayEnd()) {
            throw new RespProtocolException("unexpected end of stream");
        }
        return Objects.requireNonNull(close(top()), "attributes are never streamed");
    }
}
