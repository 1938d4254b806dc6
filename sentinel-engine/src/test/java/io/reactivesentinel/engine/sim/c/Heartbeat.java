package io.reactivesentinel.engine.sim.c;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connecting, and what is sent at regular times. */
final class Heartbeat {

    private static final List<String> PING = List.of("PING");
    private static final List<String> INFO = List.of("INFO");
    private static final List<String> SUBSCRIBE = List.of("SUBSCRIBE", Hellos.CHANNEL);

    private final Program program;
    private @Nullable List<String> cmdName;
    private @Nullable List<String> pubSubName;

    Heartbeat(Program program) {
        this.program = program;
    }

    /** One attempt per PING period. */
    void reconnect(Instance instance) {
        Link link = instance.link;
        long nowMs = program.nowMs();
        if (!link.disconnected || instance.address.port() == 0 || nowMs - link.lastAttemptMs < Periods.PING_MS) {
            return;
        }
        link.lastAttemptMs = nowMs;
        if (link.cmd == null) {
            link.pending = 0;
            link.cmdSinceMs = nowMs;
            link.cmd = new Conn(program, link, false, instance, instance.address);
            auth(instance, link.cmd);
            link.send(Conn.Topic.NOTHING, instance, cmdName());
            ping(instance);
        }
        if (!instance.isSentinel() && link.pubSub == null) {
            Conn conn = new Conn(program, link, true, instance, instance.address);
            link.pubSub = conn;
            link.pubSubSinceMs = nowMs;
            auth(instance, conn);
            link.pending++;
            conn.send(Conn.Topic.NOTHING, instance, pubSubName());
            conn.send(Conn.Topic.SUBSCRIBE, instance, SUBSCRIBE);
        }
        link.disconnected = false;
    }

    private void auth(Instance instance, Conn conn) {
        Master master = instance.owner();
        String pass = master.authPass;
        if (pass != null && !instance.isSentinel()) {
            String user = master.authUser;
            instance.link.pending++;
            conn.send(Conn.Topic.NOTHING, instance, user == null ? List.of("AUTH", pass) : List.of("AUTH", user, pass));
        }
    }

    private List<String> cmdName() {
        if (cmdName == null) {
            cmdName = clientName("cmd");
        }
        return cmdName;
    }

    private List<String> pubSubName() {
        if (pubSubName == null) {
            pubSubName = clientName("pubsub");
        }
        return pubSubName;
    }

    private List<String> clientName(String use) {
        String id = program.myId;
        return List.of("CLIENT", "SETNAME", "sentinel-" + id.substring(0, Math.min(8, id.length())) + "-" + use);
    }

    private void ping(Instance instance) {
        Link link = instance.link;
        if (link.send(Conn.Topic.PING, instance, PING)) {
            link.lastPingMs = program.nowMs();
            if (link.pingSentMs == 0) {
                link.pingSentMs = link.lastPingMs;
            }
        }
    }

    void sendPeriodic(Instance instance) {
        Link link = instance.link;
        if (link.disconnected || link.pending >= Periods.MAX_PENDING * link.records) {
            return;
        }
        long nowMs = program.nowMs();
        if (!instance.isSentinel()
                && (instance.infoRefreshMs == 0 || nowMs - instance.infoRefreshMs > infoPeriodMs(instance))) {
            link.send(Conn.Topic.INFO, instance, INFO);
        }
        long pingPeriodMs = Math.min(instance.downAfterMs, Periods.PING_MS);
        if (nowMs - link.lastPongMs > pingPeriodMs && nowMs - link.lastPingMs > pingPeriodMs / 2) {
            ping(instance);
        }
        if (nowMs - instance.lastPubMs > Periods.PUBLISH_MS) {
            link.send(Conn.Topic.HELLO, instance, List.of("PUBLISH", Hellos.CHANNEL, program.hellos.format(instance)));
        }
    }

    private static long infoPeriodMs(Instance instance) {
        if (!(instance instanceof Replica)) {
            return Periods.INFO_MS;
        }
        Master master = instance.owner();
        boolean fast = master.odown || master.failingOver || instance.masterLinkDownMs != 0;
        return fast ? Periods.FAST_INFO_MS : Periods.INFO_MS;
    }
}
