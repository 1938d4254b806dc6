package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.ConfigUpdateEvent;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.TopologyEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Sentinels say about themselves and their masters; whoever says it is believed. */
final class Hellos {

    static final String CHANNEL = "__sentinel__:hello";

    private static final int FIELDS = 8;

    private final Program program;

    Hellos(Program program) {
        this.program = program;
    }

    /** What is said to one instance. */
    String format(Instance to) {
        Master master = to.owner();
        InstanceAddress current = master.current();
        InstanceAddress own = program.surroundings.listening();
        Conn conn = to.link.cmd;
        String local = conn == null ? null : conn.localHost();
        return (local == null ? own.host() : local)
                + ","
                + own.port()
                + ","
                + program.myId
                + ","
                + Long.toUnsignedString(program.currentEpoch)
                + ","
                + master.name
                + ","
                + current.host()
                + ","
                + current.port()
                + ","
                + Long.toUnsignedString(master.configEpoch);
    }

    /** Lets the next tick say it to everybody. */
    void force(Master master) {
        hurry(master);
        master.replicas.values().forEach(Hellos::hurry);
        master.peers.values().forEach(Hellos::hurry);
    }

    private static void hurry(Instance instance) {
        instance.lastPubMs -= Periods.PUBLISH_MS + 1;
    }

    void received(String text) {
        String[] fields = text.split(",", -1);
        Master master = fields.length == FIELDS ? program.master(fields[4]) : null;
        if (master == null) {
            return;
        }
        String id = fields[2];
        Peer sender = sender(master, id, fields[0], Words.lenient(fields[1]));
        long epoch = Words.unsigned(fields[3]);
        if (Words.isAbove(epoch, program.currentEpoch)) {
            program.newEpoch(epoch, master);
        }
        if (sender == null) {
            return;
        }
        long configEpoch = Words.unsigned(fields[7]);
        if (Words.isAbove(configEpoch, master.configEpoch)) {
            master.configEpoch = configEpoch;
            String host = fields[5];
            int port = Words.lenient(fields[6]);
            if (port != master.address.port() || !host.equals(master.address.host())) {
                follow(master, sender, host, port);
            }
        }
        sender.lastHelloMs = program.nowMs();
    }

    /** The announcement comes first; whether the address can be used is seen afterwards. */
    private void follow(Master master, Peer sender, String host, int port) {
        long nowMs = program.nowMs();
        program.emit(new ConfigUpdateEvent(sender.ref(), master.configEpoch, nowMs));
        InstanceAddress shown = new InstanceAddress(host, Words.isPort(port) ? port : 0);
        program.emit(new SwitchMasterEvent(master.name, master.address, shown, master.configEpoch, nowMs));
        if (Words.isNumericHost(host) && Words.isPort(port)) {
            program.topology.turnTo(master, shown);
        } else {
            program.surroundings.log("Failed to resolve hostname '" + host + "'");
        }
    }

    private @Nullable Peer sender(Master master, String id, String host, int port) {
        Peer known = master.peers.get(id);
        if (known != null
                && known.address.port() == port
                && known.address.host().equals(host)) {
            return known;
        }
        boolean moved = known != null;
        if (known != null) {
            program.topology.removePeer(known);
            program.emit(new TopologyEvent(
                    EventType.SENTINEL_ADDRESS_SWITCH,
                    master.ref(),
                    "ip " + host + " port " + port + " for " + id,
                    program.nowMs()));
        } else {
            removeOther(master, host, port);
        }
        if (!Words.isNumericHost(host) || !Words.isPort(port)) {
            program.surroundings.log("Failed to resolve hostname '" + host + "'");
            return null;
        }
        Peer added = program.topology.addPeer(master, id, new InstanceAddress(host, port));
        if (moved) {
            moved(added);
        } else {
            program.emit(new TopologyEvent(EventType.SENTINEL, added.ref(), "", program.nowMs()));
        }
        program.flush();
        return added;
    }

    /** Somebody else was known at that address: it is forgotten under every master. */
    private void removeOther(Master master, String host, int port) {
        for (Peer each : master.peers.values()) {
            if (each.address.port() == port && each.address.host().equals(host)) {
                program.emit(new TopologyEvent(EventType.SENTINEL_INVALID_ADDR, each.ref(), "", program.nowMs()));
                for (Master any : program.masters.values()) {
                    Peer gone = any.peers.get(each.name);
                    if (gone != null) {
                        program.topology.removePeer(gone);
                    }
                }
                return;
            }
        }
    }

    private void moved(Peer added) {
        List<Peer> others = new ArrayList<>();
        for (Master any : program.masters.values()) {
            Peer same = any.peers.get(added.name);
            if (same != null && same != added) {
                others.add(same);
            }
        }
        added.link.closeBoth();
        for (Peer each : others) {
            each.link.closeBoth();
            each.address = added.address;
        }
        if (!others.isEmpty()) {
            program.emit(new TopologyEvent(
                    EventType.SENTINEL_ADDRESS_UPDATE,
                    added.ref(),
                    others.size() + " additional matching instances",
                    program.nowMs()));
        }
    }
}
