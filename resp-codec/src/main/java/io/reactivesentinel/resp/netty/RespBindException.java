package io.reactivesentinel.resp.netty;

import java.io.IOException;
import java.net.SocketAddress;

/** A server could not listen on one of its addresses; nothing is bound any more. */
public final class RespBindException extends IOException {
    private static final long serialVersionUID = 1L;

    private final SocketAddress address;

    RespBindException(SocketAddress address, Throwable cause) {
        super("cannot listen on " + Addresses.text(address) + ": " + Addresses.reason(cause), cause);
        this.address = address;
    }

    /** The address that was refused. */
    public SocketAddress address() {
        return address;
    }
}
