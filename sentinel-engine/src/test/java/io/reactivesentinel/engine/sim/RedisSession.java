package io.reactivesentinel.engine.sim;

import io.reactivesentinel.resp.RespValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a node: a client's, a subscriber's or a replica's. Commands are carried out one after the other; one that
 * has to wait holds up those behind it.
 */
final class RedisSession implements Service.Session {

    /** How far a replica at the other end is. */
    enum Copying {
        /** It is no replica. */
        NONE,
        /** It waits for a full copy to be made. */
        WAIT_BGSAVE,
        /** The copy is on its way. */
        SEND_BULK,
        /** It follows the stream. */
        ONLINE
    }

    private record Waiting(List<String> words, Consumer<List<RespValue>> reply) {}

    final Service.Client client;
    final long id;
    final Set<String> channels = new LinkedHashSet<>();
    final List<List<String>> queued = new ArrayList<>();
    boolean inMulti;
    boolean multiBroken;
    boolean authenticated;

    Copying copying = Copying.NONE;
    boolean streaming;
    int replicaPort;
    long ackOffset;
    long ackMs;

    private final RedisServer server;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean blocked;
    private boolean over;
    private @Nullable Consumer<List<RespValue>> replying;

    RedisSession(RedisServer server, Service.Client client, long id) {
        this.server = server;
        this.client = client;
        this.id = id;
    }

    boolean isOver() {
        return over;
    }

    boolean isReplica() {
        return copying != Copying.NONE;
    }

    boolean isSubscribed() {
        return !channels.isEmpty();
    }

    @Override
    public void received(List<String> words, Consumer<List<RespValue>> reply) {
        if (over) {
            return;
        }
        if (blocked) {
            waiting.add(new Waiting(words, reply));
        } else {
            carryOut(words, reply);
        }
    }

    private void carryOut(List<String> words, Consumer<List<RespValue>> reply) {
        replying = reply;
        List<RespValue> answer = server.commands().answer(this, words);
        if (answer == RedisCommands.POSTPONED) {
            blocked = true;
            waiting.addFirst(new Waiting(words, reply));
            server.postponed(this);
        } else if (answer != RedisCommands.LATER) {
            reply.accept(answer);
        }
    }

    /** The way to answer the command that is being carried out later. */
    Consumer<List<RespValue>> replying() {
        Consumer<List<RespValue>> now = replying;
        return now == null ? unused -> {} : now;
    }

    /** What held it up is over: it goes on with the command that waited. */
    void goOn() {
        blocked = false;
        while (!over && !blocked && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            carryOut(next.words(), next.reply());
        }
    }

    void push(RespValue value) {
        if (!over) {
            client.push(value);
        }
    }

    /** The node ends it. */
    void end() {
        if (!over) {
            over = true;
            waiting.clear();
            server.left(this);
            client.close();
        }
    }

    @Override
    public void closed() {
        if (!over) {
            over = true;
            waiting.clear();
            server.left(this);
        }
    }
}
