package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * An operator began or ended monitoring, changed a setting or reset a master.
 *
 * @param type {@code +monitor}, {@code -monitor}, {@code +set} or {@code +reset-master}
 * @param instance the master
 * @param detail what the payload says after the instance; secrets are masked; empty for nothing
 * @param atMs wall clock, milliseconds
 */
public record MonitorEvent(EventType type, InstanceRef instance, String detail, long atMs) implements SentinelEvent {

    @Override
    public Optional<String> masterName() {
        return Optional.of(instance.masterName());
    }

    @Override
    public String payload() {
        return detail.isEmpty() ? instance.toString() : instance + " " + detail;
    }
}
