package io.reactivesentinel.benchmarks;

/** A measurement could not be made or its result not be kept; the message is for a person. */
final class MeasurementException extends RuntimeException {

    MeasurementException(String message) {
        super(message);
    }

    MeasurementException(String message, Throwable cause) {
        super(message, cause);
    }
}
