package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection. What is sent before it stands goes out when it does. */
final class Conn implements LinkFactory.Listener {

    /** What a reply is to. */
    enum Topic {
        PING,
        INFO,
        HELLO,
        ASK,
        SUBSCRIBE,
        NOTHING
    }

    private record Waiting(List<String> words, Awaited reply) {}

    private static final class Awaited implements LinkFactory.Reply {

        private final Conn conn;
        private final Topic topic;
        private final Instance instance;

        Awaited(Conn conn, Topic topic, Instance instance) {
            this.conn = conn;
            this.topic = topic;
            this.instance = instance;
        }

        @Override
        public void replied(RespValue value) {
            conn.replied(topic, instance, value);
        }

        @Override
        public void expired() {
            throw new IllegalStateException("C has no commands that expire");
        }
    }

    private final Program program;
    private final Link link;
    private final boolean isPubSub;
    private final Instance opener;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final LinkFactory.Link wire;
    private boolean open;
    private boolean gone;
    private int unheeded;
    private @Nullable String localHost;

    Conn(Program program, Link link, boolean isPubSub, Instance opener, InstanceAddress to) {
        this.program = program;
        this.link = link;
        this.isPubSub = isPubSub;
        this.opener = opener;
        this.wire = program.surroundings.links().open(to, this);
    }

    /** Our own address on it; {@code null} while it does not stand. */
    @Nullable
    String localHost() {
        return localHost;
    }

    void send(Topic topic, Instance instance, List<String> words) {
        Awaited reply = new Awaited(this, topic, instance);
        if (topic == Topic.NOTHING) {
            unheeded++;
        }
        if (open) {
            wire.send(words, () -> true, reply);
        } else {
            waiting.add(new Waiting(words, reply));
        }
    }

    void close() {
        gone = true;
        waiting.clear();
        wire.close(false);
    }

    @Override
    public void opened(String host) {
        if (gone) {
            return;
        }
        localHost = host;
        open = true;
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            wire.send(next.words(), () -> true, next.reply());
        }
    }

    private void replied(Topic topic, Instance instance, RespValue value) {
        if (gone) {
            return;
        }
        if (topic == Topic.NOTHING) {
            unheeded--;
        }
        if (topic == Topic.SUBSCRIBE) {
            link.pubSubActivityMs = program.nowMs();
            if (value.asError() != null) {
                link.close(this);
            }
        } else {
            link.pending--;
            program.replies.replied(topic, instance, value);
        }
        program.surroundings.turned();
    }

    @Override
    public void pushed(List<RespValue> parts) {
        if (gone) {
            return;
        }
        link.pubSubActivityMs = program.nowMs();
        if (isPubSub && parts.size() == 3 && "message".equals(parts.get(0).asText())) {
            String hello = parts.get(2).asText();
            if (hello != null && !hello.contains(program.myId)) {
                program.hellos.received(hello);
            }
        }
        program.surroundings.turned();
    }

    @Override
    public void closed(String reason) {
        if (!gone) {
            gone = true;
            link.lost(this, unheeded);
        }
    }

    @Override
    public String toString() {
        return (isPubSub ? "pubsub" : "cmd") + " connection to " + opener.name;
    }
}
