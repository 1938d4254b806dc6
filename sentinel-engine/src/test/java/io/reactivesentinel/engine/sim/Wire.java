package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.LinkFactory;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection between two processes, from both ends. Each end can be gone without the other knowing, which then learns
 * of it when it next sends something, or never.
 */
final class Wire {

    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    /** A command that has arrived, and its answer once it is there: answers leave in the order of the commands. */
    private static final class Slot {
        @Nullable
        List<RespValue> answer;

        final LinkFactory.Reply reply;
        final List<String> words;

        Slot(List<String> words, LinkFactory.Reply reply) {
            this.words = words;
            this.reply = reply;
        }
    }

    private final Network network;
    private final World world;
    private final SimProcess.Life client;
    private final LinkFactory.Listener listener;
    private final InstanceAddress to;
    private final SimHost clientHost;
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();
    private State clientState = State.CONNECTING;
    private State serverState = State.CONNECTING;
    private SimProcess.@Nullable Life server;
    private @Nullable SimHost serverHost;
    private Service.@Nullable Session session;
    private @Nullable Stream up;
    private @Nullable Stream down;

    Wire(Network network, SimProcess.Life client, LinkFactory.Listener listener, InstanceAddress to) {
        this.network = network;
        this.world = network.world();
        this.client = client;
        this.listener = listener;
        this.to = to;
        this.clientHost = client.process().host();
    }

    InstanceAddress to() {
        return to;
    }

    boolean isConnecting() {
        return clientState == State.CONNECTING;
    }

    boolean touches(SimHost host) {
        return clientHost == host || serverHost == host;
    }

    boolean touches(SimProcess process) {
        return client.process() == process || (server != null && server.process() == process);
    }

    /** The connection is reset in its middle; both ends hear of it at once, and what is under way is lost. */
    void resetBoth() {
        strand();
        serverLost();
        clientClosed("connection reset by peer");
    }

    // --- How it begins.

    void connectTimeout() {
        if (clientState == State.CONNECTING) {
            clientClosed("connection timed out");
        }
    }

    void refused(SimHost by) {
        if (clientState == State.CONNECTING && network.carries(by, clientHost)) {
            clientClosed("connection refused");
        }
    }

    void accepted(SimProcess.Life by, Service service) {
        if (clientState != State.CONNECTING || serverState != State.CONNECTING) {
            return;
        }
        SimHost host = by.process().host();
        server = by;
        serverHost = host;
        serverState = State.OPEN;
        up = new Stream(network, clientHost, host);
        Stream back = new Stream(network, host, clientHost);
        down = back;
        String clientIp = clientHost.ip();
        by.run(() -> {
            if (serverState == State.OPEN) {
                session = service.accept(new Back(clientIp));
            }
        });
        // The kernel accepts, even while the process stands still.
        back.send(this::opened);
    }

    private void opened() {
        if (clientState != State.CONNECTING) {
            answerWithReset(down, this::serverLost);
            return;
        }
        clientState = State.OPEN;
        String localIp = clientHost.ip();
        client.run(() -> {
            if (clientState == State.OPEN) {
                listener.opened(localIp);
            }
        });
    }

    // --- The client's end.

    LinkFactory.Link link() {
        return new Front();
    }

    private final class Front implements LinkFactory.Link {

        @Override
        public void send(List<String> words, BooleanSupplier mayWrite, LinkFactory.Reply reply) {
            if (!client.process().mayAct()) {
                client.process().defer(() -> write(words, mayWrite, reply));
            } else {
                write(words, mayWrite, reply);
            }
        }

        @Override
        public void close(boolean abort) {
            SimProcess.Life other = server;
            if (clientState == State.OPEN && other != null) {
                world.hungUp(client.process(), other.process());
            }
            if (!client.process().mayAct()) {
                client.process().defer(() -> closedByClient(abort));
            } else {
                closedByClient(abort);
            }
        }
    }

    private void write(List<String> words, BooleanSupplier mayWrite, LinkFactory.Reply reply) {
        Stream out = up;
        if (client.isOver() || clientState != State.OPEN || out == null) {
            return;
        }
        if (!mayWrite.getAsBoolean()) {
            world.expired(client.process(), to, words);
            client.run(reply::expired);
            return;
        }
        world.sent(client.process(), to, words);
        out.send(() -> arrived(words, reply));
    }

    private void closedByClient(boolean abort) {
        if (clientState == State.CLOSED) {
            return;
        }
        Stream out = up;
        clientClosed(abort ? "aborted" : "closed");
        if (out != null) {
            if (abort) {
                out.reset(this::serverLost);
            } else {
                out.send(this::serverLost);
            }
        }
    }

    private void clientClosed(String reason) {
        if (clientState == State.CLOSED) {
            return;
        }
        clientState = State.CLOSED;
        if (serverState != State.OPEN) {
            network.forget(this);
        }
        client.run(() -> listener.closed(reason));
    }

    private void answered(SimProcess.Life by, Slot slot, List<RespValue> values) {
        if (clientState != State.OPEN) {
            answerWithReset(up, this::serverLost);
            return;
        }
        client.run(() -> {
            if (clientState == State.OPEN) {
                world.heard(client.process(), by.process(), slot.words, values);
                for (RespValue value : values) {
                    slot.reply.replied(value);
                }
            }
        });
    }

    private void pushed(RespValue value) {
        if (clientState != State.OPEN) {
            answerWithReset(up, this::serverLost);
            return;
        }
        client.run(() -> {
            if (clientState == State.OPEN) {
                listener.pushed(value.elements());
            }
        });
    }

    // --- The server's end.

    private void arrived(List<String> words, LinkFactory.Reply reply) {
        SimProcess.Life by = server;
        if (serverState != State.OPEN || by == null) {
            answerWithReset(down, () -> clientClosed("connection reset by peer"));
            return;
        }
        by.run(() -> {
            Service.Session taking = session;
            if (serverState != State.OPEN || taking == null) {
                return;
            }
            Slot slot = new Slot(words, reply);
            slots.add(slot);
            world.received(by.process(), client.process(), words);
            Consumer<List<RespValue>> answer = values -> {
                if (slot.answer == null) {
                    slot.answer = values;
                    flush();
                }
            };
            taking.received(words, answer);
        });
    }

    /** Sends every answer whose turn it is. */
    private void flush() {
        Stream out = down;
        SimProcess.Life by = server;
        if (out == null || by == null || by.isOver() || serverState != State.OPEN) {
            return;
        }
        while (!slots.isEmpty() && slots.element().answer != null) {
            Slot next = slots.remove();
            List<RespValue> values = next.answer == null ? List.of() : next.answer;
            act(by, () -> {
                if (serverState == State.OPEN) {
                    world.answered(by.process(), client.process(), next.words, values);
                    out.send(() -> answered(by, next, values));
                }
            });
        }
    }

    private static void act(SimProcess.Life by, Runnable effect) {
        if (by.process().mayAct()) {
            effect.run();
        } else {
            by.process().defer(effect);
        }
    }

    private final class Back implements Service.Client {

        private final InstanceAddress remote;

        Back(String clientIp) {
            this.remote = new InstanceAddress(clientIp, 0);
        }

        @Override
        public InstanceAddress remote() {
            return remote;
        }

        @Override
        public SimProcess process() {
            return client.process();
        }

        @Override
        public void push(RespValue value) {
            Stream out = down;
            SimProcess.Life by = server;
            if (out == null || by == null || by.isOver() || serverState != State.OPEN) {
                return;
            }
            act(by, () -> out.send(() -> pushed(value)));
        }

        @Override
        public void close() {
            Stream out = down;
            if (out != null && serverState == State.OPEN) {
                serverGone();
                out.send(() -> clientClosed("connection closed by peer"));
            }
        }
    }

    private void serverLost() {
        SimProcess.Life by = server;
        if (serverState != State.OPEN || by == null) {
            return;
        }
        serverGone();
    }

    private void serverGone() {
        SimProcess.Life by = server;
        serverState = State.CLOSED;
        slots.clear();
        if (clientState == State.CLOSED) {
            network.forget(this);
        }
        Service.Session taking = session;
        if (by != null && taking != null) {
            by.run(taking::closed);
        }
    }

    // --- How it ends when a process does.

    void lifeEnded(SimProcess.Life life) {
        boolean powered = life.process().host().isUp();
        if (life == client && clientState != State.CLOSED) {
            clientState = State.CLOSED;
            Stream out = up;
            if (out != null && powered) {
                out.send(this::serverLost);
            } else if (out != null) {
                out.end();
            }
        }
        if (life == server && serverState == State.OPEN) {
            serverState = State.CLOSED;
            slots.clear();
            Stream out = down;
            if (out != null && powered) {
                out.send(() -> clientClosed("connection reset by peer"));
            } else if (out != null) {
                out.end();
            }
        }
        if (clientState == State.CLOSED && serverState != State.OPEN) {
            network.forget(this);
        }
    }

    /** One host has another address now: nothing gets through any more, and nobody is told. */
    void strand() {
        if (up != null) {
            up.end();
        }
        if (down != null) {
            down.end();
        }
    }

    private static void answerWithReset(@Nullable Stream back, Runnable packet) {
        if (back != null) {
            back.once(packet);
        }
    }
}
