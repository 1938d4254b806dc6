package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * A master has a new address ({@code +switch-master}): what every client waits for. The new address is on disk.
 *
 * <p>Emitted by the leader at the durable promotion, before the other replicas are reconfigured, and by every other
 * Sentinel when it takes the newer configuration over.
 *
 * @param master name of the master
 * @param oldAddress where it was
 * @param newAddress where it is
 * @param configEpoch epoch of the new configuration; higher wins
 * @param atMs wall clock, milliseconds
 */
public record SwitchMasterEvent(
        String master, InstanceAddress oldAddress, InstanceAddress newAddress, long configEpoch, long atMs)
        implements SentinelEvent {

    @Override
    public EventType type() {
        return EventType.SWITCH_MASTER;
    }

    @Override
    public Optional<String> masterName() {
        return Optional.of(master);
    }

    @Override
    public String payload() {
        return master + " " + oldAddress.host() + " " + oldAddress.port() + " " + newAddress.host() + " "
                + newAddress.port();
    }
}
