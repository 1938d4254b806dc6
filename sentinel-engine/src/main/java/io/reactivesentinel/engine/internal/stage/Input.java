package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.resp.RespValue;
import java.util.List;

/** Whatever reaches the decision loop from outside. Time comes beside it, not in it. */
public sealed interface Input {

    /** Nothing but the passing of time: a wake-up that was asked for is due. */
    enum Wake implements Input {
        /** The only one. */
        WAKE
    }

    /**
     * A connection is established.
     *
     * @param conn which
     * @param localHost our own numeric address on it
     * @param remoteHost the numeric address at its other end; empty when that is not known
     */
    record Opened(Conn conn, String localHost, String remoteHost) implements Input {

        /** One whose other end is not known. */
        public Opened(Conn conn, String localHost) {
            this(conn, localHost, "");
        }
    }

    /**
     * A name was resolved.
     *
     * @param host the name
     * @param addresses what it stands for, numeric, the preferred first; empty when it could not be resolved
     */
    record Resolved(String host, List<String> addresses) implements Input {}

    /**
     * A connection ended or was never established; every request without an answer on it is lost.
     *
     * @param conn which
     * @param reason for a person
     */
    record Closed(Conn conn, String reason) implements Input {}

    /**
     * A request was answered.
     *
     * @param request which
     * @param value the answer, an error reply included
     */
    record Replied(Request request, RespValue value) implements Input {}

    /**
     * A request was not written because it had become too old; it had no effect.
     *
     * @param request which
     */
    record Expired(Request request) implements Input {}

    /**
     * A push arrived on a Pub/Sub connection.
     *
     * @param conn which
     * @param parts its elements
     */
    record Pushed(Conn conn, List<RespValue> parts) implements Input {}

    /**
     * A state, and all before it, is durable.
     *
     * @param version its version
     * @param tookMs how long the save took
     */
    record Saved(long version, long tookMs) implements Input {}

    /**
     * A state, and all before it since the last durable one, could not be saved.
     *
     * @param version its version
     * @param reason for a person; no secrets
     */
    record SaveFailed(long version, String reason) implements Input {}

    /**
     * A script runs.
     *
     * @param id which
     * @param pid its process
     */
    record ScriptStarted(long id, long pid) implements Input {}

    /**
     * A script ended, or could not be started.
     *
     * @param id which
     * @param exit how
     */
    record ScriptEnded(long id, ScriptExit exit) implements Input {}

    /**
     * A command from the listening port or the application.
     *
     * @param call the command and where its answer goes
     */
    record Called(Call<?> call) implements Input {}
}
