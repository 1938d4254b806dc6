package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One failover that this Sentinel tries or leads, bound to its epoch for life.
 *
 * <p>Legal moves: {@code WAIT_START → SELECT_REPLICA → SEND_REPLICAOF_NO_ONE ⇄ WAIT_PROMOTION → RECONF_REPLICAS}; the way
 * back is for a promotion whose connection was lost and that INFO shows was never carried out. An attempt that ends is
 * dropped, from whatever state.
 */
final class Attempt {

    /** How a peer stands to our request for its vote. */
    enum Ballot {
        /** Nothing heard yet, or an answer that says nothing. */
        OPEN,
        /** It voted for us. */
        MINE,
        /** It voted for another, whom we know. */
        OTHER,
        /** It voted and does not remember for whom. */
        UNKNOWN,
        /** It is past this epoch and has never voted in it. */
        NEVER,
        /** It is past this epoch; whether it voted in it is unknown. */
        PASSED
    }

    /** What one peer answered, and when it was asked. */
    static final class Vote {
        Ballot ballot = Ballot.OPEN;
        String leader = "";
        long epoch;
        long sentMs = Time.NEVER;

        @Nullable
        Request request;

        long askedMs = Time.NEVER;
        long nextAskMs = Time.NEVER;
    }

    final long epoch;
    /** An operator asked for it: the master need not be down. */
    boolean forced;

    /** The master itself hands over to its successor, so that nothing is lost. */
    boolean coordinated;

    final long startedMs;
    final Map<Peer, Vote> votes = new LinkedHashMap<>();

    /** Peers that may have won an earlier epoch: each must have answered before anything irreversible. */
    final Set<String> suspects = new LinkedHashSet<>();

    private FailoverState state = FailoverState.WAIT_START;
    private long stateSinceMs;

    /** Whether our own vote for this epoch is on disk; nothing leaves before. */
    boolean voteDurable;

    /** When votes and INFO were first asked for. */
    long askedMs = Time.NEVER;

    /** An operator's failover that found no majority and goes on without. */
    boolean withoutMajority;

    @Nullable
    DataNode chosen;

    String chosenRunId = "";
    long chosenMs = Time.NEVER;

    /** When the promotion was sent, and the request that ends it. */
    long noOneMs = Time.NEVER;

    @Nullable
    Request exec;

    /** The last INFO that was written before it: of the same millisecond perhaps, and no word about the promotion. */
    @Nullable
    Request infoBefore;

    /** What is handed over already, or has been handing over for too long, is only ended. */
    boolean rescue;

    /** The request to hand over, when it was answered, and the error if it was one. */
    @Nullable
    Request handOver;

    long handOverAnsweredMs = Time.NEVER;

    @Nullable
    String handOverError;

    /** How often the master was told, and when it may be told again. */
    int handOvers;

    long nextHandOverMs = Time.NEVER;

    /** How long the master was given for it. */
    long handOverTimeoutMs;

    /** When the master was first seen to have given it up, and when it was told to. */
    long restSeenMs = Time.NEVER;

    long breakOffMs = Time.NEVER;

    /** Since when the gate has been keeping us waiting for another who may be acting. */
    long yieldingMs = Time.NEVER;

    /** How long open claims have kept the gate shut in this attempt. */
    long claimWaitMs = Time.NEVER;

    boolean promotionBeingSaved;

    /** Since when the promotion, seen to have worked, is not told because somebody may hold a newer configuration. */
    long heldBackMs = Time.NEVER;

    @Nullable
    InstanceAddress oldAddress;

    Attempt(long epoch, boolean forced, long nowMs) {
        this.epoch = epoch;
        this.forced = forced;
        this.startedMs = nowMs;
        this.stateSinceMs = nowMs;
    }

    FailoverState state() {
        return state;
    }

    long stateSinceMs() {
        return stateSinceMs;
    }

    boolean is(FailoverState other) {
        return state == other;
    }

    /** Whether the promotion has been sent and not been seen to have failed: no way back without asking the node. */
    boolean isPastNoReturn() {
        return state == FailoverState.WAIT_PROMOTION || state == FailoverState.RECONF_REPLICAS;
    }

    /** Whether the master withholds writes by our doing, and PUBLISH with them. */
    boolean isHandingOver() {
        return coordinated && state == FailoverState.WAIT_PROMOTION;
    }

    void to(FailoverState next, long nowMs) {
        boolean legal =
                switch (next) {
                    case SELECT_REPLICA -> state == FailoverState.WAIT_START;
                    case SEND_REPLICAOF_NO_ONE ->
                        state == FailoverState.SELECT_REPLICA || state == FailoverState.WAIT_PROMOTION;
                    case WAIT_PROMOTION -> state == FailoverState.SEND_REPLICAOF_NO_ONE;
                    case RECONF_REPLICAS -> state == FailoverState.WAIT_PROMOTION;
                    case NONE, WAIT_START, UPDATE_CONFIG -> false;
                };
        if (!legal) {
            throw new IllegalStateException("no way from " + state + " to " + next);
        }
        state = next;
        stateSinceMs = nowMs;
    }

    Vote vote(Peer peer) {
        return votes.computeIfAbsent(peer, unused -> new Vote());
    }
}
