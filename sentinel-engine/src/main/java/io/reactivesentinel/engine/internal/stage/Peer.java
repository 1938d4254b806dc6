package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import org.jspecify.annotations.Nullable;

/** Another Sentinel, as one monitored master knows it: what it last said about that master, and when it was asked. */
final class Peer extends Instance {

    final String id;

    /** Whether our own link to it answered MYID with its id, or cannot be asked; only then does its word count. */
    boolean confirmed;

    /** Whether its id has been heard over the present connection, or is not to be had; the question that asks for it. */
    boolean identified;

    @Nullable
    Request idRequest;

    long lastHelloMs;

    boolean saysDown;
    long reportSentMs = Time.NEVER;

    @Nullable
    Request ask;

    long nextAskMs = Time.NEVER;
    long askPauseMs;

    /** Its vote register for this master as it last told it. */
    String votedLeader = "";

    long votedEpoch;
    long votedSentMs = Time.NEVER;

    /** Its answer to SENTINEL MASTER. */
    @Nullable
    MasterView view;

    long viewSentMs = Time.NEVER;
    boolean viewRefused;

    @Nullable
    Request viewRequest;

    Peer(MonitoredMaster master, NodeLink link, String id, long nowMs) {
        super(master, link);
        this.id = id;
        this.lastHelloMs = nowMs;
    }

    /** Whether it is at that address, as far as names tell; while one is not resolved, nothing says that it moved. */
    boolean isAt(InstanceAddress told, Step step) {
        if (address().equals(told)) {
            return true;
        }
        step.self.names.ask(told.host(), step);
        return step.self.names.isSame(address(), told) || step.self.names.isUnclear(address(), told);
    }

    @Override
    InstanceKind kind() {
        return InstanceKind.SENTINEL;
    }

    @Override
    String name() {
        return id;
    }

    /** Whether it can be asked anything now. */
    boolean isReachable() {
        return link.isCommandOpen();
    }

    /** What it said about a former address says nothing about the new one. */
    void forgetReport() {
        saysDown = false;
        reportSentMs = Time.NEVER;
        nextAskMs = Time.NEVER;
        askPauseMs = 0;
    }
}
