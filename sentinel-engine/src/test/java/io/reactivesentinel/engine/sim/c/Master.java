package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.engine.sim.SentinelNode;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A master that is watched, with all that is known about it. */
final class Master extends Instance implements SentinelNode.Held {

    final Map<String, Replica> replicas = new LinkedHashMap<>();
    final Map<String, Peer> peers = new LinkedHashMap<>();
    int quorum;
    int parallelSyncs = 1;
    long failoverTimeoutMs = Periods.DEFAULT_FAILOVER_TIMEOUT_MS;
    long rebootDownAfterMs;
    long configEpoch;
    long leaderEpoch;
    boolean failingOver;
    boolean forced;
    FailoverState state = FailoverState.NONE;
    long stateSinceMs;
    long failoverEpoch;
    long failoverStartMs;
    long delayLoggedMs;

    @Nullable
    String leader;

    @Nullable
    Replica promoted;

    @Nullable
    String authUser;

    @Nullable
    String authPass;

    Master(Program program, String name, InstanceAddress address, int quorum) {
        super(program, InstanceKind.MASTER, name, address, Role.MASTER);
        this.quorum = quorum;
        this.downAfterMs = Periods.DEFAULT_DOWN_AFTER_MS;
    }

    @Override
    Master owner() {
        return this;
    }

    /** Where clients are sent: the replica that has been promoted, before the switch is made. */
    InstanceAddress current() {
        Replica next = promoted;
        return failingOver && next != null && state.compareTo(FailoverState.RECONF_REPLICAS) >= 0
                ? next.address
                : address;
    }

    void state(FailoverState next) {
        state = next;
        stateSinceMs = program.nowMs();
    }

    /** Whether it is fit to be followed, as far as is known. */
    boolean looksSane() {
        return role == Role.MASTER && !sdown && !odown && program.nowMs() - infoRefreshMs < 2 * Periods.INFO_MS;
    }

    void downAfter(long ms) {
        downAfterMs = ms;
        for (Replica each : replicas.values()) {
            each.downAfterMs = ms;
        }
        for (Peer each : peers.values()) {
            each.downAfterMs = ms;
        }
    }

    @Override
    public String master() {
        return name;
    }

    @Override
    public InstanceAddress address() {
        return current();
    }

    @Override
    public long configEpoch() {
        return configEpoch;
    }

    @Override
    public long leaderEpoch() {
        return leaderEpoch;
    }

    @Override
    public boolean isSdown() {
        return sdown;
    }

    @Override
    public boolean isOdown() {
        return odown;
    }

    @Override
    public boolean isFailingOver() {
        return failingOver;
    }

    @Override
    public int peers() {
        return peers.size();
    }

    @Override
    public long failoverTimeoutMs() {
        return failoverTimeoutMs;
    }

    @Override
    public long downAfterMs() {
        return downAfterMs;
    }

    @Override
    public int quorum() {
        return quorum;
    }
}
