package io.reactivesentinel.engine.config;

/**
 * The periods and limits of Sentinel that no directive sets; all in milliseconds. The defaults are C Sentinel's and the
 * names those of {@code SENTINEL DEBUG}.
 *
 * @param infoPeriodMs between INFO commands to a quiet node
 * @param pingPeriodMs longest time between PINGs
 * @param askPeriodMs between questions to a peer about a master that is down; five times this is how long an answer counts
 * @param publishPeriodMs between hellos
 * @param defaultDownAfterMs {@code down-after-milliseconds} of masters added at run time
 * @param defaultFailoverTimeoutMs {@code failover-timeout} of masters added at run time
 * @param tiltTriggerMs standstill that starts TILT
 * @param tiltPeriodMs how long TILT lasts
 * @param replicaReconfTimeoutMs how long a replica may take to begin to follow a new master
 * @param minLinkReconnectPeriodMs age below which a silent link is not closed
 * @param electionTimeoutMs longest election; the failover timeout when that is shorter
 * @param scriptMaxRuntimeMs after which a script is killed
 * @param scriptRetryDelayMs before the first retry of a script
 */
public record Timings(
        long infoPeriodMs,
        long pingPeriodMs,
        long askPeriodMs,
        long publishPeriodMs,
        long defaultDownAfterMs,
        long defaultFailoverTimeoutMs,
        long tiltTriggerMs,
        long tiltPeriodMs,
        long replicaReconfTimeoutMs,
        long minLinkReconnectPeriodMs,
        long electionTimeoutMs,
        long scriptMaxRuntimeMs,
        long scriptRetryDelayMs) {

    /** C Sentinel's values. */
    public static final Timings DEFAULT = new Timings(
            10_000, 1_000, 1_000, 2_000, 30_000, 180_000, 2_000, 30_000, 10_000, 15_000, 10_000, 60_000, 30_000);

    /** Checks that every value is positive. */
    public Timings {
        long smallest = Math.min(
                Math.min(Math.min(infoPeriodMs, pingPeriodMs), Math.min(askPeriodMs, publishPeriodMs)),
                Math.min(
                        Math.min(
                                Math.min(defaultDownAfterMs, defaultFailoverTimeoutMs),
                                Math.min(tiltTriggerMs, tiltPeriodMs)),
                        Math.min(
                                Math.min(Math.min(replicaReconfTimeoutMs, minLinkReconnectPeriodMs), electionTimeoutMs),
                                Math.min(scriptMaxRuntimeMs, scriptRetryDelayMs))));
        if (smallest < 1) {
            throw new IllegalArgumentException("every period must be at least 1 ms");
        }
    }
}
