package io.reactivesentinel.engine.sim.realredis;

import java.util.List;

/** Three nodes of one kind, none of which runs yet. */
public interface Lab extends AutoCloseable {

    /** The address all of them share. */
    String host();

    /** Where one listens. */
    int port(int node);

    /** Starts one and waits until it answers. */
    void start(int node);

    /** Ends one as kill -9 does. */
    void kill(int node);

    /** Lets one stand still. */
    void stop(int node);

    /** Lets one go on. */
    void goOn(int node);

    /** Lets time pass. */
    void pass(long ms);

    /** A new connection to one. */
    Speaker connect(int node);

    @Override
    void close();

    /** A connection. */
    interface Speaker extends AutoCloseable {

        /** Sends a command. */
        void send(List<String> words);

        /** The next answer: text, a number, a list, {@code "silence"} after the time, {@code "closed"} at the end. */
        Object read(long timeoutMs);

        @Override
        void close();
    }
}
