package io.reactivesentinel.resp.netty;

/** The guard of a request no longer allowed it when its turn to be written came; nothing was sent. */
public final class RequestExpiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RequestExpiredException(String command) {
        super(command + " was not sent: no longer wanted when its turn came", null, false, false);
    }
}
