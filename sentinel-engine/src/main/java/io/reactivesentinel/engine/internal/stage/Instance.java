package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.InstanceRef;
import org.jspecify.annotations.Nullable;

/** A master, replica or Sentinel as one monitored master knows it. */
abstract class Instance {

    final MonitoredMaster master;
    NodeLink link;

    boolean sdown;
    long sdownSinceMs = Time.NEVER;

    /** Until when a verdict waits because this process itself was late; belongs to the silence that began then. */
    long graceUntilMs = Time.NEVER;

    long graceSilenceMs = Time.NEVER;

    long nextHelloMs = Time.NEVER;

    @Nullable
    Request hello;

    Instance(MonitoredMaster master, NodeLink link) {
        this.master = master;
        this.link = link;
        link.owners.add(this);
    }

    abstract InstanceKind kind();

    /** The key under which it is known: a master's name, a replica's address, a Sentinel's id. */
    abstract String name();

    InstanceAddress address() {
        return link.address;
    }

    /** Where it is reached, in the form in which it is told: by name or by number. */
    InstanceAddress shown() {
        return master.names.shown(address());
    }

    InstanceRef ref() {
        InstanceAddress shown = shown();
        return new InstanceRef(kind(), name(), shown, master.name, this == master.node ? shown : master.node.shown());
    }

    /** Forgets that it was down and starts counting its silence anew. */
    void forgetDown(long nowMs) {
        sdown = false;
        graceUntilMs = Time.NEVER;
        link.restartSilence(nowMs);
    }
}
