package io.reactivesentinel.engine.spi;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The seam for incoming commands: something that listens, delivers what clients send and carries the replies back.
 *
 * <p>The real one listens on sockets, the simulator's delivers words in memory. Who answers knows neither.
 */
public interface CommandPort {

    /** The port of {@link Connection#remote()} and {@link Connection#local()} where the transport has none. */
    int NO_PORT = 0;

    /**
     * Begins to listen.
     *
     * @param acceptor is given every connection
     * @return cold; emits once every address is bound, or fails naming the address that could not be and leaves none
     *     bound
     */
    Mono<Bound> bind(Acceptor acceptor);

    /** A port that listens. */
    interface Bound {

        /** Where it listens, real ports in place of 0. */
        List<InstanceAddress> addresses();

        /** Cold and idempotent: stops listening, closes every connection, completes when that is done. */
        Mono<Void> close();
    }

    /** Whoever answers the commands. */
    interface Acceptor {

        /**
         * A client has connected.
         *
         * @param connection the way back to it
         * @return who gets its commands; called on the connection's thread only
         */
        Receiver accept(Connection connection);
    }

    /** Takes the commands of one connection; every method is called on that connection's thread. */
    interface Receiver {

        /**
         * A command arrived. A port bounds how many may be unanswered on one connection and reads no further beyond, so
         * that a receiver may keep what it is given until it can answer.
         *
         * @param words its words, at least one
         * @param reply where the answer goes; the port keeps answers in the order of their commands
         */
        void received(List<RespBytes> words, Reply reply);

        /** The connection is closed, whoever closed it; called once, and nothing is called after it. */
        void closed();
    }

    /** Where the answer to one command goes. */
    interface Reply {

        /**
         * Answers, from any thread, once.
         *
         * @param values the answer in RESP3 types, nulls in those of RESP2; a port writes them as the version of the
         *     connection knows them. Usually one, several for commands that confirm each argument, none for a command
         *     without reply
         */
        void send(List<RespValue> values);
    }

    /** Why a port ends a connection of its own accord, as far as that is counted. */
    enum Cut {
        /** It did not, or for another reason. */
        NONE,
        /** More waited for the client than may. */
        OUTPUT,
        /** Its command was larger than a command may be. */
        INPUT,
        /** All clients together took too much memory, and this one most. */
        MEMORY
    }

    /** The way back to one client; methods may be called on any thread and do nothing once it is closed. */
    interface Connection {

        /** The client's address. */
        InstanceAddress remote();

        /** The address it connected to. */
        InstanceAddress local();

        /** Whether the client is on this machine: loopback or a local socket. */
        boolean isLocal();

        /** Sends something that answers no command. A client that does not read is cut off when too much is waiting. */
        void push(RespValue value);

        /** Encodes whatever is sent from now on in that version, 2 or 3. */
        void useProtocol(int version);

        /** Lifts the narrow limits that hold for what a client may send before it has authenticated. */
        void authenticated();

        /**
         * Says whether the client listens to channels: it may then be silent for ever, and what may wait for it has a limit
         * of its own.
         */
        default void subscribed(boolean toSomething) {}

        /** Runs a task on the connection's thread, at once when called on it in memory, soon otherwise. */
        void execute(Runnable task);

        /** Sends what is waiting, then closes. */
        void close();

        /** Closes now; what is waiting is lost. */
        default void abort() {
            close();
        }

        /** So many bytes are kept for the client outside of the port; they count when clients take too much memory. */
        default void keeps(long bytes) {}

        /** Whether it is among the last to go when all clients together take too much memory. */
        default void spared(boolean value) {}

        /** Why the port ended it. */
        default Cut cut() {
            return Cut.NONE;
        }

        /** Bytes received so far; 0 where the transport does not count. */
        default long bytesRead() {
            return 0;
        }

        /** Bytes sent so far; 0 where the transport does not count. */
        default long bytesWritten() {
            return 0;
        }

        /** Bytes that wait to be sent, roughly; 0 where the transport does not know. */
        default long pendingOutput() {
            return 0;
        }
    }
}
