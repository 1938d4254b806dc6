package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one process and what its PINGs tell. Masters and replicas have their own; Sentinels that several
 * masters have in common share one.
 *
 * <p>Silence is counted from the moment the oldest unanswered PING was sent and, without a connection, from the last valid
 * answer. A reconnect never restarts it.
 */
final class NodeLink {

    final boolean sentinel;
    InstanceAddress address;
    final List<Instance> owners = new ArrayList<>(1);
    final Timer timer;

    @Nullable
    Conn command;

    @Nullable
    Conn pubsub;

    @Nullable
    Conn probe;

    long nextCommandMs;
    long nextPubsubMs;
    long commandPauseMs;
    long pubsubPauseMs;

    @Nullable
    Request ping;

    @Nullable
    Request probePing;

    long probedPingMs = Time.NEVER;
    long lastPingMs = Time.NEVER;
    long silentSinceMs;
    long lastValidMs;
    long lastValidSentMs = Time.NEVER;
    long lastReplyMs;
    long pubsubActiveMs = Time.NEVER;

    /** Whether the last reply to a PING was an error that only a stuck script gives. */
    boolean busy;

    /** Commands that it does not let us use. */
    final Set<String> denied = new HashSet<>(0);

    boolean closed;

    /** Who waits for this link without owning it, or before anybody does. */
    final List<MonitoredMaster> waiting = new ArrayList<>(0);

    NodeLink(boolean sentinel, InstanceAddress address, long nowMs, Links links) {
        this.sentinel = sentinel;
        this.address = address;
        this.timer = new Timer(() -> links.due(this));
        this.nextCommandMs = nowMs;
        this.nextPubsubMs = nowMs;
        this.silentSinceMs = nowMs;
        this.lastValidMs = nowMs;
        this.lastReplyMs = nowMs;
    }

    boolean isCommandOpen() {
        return command != null && command.isOpen();
    }

    /** Whether every connection it should have is up. */
    boolean isConnected() {
        return isCommandOpen() && (sentinel || (pubsub != null && pubsub.isOpen()));
    }

    int pendingCommands() {
        return command == null ? 0 : command.pending;
    }

    boolean isSilent() {
        return silentSinceMs != Time.NEVER;
    }

    /** Counts silence from now on, if there is any. */
    void restartSilence(long nowMs) {
        if (isSilent()) {
            silentSinceMs = nowMs;
        }
    }

    /**
     * A connection stands. Whoever is at its other end has to say who it is before anything else it says counts: another
     * Sentinel may have got that address meanwhile, or this very one.
     */
    void opened(Conn conn) {
        if (conn.purpose() == Conn.Purpose.COMMAND) {
            for (Instance owner : owners) {
                if (owner instanceof Peer peer) {
                    peer.identified = false;
                }
            }
        }
    }

    /** The command connection is gone, and with it the answer to what was asked over it. */
    void loseCommand() {
        command = null;
        ping = null;
        if (!isSilent()) {
            silentSinceMs = lastValidMs;
        }
    }

    /** From when on a command connection that does not answer is given up. */
    long refreshMs(Step step) {
        return command == null ? Time.NOT_DUE : command.openedMs + step.self.timings.minLinkReconnectPeriodMs();
    }

    /** When the silence of the hello channel is looked at. */
    long nextPubsubCheckMs(Step step) {
        Conn conn = pubsub;
        return conn == null || !conn.isOpen()
                ? Time.NOT_DUE
                : Math.max(
                                conn.openedMs + step.self.timings.minLinkReconnectPeriodMs(),
                                pubsubActiveMs + 3 * step.self.timings.publishPeriodMs())
                        + 1;
    }
}
