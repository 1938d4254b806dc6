package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.Arrays;
import java.util.List;

/**
 * Where a simulation takes place: its time, its chance, its network, and those who watch. One thread only.
 *
 * <p>Everything that matters is folded into {@link #hash()} as it happens: two runs of one seed that differ anywhere differ
 * there.
 */
public final class World {

    private final EventQueue queue = new EventQueue();
    private final Chance chance;
    private final Chance added;
    private final Network network;
    /** An array, since it is walked at every event. */
    private Observer[] observers = {};

    private long hash = 1;
    private long steps;

    /** An empty world. */
    public World(long seed) {
        this.chance = new Chance(seed);
        this.added = new Chance(~seed);
        this.network = new Network(this);
    }

    /** What is going to happen. */
    public EventQueue queue() {
        return queue;
    }

    /** Where chance comes from. */
    public Chance chance() {
        return chance;
    }

    /** Where the chance of what was added later comes from, so that it leaves alone what was drawn before. */
    Chance added() {
        return added;
    }

    /** Who reaches whom. */
    public Network network() {
        return network;
    }

    /** Milliseconds since the beginning. */
    public long nowMs() {
        return queue.nowUs() / 1_000;
    }

    /** Lets somebody watch from now on. */
    public void watch(Observer observer) {
        observers = Arrays.copyOf(observers, observers.length + 1);
        observers[observers.length - 1] = observer;
    }

    /** Lets that much time pass, and everything happen that is due in it. */
    public void run(long durationMs) {
        long untilUs = queue.nowUs() + durationMs * 1_000;
        while (queue.runNext(untilUs)) {
            steps++;
        }
    }

    /** How many events have happened. */
    public long steps() {
        return steps;
    }

    /** What has happened so far, in one number. */
    public long hash() {
        return hash;
    }

    private void fold(long value) {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 32;
    }

    private void fold(SimProcess process, List<String> words) {
        fold(queue.nowUs() ^ ((long) process.name().hashCode() << 32));
        for (String word : words) {
            fold(word.hashCode());
        }
    }

    /** Notes something for those who watch. */
    public void note(Object subject, String what) {
        fold(queue.nowUs());
        fold(what.hashCode());
        for (Observer each : observers) {
            each.noted(subject, what);
        }
    }

    void sent(SimProcess from, InstanceAddress to, List<String> words) {
        InstanceAddress there = network.names().identity(to);
        List<String> told = network.names().identity(words);
        for (Observer each : observers) {
            each.sent(from, there, told);
        }
    }

    void expired(SimProcess from, InstanceAddress to, List<String> words) {
        InstanceAddress there = network.names().identity(to);
        List<String> told = network.names().identity(words);
        for (Observer each : observers) {
            each.expired(from, there, told);
        }
    }

    void received(SimProcess by, SimProcess from, List<String> words) {
        fold(by, words);
        List<String> told = network.names().identity(words);
        for (Observer each : observers) {
            each.received(by, from, told);
        }
    }

    void answered(SimProcess by, SimProcess to, List<String> words, List<RespValue> values) {
        fold(queue.nowUs());
        List<String> told = network.names().identity(words);
        List<RespValue> answers = network.names().identity(words, values);
        for (Observer each : observers) {
            each.answered(by, to, told, answers);
        }
    }

    void heard(SimProcess by, SimProcess from, List<String> words, List<RespValue> values) {
        List<String> told = network.names().identity(words);
        List<RespValue> answers = network.names().identity(words, values);
        for (Observer each : observers) {
            each.heard(by, from, told, answers);
        }
    }

    void hungUp(SimProcess by, SimProcess from) {
        for (Observer each : observers) {
            each.hungUp(by, from);
        }
    }

    void published(SentinelNode by, SentinelEvent event) {
        fold(event.payload().hashCode());
        SentinelEvent told = network.names().identity(event);
        for (Observer each : observers) {
            each.published(by, told);
        }
    }

    void turned(SentinelNode by) {
        for (Observer each : observers) {
            each.turned(by);
        }
    }

    void saved(SentinelNode by) {
        fold(queue.nowUs());
        for (Observer each : observers) {
            each.saved(by);
        }
    }

    void roleChanged(RedisNode node) {
        fold(queue.nowUs());
        for (Observer each : observers) {
            each.roleChanged(node);
        }
    }
}
