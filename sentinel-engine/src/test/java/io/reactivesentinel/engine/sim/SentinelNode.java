package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Sentinel of either kind as those see it who watch the simulation: what it holds, whatever it says. */
public interface SentinelNode {

    /** What one Sentinel holds about one master. */
    interface Held {

        /** The master's name. */
        String master();

        /** Where clients are sent. */
        InstanceAddress address();

        /** The epoch of that address. */
        long configEpoch();

        /** The newest epoch in which it voted. */
        long leaderEpoch();

        /** Whether it holds the master for down. */
        boolean isSdown();

        /** Whether a quorum does, as far as it knows. */
        boolean isOdown();

        /** Whether it tries or leads a failover. */
        boolean isFailingOver();

        /** The epoch of the failover that it tries or leads; 0 without one. */
        default long attemptEpoch() {
            return 0;
        }

        /** Whether that failover was asked for by an operator. */
        default boolean isForced() {
            return false;
        }

        /** Whether that failover goes on without the votes of a majority, as an operator's may. */
        default boolean isWithoutMajority() {
            return false;
        }

        /** How many replicas have been told to follow a new master and do not yet. */
        default int reconfiguring() {
            return 0;
        }

        /** How many replicas may be in that state at a time. */
        default int parallelSyncs() {
            return 1;
        }

        /** Whether the node at an address is the master or a replica that it knows. */
        default boolean hasNode(InstanceAddress address) {
            return address.equals(address());
        }

        /** The replicas that it may choose from, as it knows them. */
        default List<Candidate> candidates() {
            return List.of();
        }

        /** When the failover that it tries asked for votes and offsets, on its own clock. */
        default long attemptAskedMs() {
            return 0;
        }

        /** Whether it has the master itself hand over. */
        default boolean isCoordinated() {
            return false;
        }

        /** Whether it only ends a hand-over that others began. */
        default boolean isRescue() {
            return false;
        }

        /** For how long it has held the master for down at that instant of its own clock; 0 when it does not. */
        default long downForMs(long nowMs) {
            return 0;
        }

        /** How many other Sentinels it knows. */
        int peers();

        /** Whether it knows another Sentinel by that id at that address. */
        default boolean hasPeer(String id, InstanceAddress address) {
            return true;
        }

        /** How many votes a leader needs as far as it knows. */
        default int needed() {
            return Math.max(quorum(), (peers() + 1) / 2 + 1);
        }

        /** {@code failover-timeout}, milliseconds. */
        long failoverTimeoutMs();

        /** {@code down-after-milliseconds}. */
        long downAfterMs();

        /** How many must agree. */
        int quorum();
    }

    /** The process it is. */
    SimProcess process();

    /** Its id. */
    String id();

    /** Whether it is the production engine; otherwise it follows the rules of C. */
    boolean isOurs();

    /** The highest epoch it knows of; meaningless while it is dead. */
    long currentEpoch();

    /** Whether it is in TILT. */
    boolean isTilt();

    /** What it holds now about the masters it watches; empty while it is dead. */
    Collection<Held> held();

    /** What it holds about one master; {@code null} when it does not watch it or is dead. */
    default @Nullable Held held(String master) {
        for (Held each : held()) {
            if (each.master().equals(master)) {
                return each;
            }
        }
        return null;
    }

    /** What it would know after a crash now about one master: its configuration epoch; -1 for nothing. */
    long durableConfigEpoch(String master);

    /** What it would know after a crash now about one master: the epoch of its last vote; -1 for nothing. */
    long durableLeaderEpoch(String master);

    /** What it would know after a crash now: its current epoch. */
    long durableCurrentEpoch();
}
