package io.reactivesentinel.resp.netty;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The connection ended before the reply came. Whether the server has executed the request is unknown unless
 * {@link #wasWritten()} is false, so retrying is safe only for what may happen twice.
 */
public final class ConnectionLostException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean written;

    ConnectionLostException(String message, boolean written, @Nullable Throwable cause) {
        super(message, cause);
        this.written = written;
    }

    /** Whether the request had been handed to the socket; if not, the server has not seen it. */
    public boolean wasWritten() {
        return written;
    }
}
