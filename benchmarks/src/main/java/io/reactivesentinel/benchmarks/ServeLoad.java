package io.reactivesentinel.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.Closeable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The load of {@code serve}: one thread with many connections, the same for whoever serves. It does not decode: every answer
 * is known beforehand to the byte, so that it only compares where one begins and counts.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails ends its connection, and that is noted.
final class ServeLoad implements Closeable {

    private static final long CONNECT_SECONDS = 20;

    /** Fewer than any backlog, so that no connection waits for a second attempt of the system. */
    private static final int WAVE = 100;

    private final EventLoopGroup loop;
    private final List<Channel> channels = new ArrayList<>();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    /** Written by the one thread only. */
    private final AtomicLong bytes = new AtomicLong();

    private volatile boolean closing;

    private ServeLoad() {
        this.loop = new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /**
     * Connections that each send a request so many times at once, wait for all answers and begin again, until closed.
     *
     * @param request its bytes
     * @param reply the bytes of its answer
     */
    static ServeLoad asking(int port, int connections, int pipeline, byte[] request, byte[] reply) {
        ServeLoad load = new ServeLoad();
        ByteBuf batch = Unpooled.directBuffer(request.length * pipeline);
        for (int i = 0; i < pipeline; i++) {
            batch.writeBytes(request);
        }
        ByteBuf constant = Unpooled.unreleasableBuffer(batch.asReadOnly());
        return load.connected(port, connections, () -> load.new Asking(constant, reply, pipeline));
    }

    /**
     * Connections that each send a request once and then only listen.
     *
     * @param request its bytes
     */
    static ServeLoad listening(int port, int connections, byte[] request) {
        ServeLoad load = new ServeLoad();
        return load.connected(port, connections, () -> load.new Listening(request));
    }

    private ServeLoad connected(int port, int connections, Supplier<ChannelHandler> handlers) {
        try {
            List<ChannelFuture> wave = new ArrayList<>();
            for (int i = 1; i <= connections; i++) {
                wave.add(new Bootstrap()
                        .group(loop)
                        .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(handlers.get())
                        .connect(InetAddress.getLoopbackAddress(), port));
                if (i % WAVE == 0 || i == connections) {
                    for (ChannelFuture each : wave) {
                        if (!each.awaitUninterruptibly(CONNECT_SECONDS, TimeUnit.SECONDS) || !each.isSuccess()) {
                            throw new MeasurementException("cannot connect to port " + port + ": " + each.cause());
                        }
                        channels.add(each.channel());
                    }
                    wave.clear();
                }
            }
            return this;
        } catch (MeasurementException e) {
            close();
            throw e;
        }
    }

    /** Bytes received by all connections so far. */
    long bytes() {
        String problem = failure.get();
        if (problem != null) {
            throw new MeasurementException(problem);
        }
        return bytes.get();
    }

    @Override
    public void close() {
        closing = true;
        channels.forEach(channel -> channel.close().syncUninterruptibly());
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(CONNECT_SECONDS, TimeUnit.SECONDS);
    }

    private abstract class Connection extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf read = (ByteBuf) message;
            try {
                bytes.lazySet(bytes.get() + read.readableBytes());
                received(context, read);
            } finally {
                read.release();
            }
        }

        abstract void received(ChannelHandlerContext context, ByteBuf read);

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!closing) {
                failure.compareAndSet(null, "the server closed a connection");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
            if (!closing) {
                failure.compareAndSet(null, problem.toString());
            }
            context.close();
        }
    }

    private final class Asking extends Connection {
        private final ByteBuf batch;
        private final byte[] reply;
        private final int whole;
        private int got;

        Asking(ByteBuf batch, byte[] reply, int pipeline) {
            this.batch = batch;
            this.reply = reply;
            this.whole = reply.length * pipeline;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(batch.duplicate(), context.voidPromise());
        }

        @Override
        void received(ChannelHandlerContext context, ByteBuf read) {
            int length = read.readableBytes();
            int first = got % reply.length == 0 ? 0 : reply.length - got % reply.length;
            for (int at = first; at < length; at += reply.length) {
                if (read.getByte(read.readerIndex() + at) != reply[0]) {
                    failure.compareAndSet(null, "an answer is not the one expected");
                }
            }
            got += length;
            if (got == whole) {
                got = 0;
                context.writeAndFlush(batch.duplicate(), context.voidPromise());
            } else if (got > whole) {
                failure.compareAndSet(null, "more was answered than asked");
            }
        }
    }

    private final class Listening extends Connection {
        private final byte[] request;

        Listening(byte[] request) {
            this.request = request;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.wrappedBuffer(request), context.voidPromise());
        }

        @Override
        void received(ChannelHandlerContext context, ByteBuf read) {
            // Counted already.
        }
    }
}
