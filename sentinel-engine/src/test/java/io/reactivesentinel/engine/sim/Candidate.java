package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;

/**
 * What a Sentinel knows of one replica at the moment when it chooses one; times on its own monotonic clock.
 *
 * @param address where it is
 * @param reachable whether it is not held for down and has a connection
 * @param lastAnswerMs when it last answered a PING
 * @param infoAskedMs when the INFO was asked for that the rest was taken from
 * @param infoAtMs when that was answered
 * @param priority its priority
 * @param offset how much of the stream it has
 * @param runId its run id
 * @param follows whether it is a replica of the master
 * @param filling whether it is receiving a full copy
 * @param linkDownMs for how long its link to the master has been down; -1 when it never was up
 * @param empty whether it holds no keys although the master did
 * @param otherLineage whether its data is another master's
 * @param promoted whether it is a master already that carries on our master's data
 */
public record Candidate(
        InstanceAddress address,
        boolean reachable,
        long lastAnswerMs,
        long infoAskedMs,
        long infoAtMs,
        int priority,
        long offset,
        String runId,
        boolean follows,
        boolean filling,
        long linkDownMs,
        boolean empty,
        boolean otherLineage,
        boolean promoted) {

    /** Whether promoting it would lose everything. */
    boolean isHollow() {
        return filling || (empty && (linkDownMs < 0 || otherLineage));
    }

    /** Whether it is a replica of the master like any other: nothing speaks against it. */
    boolean isSound() {
        return follows && linkDownMs >= 0 && !otherLineage && !filling;
    }

    /** Whether it comes before another by priority, offset and run id. */
    boolean isBetterThan(Candidate other) {
        if (priority != other.priority) {
            return priority < other.priority;
        }
        if (offset != other.offset) {
            return offset > other.offset;
        }
        return !runId.isEmpty() && !other.runId.isEmpty() && runId.compareTo(other.runId) < 0;
    }
}
