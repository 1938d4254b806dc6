package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * A quorum began or ceased to agree that a master is down ({@code +odown}, {@code -odown}).
 *
 * @param down whether it is objectively down now
 * @param master the master
 * @param agreeing Sentinels that hold it for down, this one included
 * @param quorum how many are needed
 * @param atMs wall clock, milliseconds
 */
public record ObjectiveDownEvent(boolean down, InstanceRef master, int agreeing, int quorum, long atMs)
        implements SentinelEvent {

    @Override
    public EventType type() {
        return down ? EventType.ODOWN : EventType.ODOWN_OVER;
    }

    @Override
    public Optional<String> masterName() {
        return Optional.of(master.masterName());
    }

    @Override
    public String payload() {
        return down ? master + " #quorum " + agreeing + "/" + quorum : master.toString();
    }
}
