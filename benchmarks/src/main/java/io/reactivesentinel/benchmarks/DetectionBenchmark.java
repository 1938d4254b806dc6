package io.reactivesentinel.benchmarks;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What deciding costs, without sockets, disk or waiting: the pure pipeline on a simulated clock. Down-after is 1 s; each
 * master has two replicas, and two other Sentinels watch all masters.
 *
 * <p>The simulated answers are part of each figure; they are made in advance as far as possible.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DetectionBenchmark {

    private static final long NEVER_MS = TimeUnit.DAYS.toMillis(1_000);
    private static final long ONE_SECOND_MS = 1_000;

    /** C Sentinel's periods, but no INFO and no hello after the first: PING alone. */
    private static final Timings PING_ONLY = new Timings(
            NEVER_MS,
            Timings.DEFAULT.pingPeriodMs(),
            Timings.DEFAULT.askPeriodMs(),
            NEVER_MS,
            Timings.DEFAULT.defaultDownAfterMs(),
            Timings.DEFAULT.defaultFailoverTimeoutMs(),
            Timings.DEFAULT.tiltTriggerMs(),
            Timings.DEFAULT.tiltPeriodMs(),
            Timings.DEFAULT.replicaReconfTimeoutMs(),
            NEVER_MS,
            Timings.DEFAULT.electionTimeoutMs(),
            Timings.DEFAULT.scriptMaxRuntimeMs(),
            Timings.DEFAULT.scriptRetryDelayMs());

    /** Everybody is well, and only PING is spoken. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls prepare() before anything else.
    public static class Pinging {
        /** How many masters. */
        @Param({"1", "1000"})
        public int masters;

        private SimulatedWorld world;

        /** Connects to all. */
        @Setup
        public void prepare() {
            world = SimulatedWorld.settled(masters, PING_ONLY);
        }
    }

    /** Everybody is well, with all that is said every second, ten seconds or minute. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls prepare() before anything else.
    public static class Living {
        /** How many masters. */
        @Param({"1", "1000"})
        public int masters;

        private SimulatedWorld world;

        /** Connects to all. */
        @Setup
        public void prepare() {
            world = SimulatedWorld.settled(masters, Timings.DEFAULT);
        }
    }

    /** One master that fails again and again. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls prepare() before anything else.
    public static class Failing {
        private SimulatedWorld world;

        /** Connects to all. */
        @Setup
        public void prepare() {
            world = SimulatedWorld.settled(1, Timings.DEFAULT);
        }
    }

    /** Ping results: one PING falls due, is sent, and its PONG is judged; heartbeats of the loop included. */
    @Benchmark
    public long pingToPong(Pinging pinging) {
        return pinging.world.handleOnePing();
    }

    /**
     * One second of watching, with PING, INFO and hellos as they fall due: a nanosecond here is a billionth of a core.
     */
    @Benchmark
    public Object watchOneSecond(Living living) {
        living.world.runFor(ONE_SECOND_MS);
        return living.world;
    }

    /**
     * Ping results, SDOWN, ODOWN, votes, promotion: from the silence of the master over the second of down-after, with the
     * other instances still being PINGed, until the new master is told, the other replica follows, and the former master
     * is back as a replica, which makes ready for the next time.
     */
    @Benchmark
    @Warmup(iterations = 10, time = 1) // Much code, few operations: it takes longer to be compiled.
    public InstanceAddress silenceToPromotion(Failing failing) {
        return failing.world.failOver();
    }
}
