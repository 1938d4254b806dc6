package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * A link could not be opened; of level debug, so it is logged and never published.
 *
 * @param type which link
 * @param instance the instance it leads to
 * @param reason why it failed
 * @param atMs wall clock, milliseconds
 */
public record LinkEvent(EventType type, InstanceRef instance, String reason, long atMs) implements SentinelEvent {

    @Override
    public Optional<String> masterName() {
        return Optional.of(instance.masterName());
    }

    @Override
    public String payload() {
        return instance + " #" + reason;
    }
}
