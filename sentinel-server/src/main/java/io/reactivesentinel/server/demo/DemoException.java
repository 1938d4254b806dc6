package io.reactivesentinel.server.demo;

/** Something a run of real processes needed did not happen; the message says what, in words for its reader. */
public final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message, which this exception always has. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
