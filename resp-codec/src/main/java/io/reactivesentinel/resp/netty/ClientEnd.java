package io.reactivesentinel.resp.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Which client a channel belongs to, and when it was heard last; written on the event loop, read anywhere. */
abstract class ClientEnd extends ChannelInboundHandlerAdapter implements RespServerConnection {
    private final long id;
    private volatile long lastReadNanos = System.nanoTime();
    private volatile SocketAddress localAddress = new InetSocketAddress(0);
    private volatile SocketAddress remoteAddress = new InetSocketAddress(0);

    ClientEnd(long id) {
        this.id = id;
    }

    /** The channel stands, so that its addresses are known. */
    final void located(Channel channel) {
        localAddress = channel.localAddress();
        remoteAddress = channel.remoteAddress();
    }

    /** Something was read from it just now. */
    final void heard() {
        lastReadNanos = System.nanoTime();
    }

    /** What is on its way to the client. */
    abstract ServerReplies replies();

    @Override
    public final void outputLimits(OutputLimits limits) {
        replies().limits(limits);
    }

    @Override
    public final void checkOutput() {
        execute(() -> replies().checkBacklog());
    }

    @Override
    public final long pendingOutput() {
        return replies().waitingBytes();
    }

    @Override
    public final int pendingReplies() {
        return replies().pending();
    }

    @Override
    public final long id() {
        return id;
    }

    @Override
    public final SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public final SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public final long lastReadNanos() {
        return lastReadNanos;
    }

    @Override
    public final String toString() {
        return "RespServerConnection[" + id + ", " + Addresses.text(remoteAddress) + "]";
    }
}
