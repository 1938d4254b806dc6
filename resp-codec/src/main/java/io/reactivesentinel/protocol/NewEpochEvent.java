package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * The current epoch rose ({@code +new-epoch}).
 *
 * @param epoch the new current epoch
 * @param master name of the master that brought it up
 * @param atMs wall clock, milliseconds
 */
public record NewEpochEvent(long epoch, String master, long atMs) implements SentinelEvent {

    @Override
    public EventType type() {
        return EventType.NEW_EPOCH;
    }

    @Override
    public Optional<String> masterName() {
        return Optional.of(master);
    }

    @Override
    public String payload() {
        return Long.toString(epoch);
    }
}
