package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.SentinelEvent;

/**
 * What the decisions want done. Each method is one kind of effect, so that whoever carries them out cannot overlook one;
 * all return at once and report back by {@link Input}, if at all.
 */
public interface Effects {

    /** Opens a connection; answered by {@link Input.Opened} or {@link Input.Closed}. */
    void open(Conn conn);

    /**
     * Ends a connection, or forgets one that has ended by itself; nothing is heard of it any more.
     *
     * @param conn which
     * @param abort whether bytes not yet sent must never arrive: a reset instead of an orderly end
     */
    void close(Conn conn, boolean abort);

    /** Has a name resolved; answered by {@link Input.Resolved}, in seconds at most. */
    void resolve(String host);

    /** Writes a request behind those already written to its connection. */
    void send(Request request);

    /**
     * Makes a state durable; answered by {@link Input.Saved} or {@link Input.SaveFailed}, for this version or a later
     * one.
     */
    void save(long version, PersistentState state);

    /** Tells the world. */
    void publish(SentinelEvent event);

    /** Writes a log line that is no event. */
    void log(EventLevel level, String text);

    /**
     * Logs that a failover of a master is due but may not start yet.
     *
     * @param master its name
     * @param notBeforeWallMs when it may, wall clock in milliseconds
     */
    void failoverDelayed(String master, long notBeforeWallMs);

    /** Starts a script; answered by {@link Input.ScriptStarted}, then by {@link Input.ScriptEnded}, or by that alone. */
    void startScript(ScriptStart start);

    /** Kills a script and all processes it started; its end is told as any other. */
    void killScript(long id);

    /**
     * A PING was answered; called for each, so it must cost nothing when nobody listens.
     *
     * @param instance who answered
     * @param valid whether the answer shows it alive
     * @param roundTripMs how long it took
     */
    void pingAnswered(InstanceRef instance, boolean valid, long roundTripMs);

    /** Lets the process die, as SENTINEL SIMULATE-FAILURE asked; nothing that is wanted afterwards is done any more. */
    void crash();

    /** Whether anybody listens to {@link #pingAnswered}. */
    boolean wantsPingResults();
}
