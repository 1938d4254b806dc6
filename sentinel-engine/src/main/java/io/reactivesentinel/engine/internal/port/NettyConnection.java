package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.spi.CommandPort;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespServerConnection;
import io.reactivesentinel.resp.netty.RespServerHandler;
import io.reactivesentinel.resp.netty.Responder;
import java.util.function.Consumer;

/** One connection of {@link NettyCommandPort}: translates between the socket's side and the seam's. */
final class NettyConnection implements RespServerHandler, CommandPort.Connection {
    private final RespServerConnection connection;
    private final CommandPort.Receiver receiver;
    private final Consumer<NettyConnection> onClose;
    private final ClientLimits limits;
    private final long openedMs;
    private volatile boolean authenticated;
    private volatile boolean subscribed;
    private volatile long commandCount;

    /** Since when the command that is arriving has been seen to arrive; only the sweep touches these two. */
    private long insideSinceMs = -1;

    private long insideCommand = -1;

    /** Since when nothing has been read that was not seen before; these two, too, are the sweep's. */
    private long silentSinceMs;

    private long lastReadSeen;

    NettyConnection(
            RespServerConnection connection,
            CommandPort.Acceptor acceptor,
            ClientLimits limits,
            long openedMs,
            Consumer<NettyConnection> onClose) {
        this.connection = connection;
        this.limits = limits;
        this.openedMs = openedMs;
        this.silentSinceMs = openedMs;
        this.onClose = onClose;
        connection.outputLimits(limits.normal());
        this.receiver = acceptor.accept(this);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the event loop only
    public void command(RespCommand command, Responder responder) {
        commandCount++;
        receiver.received(command.words(), responder::replyAll);
    }

    @Override
    public void closed() {
        onClose.accept(this);
        receiver.closed();
    }

    /** Closes a connection that holds resources and does not come to anything. Called by one thread, now and then. */
    void closeIfIdle(long nowMs) {
        boolean stranger = !authenticated && nowMs - openedMs > NettyCommandPort.AUTHENTICATION_DEADLINE.toMillis();
        if (stranger || hasStalled(nowMs) || hasGoneSilent(nowMs)) {
            connection.close();
        } else {
            connection.checkOutput();
        }
    }

    private boolean hasGoneSilent(long nowMs) {
        long lastRead = connection.lastReadNanos();
        if (lastRead != lastReadSeen || subscribed || connection.pendingReplies() > 0) {
            lastReadSeen = lastRead;
            silentSinceMs = nowMs;
        }
        return !limits.idle().isZero() && nowMs - silentSinceMs > limits.idle().toMillis();
    }

    /** Whether one and the same command has been arriving for too long, however steadily it drips. */
    private boolean hasStalled(long nowMs) {
        if (!connection.isInsideCommand()) {
            insideSinceMs = -1;
        } else if (insideSinceMs < 0 || insideCommand != commandCount) {
            insideSinceMs = nowMs;
            insideCommand = commandCount;
        }
        return insideSinceMs >= 0 && nowMs - insideSinceMs > NettyCommandPort.COMMAND_DEADLINE.toMillis();
    }

    @Override
    public InstanceAddress remote() {
        return NettyCommandPort.address(connection.remoteAddress());
    }

    @Override
    public InstanceAddress local() {
        return NettyCommandPort.address(connection.localAddress());
    }

    @Override
    public boolean isLocal() {
        return NettyCommandPort.isLocal(connection.remoteAddress());
    }

    @Override
    public void push(RespValue value) {
        connection.push(value);
    }

    @Override
    public void useProtocol(int version) {
        connection.protocol(version);
    }

    @Override
    public void authenticated() {
        authenticated = true;
        connection.authenticated(true);
    }

    @Override
    public void subscribed(boolean toSomething) {
        subscribed = toSomething;
        connection.outputLimits(toSomething ? limits.subscriber() : limits.normal());
    }

    @Override
    public void execute(Runnable task) {
        connection.execute(task);
    }

    @Override
    public void close() {
        connection.closeAfterReplies();
    }

    @Override
    public void abort() {
        connection.close();
    }

    @Override
    public void keeps(long bytes) {
        connection.keeps(bytes);
    }

    @Override
    public void spared(boolean value) {
        connection.spared(value);
    }

    @Override
    public CommandPort.Cut cut() {
        return switch (connection.ending()) {
            case OTHER -> CommandPort.Cut.NONE;
            case OUTPUT_LIMIT -> CommandPort.Cut.OUTPUT;
            case INPUT_LIMIT -> CommandPort.Cut.INPUT;
            case EVICTED -> CommandPort.Cut.MEMORY;
        };
    }

    @Override
    public long bytesRead() {
        return connection.bytesRead();
    }

    @Override
    public long bytesWritten() {
        return connection.bytesWritten();
    }

    @Override
    public long pendingOutput() {
        return connection.pendingOutput();
    }
}
