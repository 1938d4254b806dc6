package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.StateSaveException;
import io.reactivesentinel.engine.spi.StateStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** The disk of one Sentinel: outlives its process, and can be slow, full or treacherous. */
final class SimDisk {

    /** How the disk behaves. */
    enum Mood {
        /** Saves take a few milliseconds. */
        WELL,
        /** Saves take a second or several. */
        SLOW,
        /** Saves fail and leave the old state. */
        FULL,
        /** Saves fail after the new state has taken the place of the old one: both may be found. */
        TREACHEROUS,
        /** Saves do not end. */
        STUCK
    }

    private final World world;
    private final Chance chance;
    private PersistentState durable;
    private @Nullable PersistentState underWay;
    private Mood mood = Mood.WELL;
    private Runnable waiting = () -> {};

    SimDisk(World world, PersistentState initial) {
        this.world = world;
        this.chance = world.chance().fork();
        this.durable = initial;
    }

    /** What a start would find now. */
    PersistentState durable() {
        return durable;
    }

    Mood mood() {
        return mood;
    }

    /** The disk behaves so from now on; a save that is stuck ends when it is well again. */
    void mood(Mood next) {
        mood = next;
        Runnable stuck = waiting;
        if (next != Mood.STUCK) {
            waiting = () -> {};
            stuck.run();
        }
    }

    /** The process is gone: a save under way has got so far or not. */
    void crashed() {
        PersistentState torn = underWay;
        underWay = null;
        waiting = () -> {};
        if (torn != null && chance.oneIn(2)) {
            durable = torn;
        }
    }

    /** Whom it voted for is forgotten, as when the file beside the state is lost. */
    void forgetLeaders() {
        durable = new PersistentState(
                durable.myId(),
                durable.currentEpoch(),
                durable.settings(),
                durable.masters().stream()
                        .map(each -> each.withLeader(Optional.empty()))
                        .toList());
    }

    /** The file is gone; only what an operator had written is there. */
    void replace(PersistentState state) {
        durable = state;
    }

    /** The disk as the process in this life uses it. */
    StateStore store(SimProcess.Life life, Runnable onSaved) {
        return new StateStore() {

            @Override
            public Mono<Void> save(PersistentState state) {
                return Mono.create(sink -> {
                    if (life.process().mayAct()) {
                        begin(life, state, sink, onSaved);
                    } else {
                        life.process().defer(() -> begin(life, state, sink, onSaved));
                    }
                });
            }

            @Override
            public boolean isDurable() {
                return true;
            }
        };
    }

    private void begin(SimProcess.Life life, PersistentState state, MonoSink<Void> sink, Runnable onSaved) {
        if (life.isOver()) {
            return;
        }
        underWay = state;
        long tookUs = mood == Mood.SLOW ? chance.logBetween(300_000, 6_000_000) : chance.logBetween(300, 8_000);
        world.queue().in(tookUs, () -> end(life, state, sink, onSaved));
    }

    private void end(SimProcess.Life life, PersistentState state, MonoSink<Void> sink, Runnable onSaved) {
        if (life.isOver()) {
            return;
        }
        if (mood == Mood.STUCK) {
            waiting = () -> end(life, state, sink, onSaved);
            return;
        }
        underWay = null;
        boolean fails = mood == Mood.FULL || mood == Mood.TREACHEROUS;
        if (!fails || (mood == Mood.TREACHEROUS && chance.oneIn(2))) {
            durable = state;
            onSaved.run();
        }
        life.run(() -> {
            if (fails) {
                sink.error(new StateSaveException(
                        "the disk of " + life.process() + " is full", new IOException("No space left on device")));
            } else {
                sink.success();
            }
        });
    }

    /** The masters it remembers. */
    List<String> masters() {
        return durable.masters().stream().map(each -> each.settings().name()).toList();
    }
}
