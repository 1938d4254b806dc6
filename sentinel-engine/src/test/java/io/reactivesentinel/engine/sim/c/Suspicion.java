package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.ObjectiveDownEvent;
import io.reactivesentinel.protocol.SubjectiveDownEvent;
import java.util.List;

/** Who is down: in our own eyes, in those of a quorum, and the asking in between. */
final class Suspicion {

    private final Program program;

    Suspicion(Program program) {
        this.program = program;
    }

    void checkSubjectively(Instance instance) {
        long nowMs = program.nowMs();
        Link link = instance.link;
        long elapsedMs = 0;
        if (link.pingSentMs != 0) {
            elapsedMs = nowMs - link.pingSentMs;
        } else if (link.disconnected) {
            elapsedMs = nowMs - link.lastAvailMs;
        }
        refresh(instance, nowMs);
        boolean down = elapsedMs > instance.downAfterMs
                || (instance instanceof Master
                        && instance.role == Instance.Role.REPLICA
                        && nowMs - instance.roleSinceMs > instance.downAfterMs + 2 * Periods.INFO_MS)
                || (instance instanceof Master master
                        && master.reboot
                        && nowMs - master.rebootSinceMs > master.rebootDownAfterMs);
        if (down && !instance.sdown) {
            program.emit(new SubjectiveDownEvent(true, instance.ref(), nowMs));
            instance.sdownSinceMs = nowMs;
            instance.sdown = true;
        } else if (!down && instance.sdown) {
            program.emit(new SubjectiveDownEvent(false, instance.ref(), nowMs));
            instance.sdown = false;
            instance.scriptKillSent = false;
        }
    }

    /** Closes connections that have become silent. */
    private static void refresh(Instance instance, long nowMs) {
        Link link = instance.link;
        if (link.cmd != null
                && nowMs - link.cmdSinceMs > Periods.MIN_LINK_AGE_MS
                && link.pingSentMs != 0
                && nowMs - link.pingSentMs > instance.downAfterMs / 2
                && nowMs - link.lastPongMs > instance.downAfterMs / 2) {
            link.close(link.cmd);
        }
        if (link.pubSub != null
                && nowMs - link.pubSubSinceMs > Periods.MIN_LINK_AGE_MS
                && nowMs - link.pubSubActivityMs > 3 * Periods.PUBLISH_MS) {
            link.close(link.pubSub);
        }
    }

    void checkObjectively(Master master) {
        int agreeing = 0;
        if (master.sdown) {
            agreeing = 1;
            for (Peer each : master.peers.values()) {
                agreeing += each.saysDown ? 1 : 0;
            }
        }
        boolean down = master.sdown && agreeing >= master.quorum;
        if (down != master.odown) {
            long nowMs = program.nowMs();
            program.emit(new ObjectiveDownEvent(down, master.ref(), agreeing, master.quorum, nowMs));
            if (down) {
                master.odownSinceMs = nowMs;
            }
            master.odown = down;
        }
    }

    /** Asks every peer about a master that is down here, and for its vote when a failover is under way. */
    void ask(Master master, boolean forced) {
        long nowMs = program.nowMs();
        for (Peer each : master.peers.values()) {
            long silentMs = nowMs - each.lastReplyMs;
            if (silentMs > 5 * Periods.ASK_MS) {
                each.saysDown = false;
                each.leader = null;
            }
            if (master.sdown && !each.link.disconnected && (forced || silentMs >= Periods.ASK_MS)) {
                each.link.send(
                        Conn.Topic.ASK,
                        each,
                        List.of(
                                "SENTINEL",
                                "is-master-down-by-addr",
                                master.address.host(),
                                Integer.toString(master.address.port()),
                                Long.toUnsignedString(program.currentEpoch),
                                master.state == FailoverState.NONE ? "*" : program.myId));
            }
        }
    }
}
