package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.resp.RespValue;
import java.util.List;

/** What the answers to our commands mean. */
final class Replies {

    private static final List<String> SCRIPT_KILL = List.of("SCRIPT", "KILL");

    private final Program program;
    private final InfoReader info;

    Replies(Program program) {
        this.program = program;
        this.info = new InfoReader(program);
    }

    void replied(Conn.Topic topic, Instance instance, RespValue value) {
        if (instance.removed) {
            return;
        }
        switch (topic) {
            case PING -> ping(instance, value);
            case INFO -> {
                if (value instanceof RespValue.BulkString || value instanceof RespValue.Verbatim) {
                    String text = value.asText();
                    info.read(instance, text == null ? "" : text);
                }
            }
            case HELLO -> {
                if (value.asError() == null) {
                    instance.lastPubMs = program.nowMs();
                }
            }
            case ASK -> {
                if (instance instanceof Peer peer) {
                    asked(peer, value);
                }
            }
            default -> {}
        }
    }

    private void ping(Instance instance, RespValue value) {
        Link link = instance.link;
        String text = value instanceof RespValue.SimpleString status ? status.text() : value.asError();
        if (text != null) {
            boolean pong = text.startsWith("PONG");
            if (pong || text.startsWith("LOADING") || text.startsWith("MASTERDOWN")) {
                link.lastAvailMs = program.nowMs();
                link.pingSentMs = 0;
                if (pong) {
                    instance.reboot = false;
                }
            } else if (text.startsWith("BUSY") && instance.sdown && !instance.scriptKillSent) {
                instance.scriptKillSent = link.send(Conn.Topic.NOTHING, instance, SCRIPT_KILL);
            }
        }
        link.lastPongMs = program.nowMs();
    }

    private void asked(Peer peer, RespValue value) {
        List<RespValue> parts = value instanceof RespValue.Array array ? array.items() : List.of();
        if (parts.size() != 3
                || !(parts.get(0) instanceof RespValue.Int down)
                || !(parts.get(1) instanceof RespValue.BulkString leader)
                || !(parts.get(2) instanceof RespValue.Int epoch)) {
            return;
        }
        peer.lastReplyMs = program.nowMs();
        peer.saysDown = down.value() == 1;
        String voted = leader.bytes().text();
        if (!voted.equals("*")) {
            if (peer.leaderEpoch != epoch.value()) {
                program.surroundings.log(
                        peer.name + " voted for " + voted + " " + Long.toUnsignedString(epoch.value()));
            }
            peer.leader = voted;
            peer.leaderEpoch = epoch.value();
        }
    }
}
