package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * This Sentinel can, or can no longer, do a part of its work; C Sentinel has no such event.
 *
 * @param type what happened
 * @param master the master it is limited to; empty for the whole process
 * @param detail what an operator needs to know
 * @param atMs wall clock, milliseconds
 */
public record HealthEvent(EventType type, Optional<String> master, String detail, long atMs) implements SentinelEvent {

    @Override
    public Optional<String> masterName() {
        return master;
    }

    @Override
    public String payload() {
        return master.map(name -> name + " #" + detail).orElse("#" + detail);
    }
}
