package io.reactivesentinel.resp.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** How addresses and failures read in messages. */
final class Addresses {
    private Addresses() {}

    /** {@code host:port} without a name lookup. */
    static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return String.valueOf(address);
        }
        String host = inet.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    /** The message of the innermost cause, which names the reason of the operating system. */
    static String reason(Throwable failure) {
        Throwable innermost = failure;
        for (int i = 0; i < 16 && innermost.getCause() != null; i++) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }
}
