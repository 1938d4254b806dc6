package io.reactivesentinel.engine;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.SentinelConfig;
import io.reactivesentinel.engine.internal.runtime.EngineStart;
import io.reactivesentinel.engine.spi.ProcessControl;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.MasterLookup;
import io.reactivesentinel.protocol.MasterSnapshot;
import io.reactivesentinel.protocol.ObjectiveDownEvent;
import io.reactivesentinel.protocol.ReplicaSnapshot;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SentinelSnapshot;
import io.reactivesentinel.protocol.SubjectiveDownEvent;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.VoteEvent;
import java.util.List;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A running Sentinel inside this process: watches masters, agrees with other Sentinels, fails over, and tells.
 *
 * <p>With a listening address and a durable state it is a full member of the quorum beside any other Sentinel, C's or ours.
 * Without a listening address it observes and reports; it is never asked, never votes and never acts.
 *
 * <p><b>Threading</b>: every method may be called from any thread. Everything is decided on one thread of the engine's own;
 * what subscribers do happens on another one, so a slow subscriber delays nobody.
 *
 * <p><b>Overflow</b>: every stream is hot, starts at the subscription and has a buffer of {@value #EVENT_BUFFER} items per
 * subscriber. One that falls further behind gets what was buffered and then an overflow error; others miss nothing.
 *
 * <p><b>Errors</b>: a command that is refused fails with {@link CommandException}. Streams complete when the engine stops.
 */
public interface SentinelEngine extends MasterLookup, Disposable {

    /** Events that may wait for one subscriber. */
    int EVENT_BUFFER = 4_096;

    /**
     * Starts an engine.
     *
     * @param config what to watch, where to listen and where to keep the state
     * @return cold: each subscription starts an engine of its own. Emits once the state is loaded, an id exists durably and
     *     the port, if any, is bound; fails with {@link io.reactivesentinel.engine.config.ConfigException} or the reason
     *     why the address cannot be bound. Cancelling stops what was begun
     */
    static Mono<SentinelEngine> start(SentinelConfig config) {
        return EngineStart.start(config, null);
    }

    /**
     * Starts an engine and waits for it; for a {@code main} method, never for an event loop.
     *
     * @param config what to watch, where to listen and where to keep the state
     * @return the running engine
     */
    static SentinelEngine startNow(SentinelConfig config) {
        return EngineStart.startNow(config, null);
    }

    /**
     * Starts the engine of a server: one whose process is its own, so that commands about the process are carried out.
     *
     * @param config what to watch, where to listen and where to keep the state
     * @param process what it may do to the process
     * @return the running engine
     */
    static SentinelEngine startNow(SentinelConfig config, ProcessControl process) {
        return EngineStart.startNow(config, process);
    }

    /** Its id: 40 lower-case hexadecimal digits, the same after every restart on the same state. */
    String id();

    /** Where it listens, with real ports; empty for an observer. */
    List<InstanceAddress> addresses();

    /** Everything it tells, in order. */
    Flux<SentinelEvent> events();

    /** What becomes of each PING; costs nothing while nobody subscribes. */
    Flux<PingResult> pingResults();

    /** Instances that this Sentinel begins or ceases to hold for down. */
    default Flux<SubjectiveDownEvent> subjectiveDown() {
        return events().ofType(SubjectiveDownEvent.class);
    }

    /** Masters that a quorum begins or ceases to hold for down. */
    default Flux<ObjectiveDownEvent> objectiveDown() {
        return events().ofType(ObjectiveDownEvent.class);
    }

    /** Votes that this Sentinel gives. */
    default Flux<VoteEvent> votes() {
        return events().ofType(VoteEvent.class);
    }

    /** Changes of a master's address. */
    @Override
    default Flux<SwitchMasterEvent> switchMasterEvents() {
        return events().ofType(SwitchMasterEvent.class);
    }

    /** All masters as they are now; cold, asked anew for each subscriber. */
    Flux<MasterSnapshot> masters();

    /** One master as it is now; cold; {@link CommandException.Reason#NO_SUCH_MASTER} for an unknown name. */
    Mono<MasterSnapshot> master(String masterName);

    /** The replicas of a master as they are now; cold. */
    Flux<ReplicaSnapshot> replicas(String masterName);

    /** The other Sentinels of a master as they are now; cold. */
    Flux<SentinelSnapshot> sentinels(String masterName);

    /**
     * Fails over although the master is well.
     *
     * @param masterName its name
     * @return cold; completes when the failover has begun, not when it is over: that is a {@link SwitchMasterEvent}
     */
    Mono<Void> failover(String masterName);

    /**
     * Changes the places of a master that is well and of its best replica without losing a write: the master itself
     * withholds writes until the replica has them all ({@code FAILOVER}, Redis 6.2 or newer), for half of down-after at
     * most. If that fails the master goes on as before.
     *
     * @param masterName its name
     * @return cold; completes when the failover has begun, after a second at most; fails with {@link CommandException} when
     *     the master cannot hand over, no replica can take over or no majority answers: then nothing was done
     */
    Mono<Void> coordinatedFailover(String masterName);

    /** Begins to watch a master; cold; completes when that is durable. */
    Mono<Void> monitor(MonitorConfig master);

    /** Ceases to watch a master; cold; completes when that is durable. */
    Mono<Void> remove(String masterName);

    /**
     * Changes settings of a master, all or none.
     *
     * @param masterName its name
     * @param change what to change, applied to the settings as they are when it is subscribed to; of two changes made at
     *     once the later one wins
     * @return cold; completes when the change is durable; fails with {@link CommandException} or, for a value out of range,
     *     {@link IllegalArgumentException}: then nothing was changed
     */
    Mono<Void> set(String masterName, UnaryOperator<MonitorConfig.Builder> change);

    /**
     * Forgets replicas, Sentinels and failovers of masters.
     *
     * @param pattern names in Redis's glob syntax
     * @return cold; how many masters were reset
     */
    Mono<Integer> reset(String pattern);

    /** Completes when the engine has stopped; fails when it broke and can decide nothing any more. */
    Mono<Void> onDispose();

    /** Stops: closes the port and all connections. Returns at once; {@link #onDispose} tells when it is done. Idempotent. */
    @Override
    void dispose();

    /** Stops and waits until it is done. */
    void disposeNow();
}
