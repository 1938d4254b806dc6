package io.reactivesentinel.resp.netty;

import java.time.Duration;

/**
 * The reply did not come in time. The request may still be executed; a reply that comes late is dropped, and the
 * connection stays usable. A request that had not been written by then is never written.
 */
public final class RequestTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration timeout;

    RequestTimeoutException(String command, Duration timeout) {
        super("no reply to " + command + " within " + timeout.toMillis() + " ms");
        this.timeout = timeout;
    }

    /** How long the reply was waited for. */
    public Duration timeout() {
        return timeout;
    }
}
