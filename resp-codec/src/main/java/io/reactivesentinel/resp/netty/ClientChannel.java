package io.reactivesentinel.resp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.reactivesentinel.resp.RespDecoder;
import io.reactivesentinel.resp.RespEncoder;
import io.reactivesentinel.resp.RespLimits;
import io.reactivesentinel.resp.RespProtocolException;
import io.reactivesentinel.resp.RespValue;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The channel of a client connection: requests wait in an inbox until the event loop writes all of them with one flush,
 * and then in flight until their replies come in the same order.
 *
 * <p>A request is written only while the channel is writable, so that the guard of a request is asked when its bytes can
 * really leave and not when they join a queue.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive, where all is settled
final class ClientChannel extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientChannel.class);

    /** Bytes gathered before they are handed to the channel. */
    private static final int BATCH_BYTES = 32 * 1024;

    private static final int INITIAL_BUFFER = 256;

    private final int maxPending;
    private final Consumer<RespValue> onPush;
    private final Runnable afterPushes;
    private final RespDecoder decoder;
    private final Subscriptions subscriptions = new Subscriptions();
    private final Queue<PendingRequest> inbox = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<PendingRequest> inFlight = new ArrayDeque<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Sinks.Empty<Void> closed = Sinks.empty();
    private @Nullable ChannelHandlerContext context;
    private boolean active;
    private volatile @Nullable Throwable closeCause;
    private volatile boolean aborted;
    private volatile SocketAddress localAddress = new InetSocketAddress(0);
    private volatile SocketAddress remoteAddress = new InetSocketAddress(0);
    private volatile long lastReadNanos = System.nanoTime();

    ClientChannel(RespLimits limits, int maxPending, Consumer<RespValue> onPush, Runnable afterPushes) {
        this.afterPushes = afterPushes;
        this.maxPending = maxPending;
        this.onPush = onPush;
        this.decoder = new RespDecoder(limits);
    }

    void request(PendingRequest request) {
        if (pending.incrementAndGet() > maxPending) {
            pending.decrementAndGet();
            lost(request, new PendingLimitException(maxPending));
            return;
        }
        inbox.add(request);
        if (scheduled.compareAndSet(false, true)) {
            try {
                channel().eventLoop().execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The event loop has ended, and with it every connection; nobody else will empty the inbox.
                settleInbox(e);
            }
        }
    }

    int pending() {
        return pending.get();
    }

    long lastReadNanos() {
        return lastReadNanos;
    }

    @Nullable
    Throwable closeCause() {
        return closeCause;
    }

    Mono<Void> onClose() {
        return closed.asMono();
    }

    SocketAddress localAddress() {
        return localAddress;
    }

    SocketAddress remoteAddress() {
        return remoteAddress;
    }

    private Channel channel() {
        return context().channel();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not in a pipeline yet");
    }

    void close() {
        onLoop(() -> lose(new ConnectionLostException("closed by this side", true, null), false));
    }

    void abort() {
        aborted = true;
        onLoop(() -> lose(new ConnectionLostException("aborted by this side", true, null), true));
    }

    private void onLoop(Runnable task) {
        if (channel().eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            channel().eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            settleInbox(e);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        active = true;
        // Kept, because a closed channel no longer knows them.
        localAddress = ctx.channel().localAddress();
        remoteAddress = ctx.channel().remoteAddress();
        ctx.fireChannelActive();
        // After the rest of the pipeline, where Reactor Netty turns it off to read on demand.
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof ByteBuf bytes) {
                lastReadNanos = System.nanoTime();
                while (closeCause == null) {
                    RespValue value = decoder.decode(bytes);
                    if (value == null) {
                        break;
                    }
                    received(value);
                }
            }
        } catch (RespProtocolException e) {
            lose(e, false);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void received(RespValue value) {
        RespValue bare = value.bare();
        PendingRequest next = inFlight.peek();
        boolean push = bare instanceof RespValue.Push
                || (bare instanceof RespValue.Array array && subscriptions.isPush(array, next));
        if (push) {
            boolean answered = subscriptions.confirm(bare.elements(), next);
            try {
                onPush.accept(value);
            } catch (RuntimeException e) {
                LOG.warn("a push consumer failed", e);
            }
            if (!answered) {
                return;
            }
        }
        // The push consumer may have closed the connection, and with it settled everything.
        PendingRequest answered = inFlight.poll();
        if (answered != null) {
            answered(answered, value);
        } else if (closeCause == null) {
            lose(new RespProtocolException("reply without a request"), false);
        }
    }

    private void answered(PendingRequest request, RespValue reply) {
        pending.decrementAndGet();
        try {
            request.handler.onReply(reply);
        } catch (RuntimeException e) {
            LOG.warn("a reply handler failed", e);
        }
    }

    private static void lost(PendingRequest request, Throwable cause) {
        try {
            request.handler.onLost(cause);
        } catch (RuntimeException e) {
            LOG.warn("a reply handler failed", e);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            write(ctx);
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void drain() {
        scheduled.set(false);
        Throwable cause = closeCause;
        if (cause != null) {
            settleInbox(cause);
        } else {
            write(context());
        }
    }

    private void write(ChannelHandlerContext ctx) {
        ByteBuf out = null;
        boolean written = false;
        while (closeCause == null && !aborted && ctx.channel().isWritable()) {
            PendingRequest request = inbox.poll();
            if (request == null) {
                break;
            }
            if (!mayWrite(request)) {
                continue;
            }
            if (out == null) {
                long size = RespEncoder.estimatedSize(request.command);
                out = ctx.alloc().buffer((int) Math.min(BATCH_BYTES, Math.max(INITIAL_BUFFER, size)));
            }
            RespEncoder.encode(request.command, out);
            inFlight.add(request);
            if (out.readableBytes() >= BATCH_BYTES) {
                ctx.write(out);
                out = null;
                written = true;
            }
        }
        if (out != null) {
            ctx.write(out);
            written = true;
        }
        if (written) {
            ctx.flush();
        }
    }

    private boolean mayWrite(PendingRequest request) {
        Throwable refusal;
        try {
            if (request.mayWrite.getAsBoolean()) {
                return true;
            }
            refusal = new RequestExpiredException(request.command.name());
        } catch (RuntimeException e) {
            refusal = e;
        }
        pending.decrementAndGet();
        lost(request, refusal);
        return false;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (active) {
            lose(cause, false);
        } else {
            // A failed TLS handshake: Reactor Netty reports it to whoever connects.
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lose(new ConnectionLostException("closed by the server", true, null), false);
        ctx.fireChannelInactive();
    }

    private void lose(Throwable cause, boolean reset) {
        if (closeCause != null) {
            return;
        }
        closeCause = cause;
        Channel channel = channel();
        if (reset) {
            // Past the pipeline: TLS would still flush what it holds. With linger 0 the kernel drops what it holds too.
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (ChannelException e) {
                LOG.debug("already closed", e);
            }
            channel.unsafe().close(channel.newPromise());
        } else {
            channel.close();
        }
        PendingRequest request;
        while ((request = inFlight.poll()) != null) {
            pending.decrementAndGet();
            lost(request, lostBecause(cause, true));
        }
        settleInbox(cause);
        afterPushes.run();
        closed.tryEmitEmpty();
    }

    private void settleInbox(Throwable cause) {
        PendingRequest request;
        while ((request = inbox.poll()) != null) {
            pending.decrementAndGet();
            lost(request, lostBecause(cause, false));
        }
    }

    private static ConnectionLostException lostBecause(Throwable cause, boolean written) {
        return new ConnectionLostException("connection lost: " + Addresses.reason(cause), written, cause);
    }
}
