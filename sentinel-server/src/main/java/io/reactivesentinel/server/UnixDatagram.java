package io.reactivesentinel.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Sends datagrams to a Unix socket, which the JDK cannot: by Netty's native transport, where the class path has it for
 * this machine.
 */
final class UnixDatagram implements AutoCloseable {
    private static final long LIMIT_MS = 1_000;

    private final EventLoopGroup group;
    private final Channel channel;
    private final DomainSocketAddress address;

    private UnixDatagram(EventLoopGroup group, Channel channel, String path) {
        this.group = group;
        this.channel = channel;
        this.address = new DomainSocketAddress(path);
    }

    /** A sender to the socket of a path, which need not be there yet; empty if this machine cannot have one. */
    static Optional<UnixDatagram> to(String path) {
        try {
            if (!Epoll.isAvailable()) {
                return Optional.empty();
            }
            EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("sentinel-datagrams", true), EpollIoHandler.newFactory());
            Channel channel = new Bootstrap()
                    .group(group)
                    .channel(EpollDomainDatagramChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    // A name without a file, since Netty writes nothing to a channel without an address of its own.
                    .bind(new DomainSocketAddress("\0sentinel-" + UUID.randomUUID()))
                    .syncUninterruptibly()
                    .channel();
            return Optional.of(new UnixDatagram(group, channel, path));
        } catch (LinkageError e) {
            return Optional.empty(); // Built without the native transport.
        }
    }

    /** Sends without waiting; when too much waits already, it is dropped. */
    void send(byte[] data) {
        if (channel.isWritable()) {
            // Nothing is made of a failure: a log line about it would fail likewise.
            ChannelFuture unused = channel.writeAndFlush(packet(data));
        }
    }

    /** Sends and answers whether somebody received it. */
    boolean deliver(byte[] data) {
        ChannelFuture sent = channel.writeAndFlush(packet(data));
        return sent.awaitUninterruptibly(LIMIT_MS) && sent.isSuccess();
    }

    private DomainDatagramPacket packet(byte[] data) {
        return new DomainDatagramPacket(Unpooled.wrappedBuffer(data), address);
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(LIMIT_MS);
        Future<?> unused = group.shutdownGracefully(0, LIMIT_MS, TimeUnit.MILLISECONDS);
    }
}
