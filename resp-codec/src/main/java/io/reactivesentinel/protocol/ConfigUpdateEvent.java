package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * A newer configuration was taken over from another Sentinel ({@code +config-update-from}).
 *
 * @param source the Sentinel it came from
 * @param configEpoch its epoch
 * @param atMs wall clock, milliseconds
 */
public record ConfigUpdateEvent(InstanceRef source, long configEpoch, long atMs) implements SentinelEvent {

    @Override
    public EventType type() {
        return EventType.CONFIG_UPDATE_FROM;
    }

    @Override
    public Optional<String> masterName() {
        return Optional.of(source.masterName());
    }

    @Override
    public String payload() {
        return source.toString();
    }
}
