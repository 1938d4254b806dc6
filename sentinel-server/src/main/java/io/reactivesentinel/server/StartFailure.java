package io.reactivesentinel.server;

/** A start that cannot go on because of something the user can repair: its message says all, without a stack trace. */
final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message, null, false, false);
    }

    /** The message, which this exception always has. */
    String text() {
        return String.valueOf(getMessage());
    }
}
