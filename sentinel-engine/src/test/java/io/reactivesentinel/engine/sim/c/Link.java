package io.reactivesentinel.engine.sim.c;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connections to one instance; records of one Sentinel under several masters share theirs. */
final class Link {

    int records = 1;
    boolean disconnected = true;
    int pending;

    @Nullable
    Conn cmd;

    @Nullable
    Conn pubSub;

    long cmdSinceMs;
    long pubSubSinceMs;
    long pubSubActivityMs;
    long lastAttemptMs;
    long pingSentMs;
    long lastPingMs;
    long lastAvailMs;
    long lastPongMs;

    Link(long nowMs) {
        pingSentMs = nowMs;
        lastAvailMs = nowMs;
        lastPongMs = nowMs;
    }

    /** Queues a command; answers no when there is no connection to queue it on. */
    boolean send(Conn.Topic topic, Instance instance, List<String> words) {
        Conn conn = cmd;
        if (conn == null) {
            return false;
        }
        pending++;
        conn.send(topic, instance, words);
        return true;
    }

    /** Closes one of the two. */
    void close(@Nullable Conn conn) {
        if (conn == null) {
            return;
        }
        if (conn == cmd) {
            cmd = null;
            pending = 0;
        } else if (conn == pubSub) {
            pubSub = null;
        }
        disconnected = true;
        conn.close();
    }

    /** The other side, or the network, has ended one of the two. */
    void lost(Conn conn, int unheeded) {
        if (conn == cmd) {
            cmd = null;
            pending -= unheeded;
        } else if (conn == pubSub) {
            pubSub = null;
        }
        disconnected = true;
    }

    void closeBoth() {
        close(cmd);
        close(pubSub);
    }

    /** One record less uses it; the last one takes the connections with it. */
    void release() {
        records--;
        if (records == 0) {
            closeBoth();
        }
    }
}
