package io.reactivesentinel.resp.netty;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection could not be made: name, route, TLS, or a handshake the server refused. Retrying is safe. */
public final class RespConnectException extends IOException {
    private static final long serialVersionUID = 1L;

    private final SocketAddress address;
    private final @Nullable String errorReply;

    RespConnectException(SocketAddress address, String reason, @Nullable String errorReply, @Nullable Throwable cause) {
        super("cannot connect to " + Addresses.text(address) + ": " + reason, cause);
        this.address = address;
        this.errorReply = errorReply;
    }

    /** Where the connection should have gone. */
    public SocketAddress address() {
        return address;
    }

    /** What the server answered to AUTH or HELLO, such as {@code WRONGPASS …}; empty when it was not that. */
    public Optional<String> errorReply() {
        return Optional.ofNullable(errorReply);
    }
}
