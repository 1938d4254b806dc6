package io.reactivesentinel.engine.spi;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The seam for outgoing connections. A link is dumb: it connects, writes, decodes and reports; when to connect, what to
 * send and what silence means is decided elsewhere.
 */
public interface LinkFactory {

    /**
     * Begins to connect and returns at once.
     *
     * @param address where to
     * @param listener hears of it, on whatever thread; {@link Listener#closed} is always the last thing it hears
     * @return the link, usable from the moment the listener has heard that it is open
     */
    Link open(InstanceAddress address, Listener listener);

    /**
     * Begins to resolve a name and returns at once; by the same means by which connections do.
     *
     * @param host the name
     * @param answer hears its numeric addresses, the preferred first, on whatever thread and within seconds; none when it
     *     cannot be resolved, as here, where nothing can
     */
    default void resolve(String host, Consumer<List<String>> answer) {
        answer.accept(List.of());
    }

    /** One outgoing connection; any thread. */
    interface Link {

        /**
         * Sends a command behind those sent before; commands sent in one go leave in one write.
         *
         * @param words its words
         * @param mayWrite asked right before the bytes leave; when it says no, nothing is written
         * @param reply hears what came of it; hears nothing when the link ends first
         */
        void send(List<String> words, BooleanSupplier mayWrite, Reply reply);

        /**
         * Ends it. The listener still hears that it is closed.
         *
         * @param abort whether bytes that have not left yet must never arrive
         */
        void close(boolean abort);
    }

    /** Hears of one connection. */
    interface Listener {

        /**
         * It stands.
         *
         * @param localHost our own numeric address on it
         */
        void opened(String localHost);

        /**
         * It stands.
         *
         * @param localHost our own numeric address on it
         * @param remoteHost the numeric address at its other end, which its name was resolved to
         */
        default void opened(String localHost, String remoteHost) {
            opened(localHost);
        }

        /** Something arrived that answers nothing. */
        void pushed(List<RespValue> parts);

        /**
         * It ended, or never came to stand.
         *
         * @param reason for a person
         */
        void closed(String reason);
    }

    /** Hears what came of one command. */
    interface Reply {

        /** It was answered, perhaps by an error. */
        void replied(RespValue value);

        /** It was not written, because it had become too old. */
        void expired();
    }
}
