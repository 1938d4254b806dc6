package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import org.jspecify.annotations.Nullable;

/** A Redis server: the master or one of its replicas, and what its INFO told. */
final class DataNode extends Instance {

    private InstanceKind kind;

    /** The newest INFO, with nodes named as they are held here; {@code null} before the first. */
    @Nullable
    Info info;

    /** The same, as it was told. */
    @Nullable
    Info told;

    /** Whether it may follow one of ours or not, because a name is not resolved. */
    boolean followsUnclear;

    /** The text of it, for who asks for it. */
    @Nullable
    String infoText;

    /** When the request that it answered was sent, and when it arrived. */
    long infoSentMs = Time.NEVER;

    /** The question that {@link #info} answers. */
    @Nullable
    Request infoAnswered;

    long infoAtMs = Time.NEVER;

    @Nullable
    Request infoRequest;

    long infoAskedMs = Time.NEVER;

    /** When INFO is asked for next, and by how much the pause grows while something is awaited. */
    long nextInfoMs = Time.NEVER;

    long infoPauseMs;

    InstanceKind roleReported;
    long roleReportedMs;
    long followsSinceMs;

    /** Its run id as told in its present place; what it was in another one is forgotten, as C does. */
    String runId = "";

    boolean rebooted;
    long rebootedMs = Time.NEVER;
    boolean scriptKillSent;

    /** Whether it has reported to be a replica since the current configuration was adopted. */
    boolean seenAsReplica;

    /** When it was last told to follow the master outside a failover. */
    long correctedMs = Time.NEVER;

    DataNode(MonitoredMaster master, InstanceKind kind, NodeLink link, long nowMs) {
        super(master, link);
        this.kind = kind;
        this.roleReported = kind;
        this.roleReportedMs = nowMs;
        this.followsSinceMs = nowMs;
    }

    @Override
    InstanceKind kind() {
        return kind;
    }

    @Override
    String name() {
        return kind == InstanceKind.MASTER ? master.name : shown().toString();
    }

    /** It is now the master, or now a replica. */
    void become(InstanceKind newKind, long nowMs) {
        kind = newKind;
        roleReported = newKind;
        roleReportedMs = nowMs;
        followsSinceMs = nowMs;
        seenAsReplica = false;
        runId = "";
        rebooted = false;
        nextInfoMs = nowMs;
        infoPauseMs = 0;
    }

    boolean reports(InstanceKind role) {
        return info != null && info.role() == role;
    }

    /** Whether a command can reach it that makes it a replica, and it is not the master itself under another address. */
    boolean isTurnable() {
        return link.isCommandOpen() && !mayBe(master.node.address());
    }

    /** Whether it is, or may be, at that address: it is held twice while a name is not resolved. */
    boolean mayBe(InstanceAddress place) {
        return master.names.isSame(address(), place) || master.names.isUnclear(address(), place);
    }

    /** Whether both say that they are one process. */
    boolean isProcessOf(DataNode other) {
        return info != null
                && other.info != null
                && !info.runId().isEmpty()
                && info.runId().equals(other.info.runId());
    }

    /** Whether its newest INFO says that it follows that address. */
    boolean follows(InstanceAddress address) {
        return info != null && info.follows(address);
    }

    /** Whether an INFO answer is there whose request was written at or after that instant and since the last stall. */
    boolean hasInfoSince(Step step, long instantMs) {
        return step.isFresh(infoSentMs, instantMs);
    }
}
