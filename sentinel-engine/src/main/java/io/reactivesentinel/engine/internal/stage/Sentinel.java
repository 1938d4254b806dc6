package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.RandomSource;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.MonitorEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.Optional;

/**
 * One whole Sentinel, without the world: inputs and the time go in, effects come out.
 *
 * <p>Owned by one thread. The same configuration, state, random numbers and inputs at the same times give the same effects,
 * always.
 */
public final class Sentinel {

    /** More looks than any real change needs; beyond it the stages of a master are chasing each other. */
    private static final int MAX_LOOKS = 64;

    final Self self;
    private final Links links;
    private final Step step;
    private final Commands commands;
    private final Quarantine quarantine;
    private final Timer heartbeat = new Timer(() -> {});
    private final PersistentState initial;

    /**
     * A Sentinel that has not begun yet.
     *
     * @param state what it remembers
     * @param membership whether it votes
     * @param timings its periods
     * @param random where chance comes from
     * @param effects what carries its decisions out
     */
    public Sentinel(
            PersistentState state, Membership membership, Timings timings, RandomSource random, Effects effects) {
        this(state, membership, timings, random, effects, new Rules());
    }

    Sentinel(
            PersistentState state,
            Membership membership,
            Timings timings,
            RandomSource random,
            Effects effects,
            Rules rules) {
        this.initial = state;
        this.self = new Self(state.myId(), membership, random, rules, state.settings(), timings, state.currentEpoch());
        this.links = new Links(new PingPace(() -> self.timings.pingPeriodMs()));
        this.step = new Step(self, effects);
        this.commands = new Commands(self, links);
        this.quarantine = new Quarantine(links, commands::add);
        self.quarantine(quarantine);
    }

    /** Begins: connects to everything that is known. To be called once, before any input. */
    public void start(long nowMs, long wallMs) {
        step.at(nowMs, wallMs);
        self.stall.observe(step);
        for (MasterRecord record : initial.masters()) {
            MonitoredMaster master = commands.add(record, step);
            self.currentEpoch = Math.max(self.currentEpoch, Math.max(record.configEpoch(), record.leaderEpoch()));
            step.publish(new MonitorEvent(
                    EventType.MONITOR, master.ref(), "quorum " + master.settings.quorum(), step.wallMs));
        }
        finish();
    }

    /**
     * Takes one input in and looks at everything that follows from it.
     *
     * @param input what happened
     * @param nowMs monotonic time, milliseconds; never less than at the call before
     * @param wallMs wall clock, milliseconds since 1970
     */
    public void handle(Input input, long nowMs, long wallMs) {
        accept(input, nowMs, wallMs);
        settle(nowMs, wallMs);
    }

    /**
     * Takes one input in; what follows from it is looked at when {@link #settle} is called. So several inputs that are
     * there already are all known before anything is judged.
     */
    public void accept(Input input, long nowMs, long wallMs) {
        step.at(nowMs, wallMs);
        self.stall.observe(step);
        accept(input);
    }

    /** Looks at everything that is due or that inputs have changed, acts on it and asks for the save it needs. */
    public void settle(long nowMs, long wallMs) {
        step.at(nowMs, wallMs);
        self.stall.observe(step);
        finish();
    }

    /** When {@link Input.Wake} is due next, on the monotonic clock; far away when nothing is awaited. */
    public long nextWakeMs() {
        return self.timers.nextDueMs();
    }

    /** The settings of the process as they are now; any thread. */
    public GlobalSettings settings() {
        return self.settings;
    }

    /** The periods as they are now; any thread. */
    public Timings timings() {
        return self.timings;
    }

    /**
     * Where a master is, as {@link Command.MasterAddress} is answered; any thread. Empty when it is unknown, or when only
     * the command can tell.
     */
    public Optional<InstanceAddress> masterAddress(String name) {
        return self.addresses.of(name);
    }

    /** This Sentinel's id. */
    public String myId() {
        return self.myId;
    }

    private void accept(Input input) {
        if (input instanceof Input.Replied replied) {
            replied(replied.request(), replied.value());
        } else if (input instanceof Input.Opened opened) {
            links.opened(opened.conn(), opened.localHost(), opened.remoteHost(), step);
        } else if (input instanceof Input.Closed closed) {
            if (closed.conn().state != Conn.State.CLOSED) {
                step.effects.close(closed.conn(), false);
                links.closed(closed.conn(), closed.reason(), step);
            }
        } else if (input instanceof Input.Expired expired) {
            Conn conn = expired.request().conn();
            if (conn == conn.link.command) {
                // Half a transaction may have been written: the connection is of no use any more.
                links.abort(conn.link, step);
            }
        } else if (input instanceof Input.Pushed pushed) {
            pushed(pushed);
        } else if (input instanceof Input.Saved saved) {
            self.durability.saved(step, saved.version(), saved.tookMs());
        } else if (input instanceof Input.SaveFailed failed) {
            self.durability.saveFailed(step, failed.version(), failed.reason());
        } else if (input instanceof Input.ScriptStarted started) {
            self.scripts.started(started, step);
        } else if (input instanceof Input.ScriptEnded ended) {
            self.scripts.ended(ended, step);
        } else if (input instanceof Input.Resolved resolved) {
            self.names.resolved(resolved, step);
        } else if (input instanceof Input.Called called) {
            commands.execute(called.call(), step);
        }
    }

    private void replied(Request request, RespValue value) {
        Conn conn = request.conn();
        boolean late = conn.state == Conn.State.CLOSED;
        // What a Sentinel does is worth knowing even over a connection given up since: it may be acting.
        if (request.answered || (late && request.kind != Request.Kind.VIEW)) {
            return;
        }
        request.answered = true;
        if (!late && request.kind != Request.Kind.SUBSCRIBE) {
            conn.pending--;
        }
        if (request.kind == Request.Kind.PING) {
            Denials.heard(request, value, step);
            String text = value.bare().asText();
            String error = value.bare().asError();
            links.pinged(request, text != null ? text : error != null ? error : "", step);
        } else if (request.kind == Request.Kind.SUBSCRIBE) {
            Denials.heard(request, value, step);
            if (value.bare().asError() != null) {
                links.closed(conn, "SUBSCRIBE refused: " + value.bare().asError(), step);
                step.effects.close(conn, false);
            }
        } else if (request.context instanceof Introductions.Introduction introduction) {
            quarantine.run(introduction.master(), () -> introduction.answered(request, value, step), step);
        } else if (request.instance != null && isCurrent(request.instance)) {
            MonitoredMaster master = request.instance.master;
            quarantine.run(
                    master,
                    () -> {
                        Denials.heard(request, value, step);
                        master.pipeline().answered(request, value, step);
                    },
                    step);
        } else if (request.kind == Request.Kind.IGNORED) {
            Denials.heard(request, value, step);
        }
    }

    private boolean isCurrent(Instance instance) {
        MonitoredMaster master = instance.master;
        return self.masters.get(master.name) == master && instance.link.owners.contains(instance);
    }

    private void pushed(Input.Pushed pushed) {
        Conn conn = pushed.conn();
        if (conn.state == Conn.State.CLOSED) {
            return;
        }
        conn.link.pubsubActiveMs = step.nowMs;
        if (pushed.parts().size() == 3 && "message".equals(pushed.parts().get(0).asText())) {
            String payload = pushed.parts().get(2).asText();
            if (payload != null && !payload.contains(self.myId)) {
                commands.hello(payload, step);
            }
        }
    }

    private void finish() {
        for (Timer due = self.timers.pollDue(step.nowMs); due != null; due = self.timers.pollDue(step.nowMs)) {
            due.action.run();
        }
        links.advanceDue(step);
        int looks = 0;
        while (self.hasAwake()) {
            for (MonitoredMaster master : self.takeAwake()) {
                if (self.masters.get(master.name) == master && master.fault == null) {
                    quarantine.run(master, () -> master.pipeline().advance(step), step);
                }
            }
            links.advanceDue(step);
            if (++looks > MAX_LOOKS) {
                self.takeAwake().forEach(master -> quarantine.fault(master, "its stages do not come to rest", step));
            }
        }
        self.scripts.settle(step);
        self.durability.endStep(step);
        self.timers.schedule(heartbeat, Math.min(step.nowMs + Stall.HEARTBEAT_MS, self.stall.tiltEndMs(self.timings)));
    }
}
