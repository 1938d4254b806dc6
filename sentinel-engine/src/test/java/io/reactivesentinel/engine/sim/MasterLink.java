package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A replica's connection to its master: handshake, partial or full copy, the stream, acknowledgements. */
final class MasterLink {

    private enum State {
        /** It is a master. */
        NONE,
        /** To be connected at the next occasion. */
        CONNECT,
        /** Connecting, or shaking hands. */
        HANDSHAKE,
        /** A full copy is on its way. */
        TRANSFER,
        /** The full copy is being read. */
        LOADING,
        /** It follows the stream. */
        CONNECTED
    }

    private final RedisServer server;
    private State state = State.NONE;
    private @Nullable Attempt attempt;
    /** Whether it can say up to where it has which history. */
    private boolean hasPast;

    private long lastHeardMs;
    private long downSinceMs = -1;
    private long streamedTo;
    private @Nullable Lineage copied;
    private long copiedTo;

    MasterLink(RedisServer server) {
        this.server = server;
    }

    boolean isUp() {
        return state == State.CONNECTED;
    }

    boolean isLoading() {
        return state == State.LOADING;
    }

    boolean isSyncing() {
        return state == State.TRANSFER || state == State.LOADING;
    }

    /** Whether INFO can say how far it is. */
    boolean hasPast() {
        return hasPast || isUp();
    }

    /** In seconds; -1 when it was never up. */
    long downSeconds() {
        return downSinceMs < 0 ? -1 : (server.nowMs() - downSinceMs) / 1_000;
    }

    long heardSecondsAgo() {
        return isUp() ? (server.nowMs() - lastHeardMs) / 1_000 : -1;
    }

    String state() {
        return switch (state) {
            case NONE, CONNECT -> "connect";
            case HANDSHAKE -> "handshake";
            case TRANSFER, LOADING -> "sync";
            case CONNECTED -> "connected";
        };
    }

    /** After a start; real Redis connects in its next cron. */
    void begin(boolean knowsItsPast) {
        hasPast = knowsItsPast;
        state = State.CONNECT;
    }

    /** There is a master, another than before. */
    void follow(boolean wasMaster) {
        drop();
        if (wasMaster) {
            hasPast = true;
        }
        state = State.CONNECT;
        connect();
    }

    /** There is no master any more. */
    void end() {
        drop();
        state = State.NONE;
        hasPast = false;
        downSinceMs = -1;
    }

    private void drop() {
        if (state == State.CONNECTED) {
            downSinceMs = server.nowMs();
            hasPast = true;
        }
        Attempt old = attempt;
        attempt = null;
        copied = null;
        if (old != null) {
            old.close();
        }
        server.changed();
    }

    private void connect() {
        InstanceAddress master = server.master();
        if (master == null) {
            return;
        }
        state = State.HANDSHAKE;
        lastHeardMs = server.nowMs();
        Attempt begun = new Attempt();
        attempt = begun;
        begun.link = server.node().world().network().links(server.life()).open(master, begun);
        server.changed();
    }

    /** The connection is over, or has to be: again in a second, or at once when it was in use. */
    private void lost(Attempt which) {
        if (attempt != which) {
            return;
        }
        boolean wasUp = state == State.CONNECTED;
        if (state == State.LOADING) {
            // What has come is read to its end; that the connection is gone shows only then.
            attempt = null;
            which.close();
            return;
        }
        if (wasUp) {
            server.node().world().note(server.node(), "has lost its master");
        }
        drop();
        state = State.CONNECT;
        if (wasUp) {
            connect();
        }
    }

    /** Once a second. */
    void cron() {
        Attempt now = attempt;
        if (state == State.CONNECT) {
            connect();
        } else if (now != null
                && state != State.LOADING
                && server.nowMs() - lastHeardMs > server.node().replTimeoutMs) {
            lost(now);
        } else if (now != null && state == State.CONNECTED) {
            now.acknowledge();
        }
    }

    /** Everything again, from the beginning; for an operator's or the network's sake. */
    private final class Attempt implements LinkFactory.Listener {

        private LinkFactory.@Nullable Link link;
        private boolean askedToTakeOver;

        private boolean isStale() {
            return attempt != this;
        }

        void close() {
            LinkFactory.Link open = link;
            if (open != null) {
                open.close(false);
            }
        }

        private void send(java.util.function.Consumer<RespValue> then, String... words) {
            LinkFactory.Link open = link;
            if (open != null) {
                open.send(List.of(words), () -> true, new LinkFactory.Reply() {
                    @Override
                    public void replied(RespValue value) {
                        if (!isStale()) {
                            lastHeardMs = server.nowMs();
                            then.accept(value);
                        }
                    }

                    @Override
                    public void expired() {}
                });
            }
        }

        void acknowledge() {
            send(unused -> {}, "REPLCONF", "ACK", Long.toString(server.data().offset()));
        }

        @Override
        public void opened(String localHost) {
            if (isStale()) {
                return;
            }
            lastHeardMs = server.nowMs();
            send(this::ponged, "PING");
        }

        private void ponged(RespValue value) {
            if (value.asError() != null) {
                lost(this);
                return;
            }
            send(
                    unused -> {},
                    "REPLCONF",
                    "listening-port",
                    Integer.toString(server.node().port()));
            Dataset data = server.data();
            String replid = hasPast ? data.replid() : "?";
            String from = hasPast ? Long.toString(data.offset() + 1) : "-1";
            if (server.failover().isInProgress()) {
                askedToTakeOver = true;
                send(this::answered, "PSYNC", replid, from, "FAILOVER");
            } else {
                send(this::answered, "PSYNC", replid, from);
            }
        }

        private void answered(RespValue value) {
            String text = value.asText();
            if (text == null) {
                lost(this);
                if (askedToTakeOver) {
                    server.failover().rejected();
                }
                return;
            }
            String[] parts = text.split(" ", -1);
            Lineage lineage = server.node().known(parts[1]);
            if (parts[0].equals("CONTINUE")) {
                boolean other = !parts[1].equals(server.data().replid());
                server.data().continueAs(lineage);
                up();
                if (other) {
                    server.replicas().dropAll();
                }
            } else {
                hasPast = false;
                state = State.TRANSFER;
                copied = lineage;
                copiedTo = Long.parseLong(parts[2]);
                server.changed();
            }
            server.failover().accepted();
        }

        private void up() {
            state = State.CONNECTED;
            hasPast = true;
            downSinceMs = -1;
            streamedTo = server.data().offset();
            server.changed();
            server.node().world().note(server.node(), "is linked to its master at offset " + streamedTo);
        }

        @Override
        public void pushed(List<RespValue> parts) {
            if (isStale()) {
                return;
            }
            lastHeardMs = server.nowMs();
            RespValue kind = parts.get(0);
            if (kind == Replicas.STREAM && parts.get(1) instanceof RespValue.Int upTo) {
                streamed(upTo.value());
            } else if (kind == Replicas.COPY && state == State.TRANSFER) {
                state = State.LOADING;
                streamedTo = copiedTo;
                server.replicas().dropAll();
                server.changed();
                server.life().in(server.node().loadMs * 1_000, this::loaded);
            }
        }

        private void loaded() {
            Lineage lineage = copied;
            if (state != State.LOADING || lineage == null) {
                return;
            }
            long until = streamedTo;
            server.data().replace(lineage, copiedTo);
            server.node().copied();
            server.node().world().note(server.node(), "has a full copy of its master at offset " + copiedTo);
            if (isStale()) {
                drop();
                hasPast = true;
                downSinceMs = server.nowMs();
                state = State.CONNECT;
                return;
            }
            copied = null;
            up();
            acknowledge();
            streamed(until);
        }

        private void streamed(long upTo) {
            if (state == State.LOADING) {
                streamedTo = Math.max(streamedTo, upTo);
            } else if (state == State.CONNECTED) {
                long lagMs = server.node().lagMs;
                if (lagMs > 0) {
                    server.life().in(lagMs * 1_000, () -> {
                        if (!isStale()) {
                            apply(upTo);
                        }
                    });
                } else {
                    apply(upTo);
                }
            }
        }

        private void apply(long upTo) {
            if (upTo > server.data().offset()) {
                server.data().advance(upTo, server::deliver);
                server.changed();
                server.replicas().feed();
            }
        }

        @Override
        public void closed(String reason) {
            if (isStale()) {
                return;
            }
            boolean failed = askedToTakeOver && state == State.HANDSHAKE;
            lost(this);
            if (failed) {
                server.failover().rejected();
            }
        }
    }
}
