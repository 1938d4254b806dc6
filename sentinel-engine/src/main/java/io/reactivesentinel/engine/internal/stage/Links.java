package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.LinkEvent;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to every process that is watched, and PINGs it: the source of everything that is known.
 *
 * <p>A refused or reset connection is tried again at once, then after 50 ms, doubling to 1 s; it is never a verdict by
 * itself. A PING that stays unanswered for half of down-after is asked again over a second connection, for the first may
 * be dead or clogged while the process is well.
 */
final class Links {

    private static final long FIRST_RETRY_MS = 50;
    private static final long LAST_RETRY_MS = 1_000;
    private static final long MIN_CONNECT_MS = 200;
    private static final long MAX_CONNECT_MS = 3_000;

    private final PingPace pace;
    private final ArrayDeque<NodeLink> due = new ArrayDeque<>();
    final Set<NodeLink> all = new LinkedHashSet<>();
    private long conns;

    Links(PingPace pace) {
        this.pace = pace;
    }

    NodeLink create(boolean sentinel, InstanceAddress address, Step step) {
        NodeLink link = new NodeLink(sentinel, address, step.nowMs, this);
        all.add(link);
        pace.changed(all);
        step.self.timers.schedule(link.timer, step.nowMs);
        return link;
    }

    /** An instance lets go of its link; the last one closes it. */
    void release(Instance instance, Step step) {
        NodeLink link = instance.link;
        link.owners.remove(instance);
        if (link.owners.isEmpty()) {
            dispose(link, step);
        }
    }

    void dispose(NodeLink link, Step step) {
        link.closed = true;
        closeAll(link, step);
        step.self.timers.cancel(link.timer);
        all.remove(link);
        pace.changed(all);
    }

    /** Settings that the pace or the credentials of this link depend on have changed. */
    void settingsChanged() {
        pace.changed(all);
    }

    /** Connects anew, with whatever credentials and address hold now. */
    void reconnect(NodeLink link, Step step) {
        closeAll(link, step);
        link.nextCommandMs = step.nowMs;
        link.nextPubsubMs = step.nowMs;
        step.self.timers.schedule(link.timer, step.nowMs);
    }

    private void closeAll(NodeLink link, Step step) {
        drop(link.command, step);
        drop(link.pubsub, step);
        drop(link.probe, step);
        link.loseCommand();
        link.pubsub = null;
        link.probe = null;
    }

    private static void drop(@Nullable Conn conn, Step step) {
        if (conn != null && conn.state != Conn.State.CLOSED) {
            conn.state = Conn.State.CLOSED;
            step.effects.close(conn, false);
        }
    }

    /** Resets the command connection, so that nothing that was not sent yet arrives later. */
    void abort(NodeLink link, Step step) {
        Conn conn = link.command;
        if (conn != null && conn.state != Conn.State.CLOSED) {
            conn.state = Conn.State.CLOSED;
            step.effects.close(conn, true);
            link.loseCommand();
            link.nextCommandMs = step.nowMs;
            step.self.timers.schedule(link.timer, step.nowMs);
        }
    }

    void due(NodeLink link) {
        due.add(link);
    }

    void advanceDue(Step step) {
        for (NodeLink link = due.poll(); link != null; link = due.poll()) {
            if (!link.closed) {
                advance(link, step);
            }
        }
    }

    private void advance(NodeLink link, Step step) {
        if (link.address.port() == 0) {
            return;
        }
        long wake = connect(link, step);
        if (link.isCommandOpen()) {
            wake = Math.min(wake, ping(link, step));
        }
        step.self.timers.schedule(link.timer, wake);
    }

    private long connect(NodeLink link, Step step) {
        long wake = Time.NOT_DUE;
        expireConnecting(link.command, link, step);
        if (link.command == null) {
            wake = readyMs(link, link.nextCommandMs, step);
            if (step.nowMs >= wake) {
                link.command = open(link, Conn.Purpose.COMMAND, step);
                wake = Time.NOT_DUE;
            }
        }
        if (!link.sentinel) {
            expireConnecting(link.pubsub, link, step);
            refreshSilentPubsub(link, step);
            if (link.pubsub == null) {
                long readyMs = readyMs(link, link.nextPubsubMs, step);
                if (step.nowMs >= readyMs) {
                    link.pubsub = open(link, Conn.Purpose.PUBSUB, step);
                } else {
                    wake = Math.min(wake, readyMs);
                }
            }
        }
        long pubsubCheckMs = link.nextPubsubCheckMs(step);
        if (pubsubCheckMs <= step.nowMs) {
            // In TILT nothing is closed, and what is overdue must not be looked at without a pause.
            pubsubCheckMs = step.nowMs + LAST_RETRY_MS;
        }
        return Math.min(wake, Math.min(connectDeadline(link.command, link), pubsubCheckMs));
    }

    private static long readyMs(NodeLink link, long dueMs, Step step) {
        return step.nowMs < dueMs ? dueMs : step.self.names.readyMs(link.address, step);
    }

    private Conn open(NodeLink link, Conn.Purpose purpose, Step step) {
        InstanceAddress to = step.self.names.reach(link.address);
        Conn conn = new Conn(++conns, to, purpose, link, step.nowMs);
        step.effects.open(conn);
        return conn;
    }

    private long connectDeadline(@Nullable Conn conn, NodeLink link) {
        return conn == null || conn.state != Conn.State.CONNECTING
                ? Time.NOT_DUE
                : conn.startedMs + Time.clamp(pace.downAfterMs(link) / 2, MIN_CONNECT_MS, MAX_CONNECT_MS);
    }

    private void expireConnecting(@Nullable Conn conn, NodeLink link, Step step) {
        if (step.nowMs >= connectDeadline(conn, link) && conn != null) {
            drop(conn, step);
            closed(conn, "connect timeout", step);
        }
    }

    /** Normally we hear at least our own hello; silence for three publish periods means that the link is dead. */
    private void refreshSilentPubsub(NodeLink link, Step step) {
        Conn conn = link.pubsub;
        if (conn != null && step.nowMs >= link.nextPubsubCheckMs(step) && !step.self.stall.isTilt()) {
            drop(conn, step);
            closed(conn, "silent", step);
        }
    }

    private long ping(NodeLink link, Step step) {
        long periodMs = pace.periodMs(link);
        Request inFlight = link.ping;
        if (inFlight != null && inFlight.isPending()) {
            return probe(link, inFlight, step);
        }
        long dueMs = Math.max(link.lastReplyMs, link.lastPingMs + periodMs);
        if (step.nowMs < dueMs) {
            return dueMs;
        }
        sendPing(link, step);
        return step.nowMs + pace.halfDownAfterMs(link);
    }

    /** Asks at once, unless an answer is awaited already. */
    void pingNow(NodeLink link, Step step) {
        if (link.isCommandOpen() && (link.ping == null || !link.ping.isPending())) {
            sendPing(link, step);
            step.self.timers.schedule(link.timer, step.nowMs + pace.halfDownAfterMs(link));
        }
    }

    private void sendPing(NodeLink link, Step step) {
        link.lastPingMs = step.nowMs;
        if (!link.isSilent()) {
            link.silentSinceMs = step.nowMs;
        }
        link.ping = send(link.command, Request.Kind.PING, words(link, "PING"), null, null, step);
        for (Instance owner : link.owners) {
            owner.master.wakeNoLaterThan(link.silentSinceMs + owner.master.downAfterMs(), step);
        }
    }

    private long probe(NodeLink link, Request unanswered, Step step) {
        long probeMs = unanswered.sentMs + pace.halfDownAfterMs(link);
        if (step.nowMs < probeMs) {
            return probeMs;
        }
        if (link.probedPingMs != unanswered.sentMs && link.probe == null && !link.owners.isEmpty()) {
            link.probedPingMs = unanswered.sentMs;
            link.probe = open(link, Conn.Purpose.PROBE, step);
        }
        long refreshMs = link.refreshMs(step);
        if (step.nowMs < refreshMs) {
            return refreshMs;
        }
        if (step.self.stall.isTilt()) {
            return step.nowMs + LAST_RETRY_MS;
        }
        Conn conn = link.command;
        if (conn != null) {
            drop(conn, step);
            closed(conn, "silent", step);
        }
        return link.nextCommandMs;
    }

    void opened(Conn conn, String localHost, String remoteHost, Step step) {
        NodeLink link = conn.link;
        if (conn.state != Conn.State.CONNECTING) {
            return;
        }
        conn.opened(localHost, remoteHost, step.nowMs);
        step.self.names.linked(link.address.host(), remoteHost, step);
        link.opened(conn);
        Greeting.say(conn, step);
        switch (conn.purpose()) {
            case COMMAND -> sendPing(link, step);
            case PUBSUB -> {
                link.pubsubActiveMs = step.nowMs;
                send(conn, Request.Kind.SUBSCRIBE, words(link, "SUBSCRIBE", HelloMessage.CHANNEL), null, null, step);
            }
            case PROBE -> link.probePing = send(conn, Request.Kind.PING, words(link, "PING"), null, null, step);
        }
        step.self.timers.schedule(link.timer, step.nowMs);
        wakeOwners(link, step);
    }

    void closed(Conn conn, String reason, Step step) {
        conn.state = Conn.State.CLOSED;
        NodeLink link = conn.link;
        if (conn.openedMs == Time.NEVER) {
            step.self.names.missed(link.address.host(), conn.address().host());
        }
        if (conn == link.command) {
            link.loseCommand();
            link.nextCommandMs = step.nowMs + link.commandPauseMs;
            link.commandPauseMs = longer(link.commandPauseMs);
            report(EventType.CMD_LINK_RECONNECTION, link, reason, step);
        } else if (conn == link.pubsub) {
            link.pubsub = null;
            link.nextPubsubMs = step.nowMs + link.pubsubPauseMs;
            link.pubsubPauseMs = longer(link.pubsubPauseMs);
            report(EventType.PUBSUB_LINK_RECONNECTION, link, reason, step);
        } else if (conn == link.probe) {
            link.probe = null;
        } else {
            return;
        }
        if (!link.closed) {
            step.self.timers.schedule(link.timer, step.nowMs);
            wakeOwners(link, step);
        }
    }

    private static long longer(long pauseMs) {
        return pauseMs == 0 ? FIRST_RETRY_MS : Math.min(LAST_RETRY_MS, pauseMs * 2);
    }

    private static void report(EventType type, NodeLink link, String reason, Step step) {
        if (!link.owners.isEmpty()) {
            step.publish(new LinkEvent(type, link.owners.get(0).ref(), reason, step.wallMs));
        }
    }

    /** A PING was answered, over whichever connection. */
    void pinged(Request request, String reply, Step step) {
        NodeLink link = request.conn().link;
        boolean valid = reply.startsWith("PONG") || reply.startsWith("LOADING") || reply.startsWith("MASTERDOWN");
        link.lastReplyMs = step.nowMs;
        link.busy = reply.startsWith("BUSY");
        if (valid) {
            link.lastValidMs = step.nowMs;
            link.lastValidSentMs = request.sentMs;
            link.silentSinceMs = Time.NEVER;
            link.commandPauseMs = 0;
            link.pubsubPauseMs = 0;
            // How long we stood still ourselves says nothing of the way there.
            if (link.sentinel && step.isFresh(request.sentMs, Time.NEVER)) {
                step.self.roundTrips.add(step.nowMs, step.nowMs - request.sentMs);
            }
        }
        if (request == link.probePing) {
            endProbe(link, valid, step);
        } else {
            step.self.timers.schedule(link.timer, Math.max(step.nowMs, link.lastPingMs + pace.periodMs(link)));
        }
        boolean pong = reply.startsWith("PONG");
        for (Instance owner : link.owners) {
            owner.master.pinged(owner, valid, pong, step.nowMs - request.sentMs, step);
        }
    }

    /** The process answers where the command connection does not: that connection is dead. */
    private void endProbe(NodeLink link, boolean alive, Step step) {
        drop(link.probe, step);
        link.probe = null;
        link.probePing = null;
        Conn conn = link.command;
        if (alive && conn != null && link.ping != null && link.ping.isPending()) {
            drop(conn, step);
            closed(conn, "silent while the process answers elsewhere", step);
            link.silentSinceMs = Time.NEVER;
            link.nextCommandMs = step.nowMs;
        }
    }

    private static void wakeOwners(NodeLink link, Step step) {
        for (Instance owner : link.owners) {
            step.self.wake(owner.master);
        }
        for (MonitoredMaster waiting : link.waiting) {
            step.self.wake(waiting);
        }
    }

    /** The words of a command under the name it has on that node; renames never apply to Sentinels. */
    static List<String> words(NodeLink link, String... words) {
        if (!link.sentinel && !link.owners.isEmpty()) {
            String renamed =
                    link.owners.get(0).master.settings.renamedCommands().get(words[0]);
            if (renamed != null) {
                String[] copy = words.clone();
                copy[0] = renamed;
                return List.of(copy);
            }
        }
        return List.of(words);
    }

    /** Sends over a connection that is open; {@code null} when it is not. */
    static @Nullable Request send(
            @Nullable Conn conn,
            Request.Kind kind,
            List<String> words,
            @Nullable Instance instance,
            @Nullable Object context,
            Step step) {
        return send(conn, kind, words, Request.NO_DEADLINE, instance, context, step);
    }

    static @Nullable Request send(
            @Nullable Conn conn,
            Request.Kind kind,
            List<String> words,
            long notAfterMs,
            @Nullable Instance instance,
            @Nullable Object context,
            Step step) {
        if (conn == null || !conn.isOpen()) {
            return null;
        }
        Request request = new Request(kind, conn, words, step.nowMs, notAfterMs, instance, context);
        if (kind != Request.Kind.SUBSCRIBE) {
            conn.pending++;
        }
        step.effects.send(request);
        return request;
    }
}
