package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import org.jspecify.annotations.Nullable;

/** What one Sentinel has heard from one other process, by when it had asked. */
final class Heard {
    final Testimony down = new Testimony();
    long voteAskedMs = Long.MIN_VALUE;
    long voteEpoch;
    boolean forAsker;
    long configSaidMs = Long.MIN_VALUE;
    long configEpoch = -1;

    @Nullable
    InstanceAddress address;
    /** What its INFO said: priority, whether it is a master, and since when that is so. */
    int priority = 100;

    boolean master;
    long roleSinceMs = Long.MIN_VALUE;
}
