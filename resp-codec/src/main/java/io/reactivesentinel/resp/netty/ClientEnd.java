package io.reactivesentinel.resp.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLException;
import org.slf4j.LoggerFactory;

/** Which client a channel belongs to, and when it was heard last; written on the event loop, read anywhere. */
abstract class ClientEnd extends ChannelInboundHandlerAdapter implements RespServerConnection {
    /** Lines about clients that misbehave, however many do. */
    static final Seldom LINES = new Seldom(System.nanoTime());

    /** Lines about clients with whom TLS does not come about. */
    private static final Seldom HANDSHAKES = new Seldom(System.nanoTime());

    private final long id;
    private final ClientMemory.Share memory;
    private volatile long kept;
    private volatile Ending ending = Ending.OTHER;
    private volatile long lastReadNanos = System.nanoTime();
    private volatile SocketAddress localAddress = new InetSocketAddress(0);
    private volatile SocketAddress remoteAddress = new InetSocketAddress(0);

    ClientEnd(long id, ClientMemory shared) {
        this.id = id;
        this.memory = shared.open(this::evict);
    }

    private void evict() {
        end(Ending.EVICTED, "all clients together hold too much, and it holds most");
    }

    /** Ends the connection, and says so unless much is said already. */
    final void end(Ending why, String text) {
        ending = why;
        if (LINES.mayBeSaid(System.nanoTime())) {
            LoggerFactory.getLogger(ServerChannel.class).warn("closing {}: {}", Addresses.text(remoteAddress), text);
        }
        close();
    }

    /** Something went wrong with its channel; a failed handshake is said unless that was said a moment ago. */
    final void failed(Channel channel, Throwable cause) {
        boolean isTls = cause instanceof SSLException || cause.getCause() instanceof SSLException;
        if (isTls && HANDSHAKES.mayBeSaid(System.nanoTime())) {
            LoggerFactory.getLogger(ServerChannel.class)
                    .warn(
                            "Error accepting a client connection: {} (addr={})",
                            Addresses.reason(cause),
                            Addresses.text(channel.remoteAddress()));
        }
    }

    /** The server ended it for that reason. */
    final void endedBy(Ending why) {
        ending = why;
    }

    /** What it makes us hold now. */
    final void holds(long bytes) {
        memory.is(bytes + kept);
    }

    /** It is gone, and holds nothing. */
    final void holdsNothing() {
        memory.close();
    }

    @Override
    public final void keeps(long bytes) {
        kept = bytes;
    }

    @Override
    public final void spared(boolean value) {
        memory.spared(value);
    }

    @Override
    public final Ending ending() {
        return ending;
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
