package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ConfigRead.Held;
import java.util.ArrayList;
import java.util.List;

/** Asks all reachable peers which configuration they hold, to learn whether ours is still that of a majority. */
final class ConfigPoll {

    private static final long MAX_AGE_MS = 1_000;

    private final MonitoredMaster master;
    private final long startedMs;
    private final List<ConfigRead> reads = new ArrayList<>();

    private ConfigPoll(MonitoredMaster master, long startedMs) {
        this.master = master;
        this.startedMs = startedMs;
    }

    static ConfigPoll start(MonitoredMaster master, Step step) {
        ConfigPoll poll = new ConfigPoll(master, step.nowMs);
        for (Peer peer : master.peers.values()) {
            if (peer.confirmed && !peer.sdown && peer.isReachable()) {
                poll.reads.add(ConfigRead.start(peer, step));
            }
        }
        return poll;
    }

    long startedMs() {
        return startedMs;
    }

    List<ConfigRead> reads() {
        return reads;
    }

    /** Whether everybody has answered, or too much time has passed. */
    boolean isOver(Step step) {
        return step.nowMs >= startedMs + MAX_AGE_MS || reads.stream().noneMatch(ConfigRead::isPending);
    }

    /** Whether every peer that was asked has given an answer that makes sense. */
    boolean allAnswered() {
        return reads.stream().allMatch(read -> read.held() != null);
    }

    /** Whether a majority, ourselves included, holds our configuration, by answers that are not old. */
    boolean isConfirmed(Step step) {
        int holding = 1;
        for (ConfigRead read : reads) {
            Held held = read.held();
            if (held != null && held.isConfig(master.node.address(), master.configEpoch)) {
                holding++;
            }
        }
        return step.isFresh(startedMs, step.nowMs - MAX_AGE_MS) && holding >= Voters.majority(master, step);
    }

    /** Looks again at the latest when the answers would be too old. */
    void wake(Step step) {
        step.wakeAt(startedMs + MAX_AGE_MS);
    }
}
