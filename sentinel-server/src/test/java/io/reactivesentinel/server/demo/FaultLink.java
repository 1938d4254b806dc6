package io.reactivesentinel.server.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection through a {@link FaultProxy}: two sockets and what flows between them. Belongs to the proxy's thread. */
final class FaultLink {
    private static final int OPENING_MAX = 512;

    private final FaultProxy proxy;
    private final SocketChannel client;
    private final SocketChannel server;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private final FaultStream toServer;
    private final FaultStream toClient;
    private String opening = "";
    private boolean halfOpen;
    private boolean closed;

    /** Takes the client's connection over and begins one to the server. */
    FaultLink(FaultProxy proxy, Selector selector, SocketChannel client, InetSocketAddress serverAddress)
            throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.server = SocketChannel.open();
        client.configureBlocking(false);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        server.configureBlocking(false);
        server.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.clientKey = client.register(selector, 0);
        this.serverKey = server.register(selector, 0);
        this.toServer = new FaultStream(client, server);
        this.toClient = new FaultStream(server, client);
        try {
            server.connect(serverAddress);
        } catch (IOException e) {
            // Refused at once.
            reset();
        }
    }

    /** The first bytes from the client, as text. */
    String opening() {
        return opening;
    }

    boolean isClosed() {
        return closed;
    }

    /** Moves what can be moved now; in how many nanoseconds it must be called again if nothing else happens. */
    long pump(long now) {
        if (closed) {
            return Long.MAX_VALUE;
        }
        try {
            if (server.isConnectionPending() && !server.finishConnect()) {
                serverKey.interestOps(SelectionKey.OP_CONNECT);
                return Long.MAX_VALUE;
            }
            toServer.read(fault(FaultProxy.Direction.TO_SERVER), now);
            if (opening.length() < OPENING_MAX) {
                opening += new String(toServer.takeRead(OPENING_MAX - opening.length()), StandardCharsets.ISO_8859_1);
            }
            toClient.read(fault(FaultProxy.Direction.TO_CLIENT), now);
            // Only now, when it is known whose connection it is.
            long next = Math.min(
                    toServer.write(fault(FaultProxy.Direction.TO_SERVER), now),
                    toClient.write(fault(FaultProxy.Direction.TO_CLIENT), now));
            if (toServer.isReset() || toClient.isReset()) {
                reset();
                return Long.MAX_VALUE;
            }
            if (toServer.isFinished() && toClient.isFinished()) {
                close();
                return Long.MAX_VALUE;
            }
            clientKey.interestOps(toServer.readInterest() | toClient.writeInterest());
            serverKey.interestOps(toClient.readInterest() | toServer.writeInterest());
            return next;
        } catch (IOException e) {
            reset(); // The server could not be reached.
            return Long.MAX_VALUE;
        }
    }

    private Fault fault(FaultProxy.Direction direction) {
        return halfOpen ? Fault.SWALLOW : proxy.faultOf(opening, direction);
    }

    void halfOpen() {
        halfOpen = true;
    }

    void close() {
        closed = true;
        FaultProxy.closeQuietly(client);
        FaultProxy.closeQuietly(server);
    }

    void reset() {
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            try {
                if (channel.isOpen()) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
            } catch (IOException e) {
                // Then it is closed in the orderly way.
            }
        }
        close();
    }

    void resetIfHoled() {
        if (halfOpen || toServer.isHoled() || toClient.isHoled()) {
            reset();
        }
    }
}
