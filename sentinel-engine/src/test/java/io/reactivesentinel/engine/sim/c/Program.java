package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.engine.sim.SentinelNode;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.MonitorEvent;
import io.reactivesentinel.protocol.NewEpochEvent;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.TiltEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running process of C's Sentinel: what it holds in memory, and its timer. */
public final class Program {

    final Surroundings surroundings;
    final String myId;
    final Map<String, Master> masters = new LinkedHashMap<>();
    final Subscribers subscribers = new Subscribers();
    final Topology topology = new Topology(this);
    final Votes votes = new Votes(this);
    final Orders orders = new Orders();
    final Hellos hellos = new Hellos(this);
    final Replies replies;
    private final Heartbeat heartbeat = new Heartbeat(this);
    private final Suspicion suspicion = new Suspicion(this);
    final Failover failover;
    private final Commands commands;
    long currentEpoch;
    boolean tilt;
    long tiltSinceMs;
    private long previousMs;

    /** A process that starts from a file; nothing happens before the first {@link #tick}. */
    public Program(Surroundings surroundings, CState state) {
        this.surroundings = surroundings;
        this.myId = state.myId();
        this.currentEpoch = state.currentEpoch();
        this.failover = new Failover(this, suspicion);
        this.replies = new Replies(this);
        this.commands = new Commands(this);
        this.previousMs = nowMs();
        topology.load(state);
    }

    /** It has started. */
    public void started() {
        for (Master each : masters.values()) {
            monitored(each);
        }
    }

    void monitored(Master master) {
        emit(new MonitorEvent(EventType.MONITOR, master.ref(), "quorum " + master.quorum, nowMs()));
    }

    /** The timer has run off; answers after how many milliseconds it does so again. */
    public long tick() {
        checkClock();
        Master switching = null;
        for (Master master : masters.values()) {
            handle(master);
            for (Replica each : master.replicas.values()) {
                handle(each);
            }
            for (Peer each : master.peers.values()) {
                handle(each);
            }
            if (master.state == FailoverState.UPDATE_CONFIG) {
                switching = master;
            }
        }
        if (switching != null) {
            failover.switchOver(switching);
        }
        surroundings.turned();
        return 1_000 / (Periods.BASE_HZ + surroundings.below(Periods.BASE_HZ));
    }

    private void checkClock() {
        long nowMs = nowMs();
        long gapMs = nowMs - previousMs;
        if (gapMs < 0 || gapMs > Periods.TILT_TRIGGER_MS) {
            tilt = true;
            tiltSinceMs = nowMs;
            emit(new TiltEvent(true, nowMs));
        }
        previousMs = nowMs;
    }

    private void handle(Instance instance) {
        heartbeat.reconnect(instance);
        heartbeat.sendPeriodic(instance);
        if (tilt) {
            if (nowMs() - tiltSinceMs < Periods.TILT_MS) {
                return;
            }
            tilt = false;
            emit(new TiltEvent(false, nowMs()));
        }
        suspicion.checkSubjectively(instance);
        if (instance instanceof Master master) {
            suspicion.checkObjectively(master);
            failover.startIfNeeded(master);
            failover.step(master);
            suspicion.ask(master, false);
        }
    }

    /** Somebody has connected; what is published for it goes to {@code push}. */
    public Asker connected(Consumer<RespValue> push) {
        return new Asker(commands, subscribers, push);
    }

    long nowMs() {
        return surroundings.wallMs();
    }

    /** Writes the file; that it may fail changes nothing. */
    boolean flush() {
        return surroundings.save(topology.state());
    }

    void emit(SentinelEvent event) {
        surroundings.published(event);
        subscribers.publish(event);
    }

    /** Takes an epoch over that somebody else has created. */
    void newEpoch(long epoch, Master why) {
        currentEpoch = epoch;
        flush();
        emit(new NewEpochEvent(epoch, why.name, nowMs()));
    }

    /** A command has been answered. */
    public void turned() {
        surroundings.turned();
    }

    /** The highest epoch it knows of. */
    public long currentEpoch() {
        return currentEpoch;
    }

    /** Whether it is in TILT. */
    public boolean isTilt() {
        return tilt;
    }

    /** What it holds about its masters. */
    public Collection<SentinelNode.Held> held() {
        return Collections.unmodifiableCollection(masters.values());
    }

    @Nullable
    Master master(String name) {
        return masters.get(name);
    }
}
