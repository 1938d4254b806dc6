package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.InstanceRef;
import org.jspecify.annotations.Nullable;

/** What masters, replicas and Sentinels have in common. */
abstract class Instance {

    /** A role as INFO says it, or does not. */
    enum Role {
        MASTER,
        REPLICA,
        NONE
    }

    final Program program;
    final InstanceKind kind;
    final String name;
    InstanceAddress address;
    Link link;
    long downAfterMs;
    boolean sdown;
    boolean odown;
    boolean scriptKillSent;
    boolean reboot;
    boolean removed;
    long sdownSinceMs;
    long odownSinceMs;
    long rebootSinceMs;
    long lastPubMs;
    long infoRefreshMs;

    @Nullable
    String runId;

    Role role;
    long roleSinceMs;
    long masterLinkDownMs;

    Instance(Program program, InstanceKind kind, String name, InstanceAddress address, Role role) {
        long nowMs = program.nowMs();
        this.program = program;
        this.kind = kind;
        this.name = name;
        this.address = address;
        this.role = role;
        this.link = new Link(nowMs);
        this.lastPubMs = nowMs;
        this.roleSinceMs = nowMs;
    }

    /** The master it belongs to; itself for one. */
    abstract Master owner();

    boolean isSentinel() {
        return kind == InstanceKind.SENTINEL;
    }

    InstanceRef ref() {
        Master master = owner();
        return new InstanceRef(kind, name, address, master.name, master.address);
    }

    /** It is forgotten. */
    void remove() {
        removed = true;
        link.release();
    }
}
