package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.List;

/** Watches what happens in a world; sees everything, changes nothing. */
public interface Observer {

    /** Something happened to a process, or was done to the world, that a reader of the run wants to know. */
    default void noted(Object subject, String what) {}

    /** A process wrote a command to a connection. */
    default void sent(SimProcess from, InstanceAddress to, List<String> words) {}

    /** A command was not written to a connection, because it had become too old meanwhile. */
    default void expired(SimProcess from, InstanceAddress to, List<String> words) {}

    /** A command reached a process, which now carries it out. */
    default void received(SimProcess by, SimProcess from, List<String> words) {}

    /** A process wrote the answer to a command. */
    default void answered(SimProcess by, SimProcess to, List<String> words, List<RespValue> values) {}

    /** The answer to a command has reached the process that gave it. */
    default void heard(SimProcess by, SimProcess from, List<String> words, List<RespValue> values) {}

    /** A process ends a connection that it had made; what has reached it and it has not looked at yet is lost on it. */
    default void hungUp(SimProcess by, SimProcess from) {}

    /** A Sentinel published an event. */
    default void published(SentinelNode by, SentinelEvent event) {}

    /** A Sentinel has finished a turn. */
    default void turned(SentinelNode by) {}

    /** The state of a Sentinel is on disk. */
    default void saved(SentinelNode by) {}

    /** A Redis node has another role or follows another node. */
    default void roleChanged(RedisNode node) {}
}
