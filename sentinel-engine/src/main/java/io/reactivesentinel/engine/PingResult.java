package io.reactivesentinel.engine;

import io.reactivesentinel.protocol.InstanceRef;
import java.time.Duration;

/**
 * The answer of one instance to one PING: where every verdict begins.
 *
 * @param instance who answered
 * @param valid whether the answer shows it alive ({@code PONG}, {@code LOADING} or {@code MASTERDOWN})
 * @param roundTrip how long it took, to the millisecond
 */
public record PingResult(InstanceRef instance, boolean valid, Duration roundTrip) {}
