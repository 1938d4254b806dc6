package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.function.Consumer;

/** Something that listens at an address and answers commands. */
interface Service {

    /** Somebody has connected; called in the life of the process that listens. */
    Session accept(Client client);

    /** What becomes of the commands of one connection. */
    interface Session {

        /**
         * A command arrived.
         *
         * @param words its words
         * @param reply takes its answer, later if need be, or never; answers leave in the order of the commands
         */
        void received(List<String> words, Consumer<List<RespValue>> reply);

        /** The connection is over. */
        void closed();
    }

    /** The way back to whoever connected. */
    interface Client {

        /** Where it connected from; the port means nothing. */
        InstanceAddress remote();

        /** Which process it is; for those who watch the simulation, not for those who are simulated. */
        SimProcess process();

        /** Sends something that answers no command, behind the answers that have left. */
        void push(RespValue value);

        /** Ends the connection behind what has been sent. */
        void close();
    }
}
