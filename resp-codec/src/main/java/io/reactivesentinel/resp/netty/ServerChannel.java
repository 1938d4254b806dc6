package io.reactivesentinel.resp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.ReferenceCountUtil;
import io.reactivesentinel.resp.RequestDecoder;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespProtocolException;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channel of one client: decodes commands, keeps their answers in order, and stops reading while too many answers are
 * outstanding or the client does not read.
 *
 * <p>What other threads answer, push or set goes through one inbox in the order of their calls; on the event loop it takes
 * effect at once. All other state belongs to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive, where all is settled
final class ServerChannel extends ClientEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ServerChannel.class);

    /** How long a client may take to read the last replies of a connection that is being closed. */
    private static final long CLOSE_GRACE_SECONDS = 5;

    /** How long answers may take for a client that has nothing more to say, and may well be gone. */
    private static final long LAST_ANSWERS_SECONDS = 30;

    private final ServerSettings settings;
    private final ServerInput input;
    private @Nullable ChannelHandlerContext context;
    private @Nullable LoopInbox inbox;
    private @Nullable ServerOutput output;
    private @Nullable RespServerHandler handler;
    private @Nullable ServerReplies replies;
    private boolean reading;
    private boolean decoding;
    private boolean inputEnded;
    private boolean closing;
    private boolean farewell;
    private volatile int protocol = 2;
    private volatile long heldBeside;
    private volatile boolean trusted = true;
    private volatile boolean closed;

    ServerChannel(long id, ServerSettings settings) {
        super(id, settings.memory());
        this.settings = settings;
        this.input = new ServerInput(settings.limits());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ServerOutput out = new ServerOutput(ctx, this::weigh);
        output = out;
        inbox = new LoopInbox(ctx.channel().eventLoop(), this::flush);
        replies = new ServerReplies(out, settings.outputLimits(), this::cut);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        located(ctx.channel());
        handler = settings.handlers().open(this);
        ctx.fireChannelActive();
        // After the rest of the pipeline, where Reactor Netty turns it off to read on demand.
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes) || closing || closed) {
            ReferenceCountUtil.release(message);
            return;
        }
        heard();
        reading = true;
        input.add(bytes);
        decodeHeld();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            resume();
            flush();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // It asks nothing more, but waits for the answers to what it asked.
            inputEnded = true;
            reading = false;
            resume();
            if (!closed && !farewell) {
                ctx.executor().schedule(this::close, LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
            }
        } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Decodes what has arrived until it is used up or reading has to stop; the rest waits for {@link #resume}. */
    private void decodeHeld() {
        if (decoding) {
            return;
        }
        decoding = true;
        try {
            RespCommand command;
            while (!closing && !closed && !isFull() && (command = input.next(trusted)) != null) {
                dispatch(command);
            }
        } catch (RespProtocolException e) {
            LOG.debug("{}: {}", remoteAddress(), e.getMessage());
            if (RequestDecoder.TOO_BIG.equals(e.getMessage())) {
                endedBy(Ending.INPUT_LIMIT);
            }
            replies().open(this, 0).reply(new RespValue.SimpleError("ERR Protocol error: " + e.getMessage()));
            closeAfterReplies();
        } catch (RuntimeException e) {
            LOG.warn("closing a connection whose handler failed", e);
            close();
        } finally {
            decoding = false;
        }
        if (inputEnded && !isFull()) {
            // All that was whole is being answered; half a command will never be.
            closing = true;
        }
        if (closing || closed) {
            input.release();
        }
        channel().config().setAutoRead(!inputEnded && (closing || input.isEmpty()));
        flush();
    }

    private boolean isFull() {
        return replies().isFull(settings) || !channel().isWritable();
    }

    private void dispatch(RespCommand command) {
        if (command.isNamed("POST") || command.isNamed("Host:")) {
            // A browser was made to talk to us; what else it sent must not be taken for commands.
            end(Ending.OTHER, "possible cross-protocol attack");
            return;
        }
        RespServerHandler target = handler;
        if (target != null) {
            target.command(command, replies().open(this, command.heldBytes()));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("{}: {}", remoteAddress(), Addresses.reason(cause));
        failed(ctx.channel(), cause);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
        ctx.fireChannelInactive();
    }

    private void ended() {
        closed = true;
        holdsNothing();
        input.release();
        replies().clear();
        inbox().clear();
        RespServerHandler target = handler;
        handler = null;
        if (target != null) {
            target.closed();
        }
    }

    // --- from the handler, on any thread

    void replied(ReplySlot slot, RespValue value) {
        if (inbox().isIdleHere()) {
            replyNow(slot, value);
        } else {
            inbox().add(() -> replyNow(slot, value));
        }
    }

    private void replyNow(ReplySlot slot, RespValue value) {
        if (!closed) {
            replies().reply(slot, value, protocol);
            flush();
            resume();
        }
    }

    void repliedAll(ReplySlot slot, List<RespValue> values) {
        inbox().run(() -> replyAllNow(slot, values));
    }

    private void replyAllNow(ReplySlot slot, List<RespValue> values) {
        if (!closed) {
            replies().replyAll(slot, values, protocol);
            flush();
            resume();
        }
    }

    /** Goes on with what had to wait until answers were given. */
    private void resume() {
        if ((inputEnded || !input.isEmpty()) && !isFull()) {
            decodeHeld();
        }
        if (closing && !farewell && !closed && replies().pending() == 0) {
            sayFarewell();
        }
    }

    @Override
    public void push(RespValue value) {
        if (closed) {
            return;
        }
        if (inbox().isIdleHere()) {
            pushNow(value, 0);
            return;
        }
        long size = RespEncoder.estimatedSize(value);
        if (replies().reserve(size)) {
            inbox().add(() -> pushNow(value, size));
            holds(heldBeside + replies().waitingBytes());
        } else {
            cut();
        }
    }

    private void pushNow(RespValue value, long reserved) {
        if (!closed && !farewell) {
            replies().push(value, protocol, reserved);
            flush();
        }
    }

    /** Sends what was gathered, unless more is about to come in the same turn. */
    private void flush() {
        if (!reading && !inbox().isDraining() && !decoding && !closed) {
            output().flush();
            weigh();
        }
    }

    private void weigh() {
        if (!closed) {
            heldBeside = input.heldBytes() + replies().unansweredBytes() + output().overhead();
            holds(heldBeside + replies().waitingBytes());
        }
    }

    /** Ends a connection whose client does not read what it asked for. */
    private void cut() {
        if (!closed) {
            end(Ending.OUTPUT_LIMIT, pendingOutput() + " bytes of output wait");
        }
    }

    @Override
    public void protocol(int version) {
        if (version != 2 && version != 3) {
            throw new IllegalArgumentException("protocol must be 2 or 3, was " + version);
        }
        inbox().run(() -> protocol = version);
    }

    @Override
    public void execute(Runnable task) {
        inbox().run(() -> {
            if (!closed) {
                task.run();
            }
        });
    }

    @Override
    public int protocol() {
        return protocol;
    }

    @Override
    public void authenticated(boolean isTrusted) {
        trusted = isTrusted;
    }

    @Override
    public void close() {
        closed = true;
        Channel channel = channel();
        if (channel.eventLoop().inEventLoop()) {
            closeNow();
            return;
        }
        try {
            channel.eventLoop().execute(this::closeNow);
        } catch (RejectedExecutionException e) {
            LOG.debug("the event loop has ended already", e);
        }
    }

    private void closeNow() {
        // Past the pipeline: TLS would wait for a client that does not read.
        channel().unsafe().close(channel().newPromise());
    }

    @Override
    public void closeAfterReplies() {
        inbox().run(() -> {
            closing = true;
            resume();
        });
    }

    /** All is answered: sends what is left, then closes. */
    private void sayFarewell() {
        farewell = true;
        input.release();
        ChannelHandlerContext ctx = context();
        output().flush();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        if (ctx.channel().isOpen()) {
            ctx.executor().schedule(this::close, CLOSE_GRACE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not in a pipeline yet");
    }

    private Channel channel() {
        return context().channel();
    }

    private ServerOutput output() {
        return Objects.requireNonNull(output, "not in a pipeline yet");
    }

    private LoopInbox inbox() {
        return Objects.requireNonNull(inbox, "not in a pipeline yet");
    }

    @Override
    ServerReplies replies() {
        return Objects.requireNonNull(replies, "not in a pipeline yet");
    }

    @Override
    public long bytesRead() {
        return input.bytesRead();
    }

    @Override
    public long bytesWritten() {
        return output().written();
    }

    @Override
    public boolean isInsideCommand() {
        return input.isInsideCommand();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }
}
