package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * This Sentinel gave its vote for an epoch of a master ({@code +vote-for-leader}); it is on disk.
 *
 * @param master name of the master
 * @param candidateId id of the Sentinel voted for; its own when it is a candidate itself
 * @param epoch the epoch
 * @param atMs wall clock, milliseconds
 */
public record VoteEvent(String master, String candidateId, long epoch, long atMs) implements SentinelEvent {

    @Override
    public EventType type() {
        return EventType.VOTE_FOR_LEADER;
    }

    @Override
    public Optional<String> masterName() {
        return Optional.of(master);
    }

    @Override
    public String payload() {
        return candidateId + " " + epoch;
    }
}
