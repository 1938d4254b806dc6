package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import org.jspecify.annotations.Nullable;

/** A Redis server: the master or one of its replicas, and what its INFO told. */
final class DataNode extends Instance {

    private InstanceKind kind;

    /** The newest INFO; {@code null} before the first. */
    @Nullable
    Info info;

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
        return kind == InstanceKind.MASTER ? master.name : address().toString();
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

    /** Whether its newest INFO says that it follows that address. */
    boolean follows(InstanceAddress address) {
        return info != null && info.follows(address);
    }

    /** Whether an INFO answer is there whose request was written at or after that instant and since the last stall. */
    boolean hasInfoSince(Step step, long instantMs) {
        return step.isFresh(infoSentMs, instantMs);
    }
}
