package io.reactivesentinel.protocol;

import java.util.Optional;

/**
 * Something a Sentinel tells the world: published on the Pub/Sub channel of its {@linkplain #type() type}, logged, and
 * emitted by the streams of engine and client.
 *
 * <p>Events are immutable. {@link #type()} is for a {@code switch} on Java 17, the sealed tree for one on newer versions.
 */
public sealed interface SentinelEvent
        permits ConfigUpdateEvent,
                FailoverEvent,
                HealthEvent,
                LinkEvent,
                MonitorEvent,
                NewEpochEvent,
                ObjectiveDownEvent,
                ScriptEvent,
                SubjectiveDownEvent,
                SwitchMasterEvent,
                TiltEvent,
                TopologyEvent,
                VoteEvent {

    /** What happened. */
    EventType type();

    /** When, in milliseconds of the wall clock since 1970 in UTC: for display, not for measuring. */
    long atMs();

    /** The master it concerns; empty when it concerns the process as a whole. */
    Optional<String> masterName();

    /** The text published on the channel and logged after its name, exactly as C Sentinel writes it. */
    String payload();
}
