package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * This Sentinel began or ceased to hold an instance for down ({@code +sdown}, {@code -sdown}).
 *
 * @param down whether it is down now
 * @param instance the instance
 * @param atMs wall clock, milliseconds
 */
public record SubjectiveDownEvent(boolean down, InstanceRef instance, long atMs) implements SentinelEvent {

    @Override
    public EventType type() {
        return down ? EventType.SDOWN : EventType.SDOWN_OVER;
    }

    @Override
    public Optional<String> masterName() {
        return Optional.of(instance.masterName());
    }

    @Override
    public String payload() {
        return instance.toString();
    }
}
