package io.reactivesentinel.engine.spi;

/** State could not be made durable; the message says which file and why. Trying again later is safe. */
public final class StateSaveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure with its cause. */
    public StateSaveException(String message, Throwable cause) {
        super(message, cause);
    }
}
