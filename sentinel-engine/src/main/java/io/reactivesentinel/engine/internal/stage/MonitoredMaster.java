package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.InstanceRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about one monitored master: its settings, the nodes around it, its configuration epoch, our vote, and
 * a failover we may be leading. The stages of its {@link MasterPipeline} each own a part of it.
 */
final class MonitoredMaster {

    final String name;
    final Names names;
    final long addedMs;
    MonitorConfig settings;

    /** The settings that are on disk, and the changes on their way there; {@link #settings} are both together. */
    MonitorConfig savedSettings;

    final List<Command.Change> unsavedChanges = new ArrayList<>();
    DataNode node;
    final Map<String, DataNode> replicas = new LinkedHashMap<>();
    final Map<String, Peer> peers = new LinkedHashMap<>();

    /** Epoch of the current address. */
    long configEpoch;

    /** When the current address was adopted. */
    long configSinceMs;

    /** Our vote: whom, and in which epoch. The name is lost at a restart, the epoch never. */
    @Nullable
    String leader;

    long leaderEpoch;

    /** A vote that could not be saved was for this epoch: it is never given again. */
    long burntEpoch;

    boolean odown;
    long odownSinceMs = Time.NEVER;

    /** The failover that we try or lead; {@code null} when there is none. */
    @Nullable
    Attempt attempt;

    /** A newer address on its way to the disk; what is saved already names it, nothing else does. */
    @Nullable
    NewConfig pendingConfig;

    /** Where this master was in earlier configurations that we held. */
    final Set<InstanceAddress> formerAddresses = new HashSet<>();

    /** The lineage of the current master's data as it last told it; empty while unknown. */
    String replicationId = "";

    /** Whether the current master held keys when it last told. */
    boolean hadKeys;

    /** Whether it has been told of: not before it is on disk, and nothing of it before that. */
    boolean announced = true;

    /** Why it is no longer watched; {@code null} while it is. */
    @Nullable
    String fault;

    final Timer timer;
    private final MasterPipeline pipeline;
    private @Nullable MasterRecord cachedRecord;

    MonitoredMaster(MasterRecord record, Step step, Links links) {
        this.name = record.settings().name();
        this.names = step.self.names;
        this.addedMs = step.nowMs;
        this.settings = record.settings();
        this.savedSettings = record.settings();
        this.configEpoch = record.configEpoch();
        this.configSinceMs = Time.NEVER;
        this.leaderEpoch = record.leaderEpoch();
        this.leader = record.leader().orElse(null);
        this.node = new DataNode(this, InstanceKind.MASTER, links.create(false, settings.address(), step), step.nowMs);
        this.timer = new Timer(() -> step.self.wake(this));
        this.pipeline = new MasterPipeline(this, links, step);
    }

    MasterPipeline pipeline() {
        return pipeline;
    }

    long downAfterMs() {
        return settings.downAfter().toMillis();
    }

    long failoverTimeoutMs() {
        return settings.failoverTimeout().toMillis();
    }

    InstanceRef ref() {
        return node.ref();
    }

    FailoverState failoverState() {
        return attempt == null ? FailoverState.NONE : attempt.state();
    }

    /** Whether the master withholds writes by our doing. */
    boolean isHandingOver() {
        return attempt != null && attempt.isHandingOver();
    }

    /** The pipeline has nothing to do after this instant that it does not know of; it must look again by then. */
    void wakeNoLaterThan(long dueMs, Step step) {
        if (dueMs < timer.dueMs) {
            step.self.timers.schedule(timer, dueMs);
        }
    }

    void pinged(Instance instance, boolean valid, boolean pong, long roundTripMs, Step step) {
        if (step.effects.wantsPingResults()) {
            step.effects.pingAnswered(instance.ref(), valid, roundTripMs);
        }
        if (pong && instance instanceof DataNode data) {
            data.rebooted = false;
        }
        if (instance.sdown || node.sdown || !valid || pipeline.awaitsPong()) {
            step.self.wake(this);
        }
    }

    /** All instances: the master, its replicas, the other Sentinels. */
    List<Instance> instances() {
        List<Instance> all = new ArrayList<>(1 + replicas.size() + peers.size());
        all.add(node);
        all.addAll(replicas.values());
        all.addAll(peers.values());
        return all;
    }

    /** The master and its replicas. */
    List<DataNode> dataNodes() {
        List<DataNode> all = new ArrayList<>(1 + replicas.size());
        all.add(node);
        all.addAll(replicas.values());
        return all;
    }

    @Nullable
    DataNode dataNodeAt(InstanceAddress address) {
        return node.address().equals(address) ? node : replicas.get(address.toString());
    }

    /**
     * The address under which a node is held here, for however it is told outside; what is not known here stays as it is.
     * A name that must be resolved for that is asked for.
     */
    InstanceAddress known(InstanceAddress told, Step step) {
        if (dataNodeAt(told) != null) {
            return told;
        }
        names.ask(told.host(), step);
        DataNode same = null;
        if (names.isSame(node.address(), told)) {
            same = node;
        } else {
            for (DataNode each : replicas.values()) {
                same = same == null && names.isSame(each.address(), told) ? each : same;
            }
        }
        return same == null ? new InstanceAddress(Hosts.canonical(told.host()), told.port()) : same.address();
    }

    /** Whether a node is held here that is at this address, as far as is known. */
    boolean holds(InstanceAddress address) {
        return dataNodeAt(address) != null
                || dataNodes().stream().anyMatch(each -> names.isSame(each.address(), address));
    }

    /** Whether names are being resolved by which an address may turn out to be one of a node that is held here. */
    boolean isAwaited(InstanceAddress told) {
        return isUnclear(told)
                && dataNodes().stream()
                        .anyMatch(each -> names.isUnclear(each.address(), told)
                                && names.isAwaited(each.address().host()));
    }

    /** Whether an address may be one of a node that is held here under another, for all that is known of names. */
    boolean isUnclear(InstanceAddress told) {
        if (told.host().isEmpty() || dataNodeAt(told) != null) {
            return false;
        }
        boolean unclear = false;
        for (DataNode each : dataNodes()) {
            if (names.isSame(each.address(), told)) {
                return false;
            }
            unclear |= names.isUnclear(each.address(), told);
        }
        return unclear;
    }

    /** What is to be saved about it changed. */
    void changed() {
        cachedRecord = null;
    }

    /** What survives a restart; made anew only after a change. */
    MasterRecord record() {
        if (cachedRecord == null) {
            cachedRecord = makeRecord();
        }
        return cachedRecord;
    }

    private MasterRecord makeRecord() {
        NewConfig next = pendingConfig;
        InstanceAddress current = next == null ? node.address() : next.address();
        List<InstanceAddress> known = new ArrayList<>();
        for (DataNode each : dataNodes()) {
            if (!each.address().equals(current)) {
                known.add(each.address());
            }
        }
        List<MasterRecord.KnownSentinel> sentinels = new ArrayList<>();
        for (Peer peer : peers.values()) {
            sentinels.add(new MasterRecord.KnownSentinel(peer.address(), peer.id));
        }
        return new MasterRecord(
                settings.toBuilder().address(current).build(),
                next == null ? configEpoch : next.epoch(),
                leaderEpoch,
                known,
                sentinels,
                Optional.ofNullable(leader));
    }

    /**
     * A newer configuration that is not durable yet.
     *
     * @param address the new address
     * @param epoch its epoch
     */
    record NewConfig(InstanceAddress address, long epoch) {}
}
