package io.reactivesentinel.resp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.reactivesentinel.resp.RequestDecoder;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespProtocolException;
import io.reactivesentinel.resp.RespValue;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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
final class ServerChannel extends ChannelInboundHandlerAdapter implements RespServerConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ServerChannel.class);

    /** How long a client may take to read the last replies of a connection that is being closed. */
    private static final long CLOSE_GRACE_SECONDS = 5;

    private final long id;
    private final ServerSettings settings;
    private final RequestDecoder decoder;
    private final ArrayDeque<ReplySlot> slots = new ArrayDeque<>();
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicLong queuedBytes = new AtomicLong();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ServerOutput output;
    private @Nullable RespServerHandler handler;
    private boolean reading;
    private boolean decoding;
    private boolean closing;
    private boolean farewell;
    private volatile int protocol = 2;
    private volatile boolean trusted = true;
    private volatile boolean closed;
    private volatile boolean insideCommand;
    private volatile int pendingReplies;
    private volatile long lastReadNanos = System.nanoTime();
    private volatile SocketAddress localAddress = new InetSocketAddress(0);
    private volatile SocketAddress remoteAddress = new InetSocketAddress(0);

    ServerChannel(long id, ServerSettings settings) {
        this.id = id;
        this.settings = settings;
        this.decoder = new RequestDecoder(settings.limits());
    }

    // --- from the network

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        output = new ServerOutput(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        localAddress = ctx.channel().localAddress();
        remoteAddress = ctx.channel().remoteAddress();
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
        lastReadNanos = System.nanoTime();
        reading = true;
        held.add(bytes);
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
            decodeHeld();
            flush();
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** Decodes what has arrived until it is used up or reading has to stop; the rest waits for {@link #resume}. */
    private void decodeHeld() {
        if (decoding) {
            return;
        }
        decoding = true;
        try {
            ByteBuf bytes;
            while (!closing && !closed && !isFull() && (bytes = held.peek()) != null) {
                decoder.authenticated(trusted);
                RespCommand command = decoder.decode(bytes);
                if (command != null) {
                    dispatch(command);
                } else {
                    held.poll();
                    bytes.release();
                }
            }
        } catch (RespProtocolException e) {
            LOG.debug("{}: {}", remoteAddress, e.getMessage());
            ReplySlot last = newSlot();
            last.reply(new RespValue.SimpleError("ERR Protocol error: " + e.getMessage()));
            closeAfterReplies();
        } catch (RuntimeException e) {
            LOG.warn("closing a connection whose handler failed", e);
            close();
        } finally {
            decoding = false;
            insideCommand = decoder.isInsideCommand();
        }
        if (closing || closed) {
            releaseHeld();
        }
        channel().config().setAutoRead(closing || held.isEmpty());
        flush();
    }

    private boolean isFull() {
        return slots.size() >= settings.maxPendingReplies() || !channel().isWritable();
    }

    private void dispatch(RespCommand command) {
        if (command.isNamed("POST") || command.isNamed("Host:")) {
            // A browser was made to talk to us; what else it sent must not be taken for commands.
            LOG.warn("possible cross-protocol attack from {}: connection closed", remoteAddress);
            close();
            return;
        }
        RespServerHandler target = handler;
        if (target != null) {
            target.command(command, newSlot());
        }
    }

    private ReplySlot newSlot() {
        ReplySlot slot = new ReplySlot(this);
        slots.add(slot);
        pendingReplies = slots.size();
        return slot;
    }

    private void releaseHeld() {
        ByteBuf bytes;
        while ((bytes = held.poll()) != null) {
            bytes.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("{}: {}", remoteAddress, Addresses.reason(cause));
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ended();
    }

    private void ended() {
        closed = true;
        releaseHeld();
        output().release();
        slots.clear();
        pendingReplies = 0;
        inbox.clear();
        RespServerHandler target = handler;
        handler = null;
        if (target != null) {
            target.closed();
        }
    }

    // --- from the handler, on any thread

    /** Whether the caller may act at once: on the event loop, with nothing queued that was asked for earlier. */
    private boolean actsAtOnce() {
        return channel().eventLoop().inEventLoop() && inbox.isEmpty();
    }

    private void enqueue(Runnable task) {
        if (closed) {
            return;
        }
        inbox.add(task);
        if (scheduled.compareAndSet(false, true)) {
            try {
                channel().eventLoop().execute(this::drain);
            } catch (RejectedExecutionException e) {
                inbox.clear();
            }
        }
    }

    private void drain() {
        scheduled.set(false);
        Runnable task;
        reading = true;
        while ((task = inbox.poll()) != null) {
            if (!closed) {
                task.run();
            }
        }
        reading = false;
        flush();
    }

    void replied(ReplySlot slot, RespValue value) {
        if (!actsAtOnce()) {
            enqueue(() -> replyNow(slot, value));
        } else {
            replyNow(slot, value);
        }
    }

    private void replyNow(ReplySlot slot, RespValue value) {
        if (closed) {
            return;
        }
        slot.markReady();
        if (slot == slots.peek()) {
            slots.poll();
            write(value, protocol);
            advance();
        } else {
            slot.add(new ReplySlot.Answer(value, protocol, 0));
        }
    }

    void repliedAll(ReplySlot slot, List<RespValue> values) {
        if (!actsAtOnce()) {
            enqueue(() -> replyAllNow(slot, values));
        } else {
            replyAllNow(slot, values);
        }
    }

    private void replyAllNow(ReplySlot slot, List<RespValue> values) {
        if (closed) {
            return;
        }
        for (RespValue value : values) {
            slot.add(new ReplySlot.Answer(value, protocol, 0));
        }
        slot.markReady();
        advance();
    }

    /** Writes the answers that nothing waits before any more. */
    private void advance() {
        ReplySlot slot;
        while ((slot = slots.peek()) != null && slot.isReady()) {
            slots.poll();
            for (ReplySlot.Answer answer : slot.answers()) {
                queuedBytes.addAndGet(-answer.queuedBytes());
                write(answer.value(), answer.protocol());
            }
        }
        pendingReplies = slots.size();
        flush();
        resume();
    }

    private void resume() {
        if (!held.isEmpty() && !isFull()) {
            decodeHeld();
        }
        if (closing && slots.isEmpty() && !farewell && !closed) {
            sayFarewell();
        }
    }

    @Override
    public void push(RespValue value) {
        if (closed) {
            return;
        }
        if (actsAtOnce()) {
            pushNow(value, 0);
            return;
        }
        long size = RespEncoder.estimatedSize(value);
        if (queuedBytes.addAndGet(size) > settings.outputLimit()) {
            cut();
            return;
        }
        enqueue(() -> pushNow(value, size));
    }

    private void pushNow(RespValue value, long queued) {
        if (closed || farewell) {
            return;
        }
        ReplySlot blocked = lastReady();
        if (blocked == null) {
            queuedBytes.addAndGet(-queued);
            write(value, protocol);
            flush();
            return;
        }
        long size = queued == 0 ? RespEncoder.estimatedSize(value) : queued;
        if (queued == 0 && queuedBytes.addAndGet(size) > settings.outputLimit()) {
            cut();
            return;
        }
        blocked.add(new ReplySlot.Answer(value, protocol, size));
    }

    /** The last command that was answered but waits for an earlier one; a push must not overtake it. */
    private @Nullable ReplySlot lastReady() {
        ReplySlot last = null;
        for (ReplySlot slot : slots) {
            if (slot.isReady()) {
                last = slot;
            }
        }
        return last;
    }

    private void write(RespValue value, int version) {
        if (closed) {
            return;
        }
        ServerOutput out = output();
        out.append(value, version);
        if (out.backlog() > settings.outputLimit()) {
            cut();
        }
    }

    private void flush() {
        if (!reading && !decoding && !closed) {
            output().flush();
        }
    }

    /** Ends a connection whose client does not read what it asked for. */
    private void cut() {
        if (!closed) {
            LOG.warn("closing {}: more than {} bytes of output wait", remoteAddress, settings.outputLimit());
            close();
        }
    }

    @Override
    public void protocol(int version) {
        if (version != 2 && version != 3) {
            throw new IllegalArgumentException("protocol must be 2 or 3, was " + version);
        }
        if (actsAtOnce()) {
            protocol = version;
        } else {
            enqueue(() -> protocol = version);
        }
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
        if (actsAtOnce()) {
            closing = true;
            resume();
        } else {
            enqueue(() -> {
                closing = true;
                resume();
            });
        }
    }

    /** All is answered: sends what is left, then closes. */
    private void sayFarewell() {
        farewell = true;
        releaseHeld();
        ChannelHandlerContext ctx = context();
        output().flush();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        ctx.executor().schedule(this::close, CLOSE_GRACE_SECONDS, TimeUnit.SECONDS);
    }

    // --- what it is

    private ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return ctx;
    }

    private Channel channel() {
        return context().channel();
    }

    private ServerOutput output() {
        ServerOutput out = output;
        if (out == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return out;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public long pendingOutput() {
        return queuedBytes.get() + output().unsent();
    }

    @Override
    public int pendingReplies() {
        return pendingReplies;
    }

    @Override
    public long lastReadNanos() {
        return lastReadNanos;
    }

    @Override
    public boolean isInsideCommand() {
        return insideCommand;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public String toString() {
        return "RespServerConnection[" + id + ", " + Addresses.text(remoteAddress) + "]";
    }
}
