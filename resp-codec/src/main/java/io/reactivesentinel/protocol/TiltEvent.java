package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * The process stood still for too long and stops acting for a while, or acts again ({@code +tilt}, {@code -tilt}).
 *
 * @param entered whether TILT began
 * @param atMs wall clock, milliseconds
 */
public record TiltEvent(boolean entered, long atMs) implements SentinelEvent {

    @Override
    public EventType type() {
        return entered ? EventType.TILT : EventType.TILT_OVER;
    }

    @Override
    public Optional<String> masterName() {
        return Optional.empty();
    }

    @Override
    public String payload() {
        return entered ? "#tilt mode entered" : "#tilt mode exited";
    }
}
