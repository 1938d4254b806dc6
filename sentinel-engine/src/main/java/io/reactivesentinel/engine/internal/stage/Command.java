package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.MasterSnapshot;
import io.reactivesentinel.protocol.ReplicaSnapshot;
import io.reactivesentinel.protocol.SentinelSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a client of the listening port, or the application around the engine, asks of the decision loop.
 *
 * @param <A> what it is answered with
 */
public sealed interface Command<A> {

    /** A question or change about one master, refused when the name is unknown. */
    sealed interface Named<A> extends Command<A> {
        /** The master's configured name, case-sensitive. */
        String master();
    }

    /** The answer of commands that only succeed or are refused. */
    enum Done {
        /** It was done. */
        DONE
    }

    /** All masters, in the order they were added. */
    record Masters() implements Command<List<MasterSnapshot>> {}

    /** One master. */
    record Master(String master) implements Named<MasterSnapshot> {}

    /** The settings of a master. */
    record Settings(String master) implements Named<MonitorConfig> {}

    /** The replicas of a master, those that do not want to be announced included. */
    record Replicas(String master) implements Named<List<ReplicaSnapshot>> {}

    /** The other Sentinels of a master. */
    record Sentinels(String master) implements Named<List<SentinelSnapshot>> {}

    /** Where clients of a master are sent; empty for an unknown name. */
    record MasterAddress(String name) implements Command<Optional<InstanceAddress>> {}

    /** The state of the process as INFO and health show it. */
    record Summarize() implements Command<Summary> {}

    /** The scripts that run or wait, oldest first. */
    record PendingScripts() implements Command<List<PendingScript>> {}

    /** Whether enough Sentinels are reachable. */
    record CheckQuorum(String master) implements Named<QuorumCheck> {}

    /**
     * A peer asks whether a master is down, and perhaps for our vote.
     *
     * @param host host of the master
     * @param port port of the master; negative when it does not fit
     * @param epoch epoch to vote in; negative when it does not fit
     * @param candidate whom to vote for; {@code *} for a mere question
     */
    record AskDown(String host, int port, long epoch, String candidate) implements Command<DownAnswer> {}

    /**
     * A hello that came by PUBLISH; always accepted, whatever becomes of it.
     *
     * @param payload the message
     */
    record Hello(String payload) implements Command<Done> {}

    /**
     * An operator wants a failover; answered when it has begun.
     *
     * @param master which one
     * @param coordinated whether the master itself hands over, so that nothing is lost; otherwise it is not asked
     */
    record Failover(String master, boolean coordinated) implements Named<Done> {

        /** One that does not ask the master. */
        public Failover(String master) {
            this(master, false);
        }
    }

    /** Forgets replicas, Sentinels and failover of every master whose name matches; answers how many. */
    record Reset(String pattern) implements Command<Integer> {}

    /** Begins to monitor a master; answered once that is durable. */
    record Monitor(MonitorConfig settings) implements Command<Done> {}

    /** Ceases to monitor a master; answered once that is durable. */
    record Remove(String master) implements Named<Done> {}

    /** Changes settings of a master, all or none; answered once that is durable. */
    record Change(String master, List<Setting> settings) implements Named<Done> {

        /** Copies the list. */
        public Change {
            settings = List.copyOf(settings);
        }
    }

    /**
     * One change.
     *
     * @param shown option and value as the {@code +set} event shows them, secrets masked
     * @param change what to do to the configuration; already validated
     */
    record Setting(String shown, UnaryOperator<MonitorConfig.Builder> change) {}

    /** The settings of the process. */
    record Globals() implements Command<GlobalSettings> {}

    /** Changes settings of the process; answered once that is durable. */
    record Configure(UnaryOperator<GlobalSettings> change) implements Command<Done> {}

    /** The periods as they are now. */
    record Periods() implements Command<Timings> {}

    /** Changes periods until the process ends. */
    record Retime(UnaryOperator<Timings> change) implements Command<Done> {}

    /** The last INFO of masters and their replicas; unknown names are passed over. */
    record InfoCache(List<String> masters) implements Command<List<CachedInfos>> {

        /** Copies the list. */
        public InfoCache {
            masters = List.copyOf(masters);
        }
    }

    /** Lets the process die at these points, and at no others. */
    record SimulateFailure(Set<FailurePoint> points) implements Command<Done> {

        /** Copies the set. */
        public SimulateFailure {
            points = Set.copyOf(points);
        }
    }

    /** A point of a failover at which the process dies when SENTINEL SIMULATE-FAILURE said so. */
    enum FailurePoint {
        /** Elected as the leader of a failover. */
        AFTER_ELECTION(1, "crash-after-election", "after being successfully elected as failover leader"),
        /** The promotion of the chosen replica is confirmed and on disk. */
        AFTER_PROMOTION(2, "crash-after-promotion", "after promoting the selected replica to master");

        private final int bit;
        private final String option;
        private final String when;

        FailurePoint(int bit, String option, String when) {
            this.bit = bit;
            this.option = option;
            this.when = when;
        }

        /** Its name on the wire. */
        public String option() {
            return option;
        }

        /** Its bit in INFO. */
        public int bit() {
            return bit;
        }

        /** What the log says when it is set. */
        public String warning() {
            return "Failure simulation: this Sentinel will crash " + when;
        }
    }

    /**
     * The last INFO of a master, then those of its replicas.
     *
     * @param master its name
     * @param infos one per node
     */
    record CachedInfos(String master, List<CachedInfo> infos) {}

    /**
     * The last INFO of one node.
     *
     * @param ageMs milliseconds since it came; 0 when none has
     * @param text what it said; empty when none has come
     */
    record CachedInfo(long ageMs, Optional<String> text) {}

    /** Saves the state; answered once it is durable. */
    record FlushConfig() implements Command<Done> {}

    /**
     * The answer to {@link AskDown}.
     *
     * @param down whether the master is down here
     * @param leader whom we voted for; {@code *} when that is unknown or was not asked
     * @param leaderEpoch in which epoch; 0 when it was not asked
     */
    record DownAnswer(boolean down, String leader, long leaderEpoch) {
        /** The leader field when there is none. */
        public static final String NO_LEADER = "*";

        /** About a master that is not watched here. */
        static final DownAnswer UNKNOWN = new DownAnswer(false, NO_LEADER, 0);
    }

    /**
     * The answer to {@link CheckQuorum}.
     *
     * @param usable Sentinels that are not down, this one included
     * @param voters all Sentinels, this one included
     * @param quorum how many must agree that the master is down
     */
    record QuorumCheck(int usable, int voters, int quorum) {

        /** Whether enough are usable to agree that the master is down. */
        public boolean quorumReachable() {
            return usable >= quorum;
        }

        /** Whether enough are usable to elect a leader. */
        public boolean majorityReachable() {
            return usable >= voters / 2 + 1;
        }
    }

    /**
     * A script in the queue.
     *
     * @param command its path and arguments
     * @param running whether it runs; otherwise it waits
     * @param pid its process; 0 when it waits
     * @param timeMs for how long it has been running, or how long it still waits, milliseconds
     * @param attempts how often it was started
     */
    record PendingScript(List<String> command, boolean running, long pid, long timeMs, int attempts) {}

    /**
     * The process at one moment.
     *
     * @param myId this Sentinel's id
     * @param currentEpoch highest epoch seen or created
     * @param tilt whether it is in TILT
     * @param tiltSinceMs for how long, milliseconds; -1 when it is not
     * @param canVote whether votes can be made durable
     * @param masters all masters
     * @param faulted names of masters whose supervision stopped because an invariant broke
     * @param failurePoints the bits of the points at which the process is to die
     * @param runningScripts scripts that run
     * @param queuedScripts scripts that run or wait
     */
    record Summary(
            String myId,
            long currentEpoch,
            boolean tilt,
            long tiltSinceMs,
            boolean canVote,
            List<MasterSnapshot> masters,
            List<String> faulted,
            int failurePoints,
            int runningScripts,
            int queuedScripts) {}
}
