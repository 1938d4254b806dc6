package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;

/**
 * Says hello: on the channel of the master and its replicas, and directly to every other Sentinel; once per publish period,
 * as soon as a connection is there, and to all at once after a promotion. Only what is on disk is said.
 */
final class Hellos {

    private static final long RETRY_MS = 1_000;

    private final MonitoredMaster master;

    Hellos(MonitoredMaster master) {
        this.master = master;
    }

    void advance(Step step) {
        if (!step.self.membership.listens()) {
            return;
        }
        // A master that hands over withholds PUBLISH, and with it every PING behind it.
        if (!master.isHandingOver()) {
            publishIfDue(master.node, step);
        }
        for (DataNode replica : master.replicas.values()) {
            publishIfDue(replica, step);
        }
        for (Peer peer : master.peers.values()) {
            publishIfDue(peer, step);
        }
    }

    private void publishIfDue(Instance instance, Step step) {
        if (!instance.link.isCommandOpen()) {
            instance.nextHelloMs = Time.NEVER;
            return;
        }
        if (Request.awaits(instance.hello)) {
            return;
        }
        if (step.nowMs >= instance.nextHelloMs) {
            publish(instance, step);
        }
        step.wakeAt(instance.nextHelloMs);
    }

    void publishToAll(Step step) {
        if (step.self.membership.listens()) {
            for (Instance instance : master.instances()) {
                publish(instance, step);
            }
        }
    }

    private void publish(Instance instance, Step step) {
        Conn conn = instance.link.command;
        if (conn == null) {
            return;
        }
        Self self = step.self;
        int port = self.settings.announcePort() > 0 ? self.settings.announcePort() : self.membership.port();
        HelloMessage message = new HelloMessage(
                new InstanceAddress(self.settings.announceIp().orElse(conn.localHost), port),
                self.myId,
                self.rules.toldEpoch(self.durability.durableEpoch(), self.currentEpoch),
                master.name,
                master.node.shown(),
                master.configEpoch);
        instance.hello = Links.send(
                conn,
                Request.Kind.HELLO,
                Links.words(instance.link, "PUBLISH", HelloMessage.CHANNEL, message.format()),
                instance,
                null,
                step);
        instance.nextHelloMs = step.nowMs + self.timings.publishPeriodMs();
    }

    /** A hello was delivered, or refused. */
    void answered(Instance instance, RespValue value, Step step) {
        if (value.bare().asError() != null) {
            instance.nextHelloMs = step.nowMs + Math.min(RETRY_MS, step.self.timings.publishPeriodMs());
        }
    }
}
