package io.reactivesentinel.resp.netty;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.regex.Pattern;

/** A server could not listen on one of its addresses; nothing is bound any more. */
public final class RespBindException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What Netty's native transport puts before the reason of the operating system. */
    private static final Pattern NATIVE_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

    private final SocketAddress address;
    private final String text;

    RespBindException(SocketAddress address, Throwable cause) {
        super("cannot listen on " + Addresses.text(address) + ": " + Addresses.reason(cause), cause);
        this.address = address;
        this.text = Addresses.text(address) + ": bind: "
                + NATIVE_CALL.matcher(Addresses.reason(cause)).replaceFirst("");
    }

    /** Address and reason in the form of a Redis log: {@code 127.0.0.1:6379: bind: Address already in use}. */
    public String text() {
        return text;
    }

    /** Whether this machine does not have the address, or not its whole family; else something else is in the way. */
    public boolean isAddressMissing() {
        return text.endsWith("assign requested address") || text.contains("not supported");
    }

    /** The address that was refused. */
    public SocketAddress address() {
        return address;
    }
}
