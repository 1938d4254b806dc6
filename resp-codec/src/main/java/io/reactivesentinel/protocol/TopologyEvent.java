package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * Something about the set of instances around a master: found, moved, restarted, changed its role or was corrected.
 *
 * @param type which
 * @param instance the instance it is about
 * @param detail what the payload says after the instance; empty for nothing
 * @param atMs wall clock, milliseconds
 */
public record TopologyEvent(EventType type, InstanceRef instance, String detail, long atMs) implements SentinelEvent {

    @Override
    public Optional<String> masterName() {
        return Optional.of(instance.masterName());
    }

    @Override
    public String payload() {
        return detail.isEmpty() ? instance.toString() : instance + " " + detail;
    }
}
