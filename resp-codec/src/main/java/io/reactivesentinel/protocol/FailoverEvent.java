package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * One step of a failover led by this Sentinel, from {@code +try-failover} to {@code +failover-end}.
 *
 * @param type which step
 * @param instance the master or replica it concerns
 * @param epoch the epoch of the failover
 * @param atMs wall clock, milliseconds
 */
public record FailoverEvent(EventType type, InstanceRef instance, long epoch, long atMs) implements SentinelEvent {

    @Override
    public Optional<String> masterName() {
        return Optional.of(instance.masterName());
    }

    @Override
    public String payload() {
        return instance.toString();
    }
}
