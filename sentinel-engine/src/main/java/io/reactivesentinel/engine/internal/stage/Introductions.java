package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.HealthEvent;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.ReplyField;
import io.reactivesentinel.protocol.TopologyEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the acquaintance of Sentinels that a hello tells of: one counts as a voter once a connection of our own to the
 * address leads to the id, and that Sentinel watches the same master.
 *
 * <p>Our password goes to an address that nobody has confirmed only when there is nobody who could.
 */
final class Introductions {

    private static final int MAX_AT_ONCE = 4;
    private static final int MAX_FAILURES_KEPT = 256;
    private static final int MAX_PEERS = 256;
    private static final long MIN_GAP_MS = 100;
    private static final long TIMEOUT_MS = 3_000;
    private static final long REMEMBER_FAILURE_MS = 10_000;

    /** One acquaintance in the making. */
    final class Introduction {
        final String id;
        final InstanceAddress address;
        final long sinceMs;
        final @Nullable Peer moved;

        @Nullable
        NodeLink link;

        boolean shared;
        boolean vouched;
        boolean asked;

        @Nullable
        Request vouching;

        @Nullable
        Boolean identified;

        @Nullable
        Boolean watches;

        @Nullable
        MasterView view;

        long viewSentMs;

        @Nullable
        Boolean oldAnswers;

        @Nullable
        Request oldRequest;

        Introduction(String id, InstanceAddress address, @Nullable Peer moved, long nowMs) {
            this.id = id;
            this.address = address;
            this.moved = moved;
            this.sinceMs = nowMs;
        }

        MonitoredMaster master() {
            return master;
        }

        void answered(Request request, RespValue value, Step step) {
            Introductions.this.answered(this, request, value, step);
        }
    }

    private final MonitoredMaster master;
    private final Links links;
    private final Map<String, Introduction> open = new LinkedHashMap<>();
    private final Map<String, Long> failed = new LinkedHashMap<>();
    private long nextMs = Time.NEVER;

    Introductions(MonitoredMaster master, Links links) {
        this.master = master;
        this.links = links;
    }

    /** A hello came from an id that is unknown here, or is known at another address. */
    void heard(HelloMessage hello, Step step) {
        String key = hello.sentinelId() + "@" + hello.sentinel();
        Long failedMs = failed.get(key);
        boolean tooSoon = failedMs != null && step.nowMs < failedMs + REMEMBER_FAILURE_MS;
        if (tooSoon
                || open.containsKey(hello.sentinelId())
                || open.size() >= MAX_AT_ONCE
                || master.peers.size() >= MAX_PEERS
                || step.nowMs < nextMs
                || !(Hosts.isNumeric(hello.sentinel().host()) || step.self.settings.resolveHostnames())) {
            return;
        }
        nextMs = step.nowMs + MIN_GAP_MS;
        Peer known = master.peers.get(hello.sentinelId());
        open.put(hello.sentinelId(), new Introduction(hello.sentinelId(), hello.sentinel(), known, step.nowMs));
        step.self.wake(master);
    }

    void clear(Step step) {
        for (Introduction each : open.values()) {
            disposeLink(each, step);
        }
        open.clear();
    }

    void advance(Step step) {
        for (Peer peer : master.peers.values()) {
            if (!peer.identified && peer.isReachable() && !Request.awaits(peer.idRequest)) {
                peer.idRequest = Links.send(
                        peer.link.command, Request.Kind.MY_ID, List.of("SENTINEL", "MYID"), peer, null, step);
            }
        }
        for (Introduction each : new ArrayList<>(open.values())) {
            advance(each, step);
        }
    }

    private void advance(Introduction each, Step step) {
        if (step.nowMs >= each.sinceMs + TIMEOUT_MS) {
            fail(each, step);
            return;
        }
        step.wakeAt(each.sinceMs + TIMEOUT_MS);
        if (!isVouchedFor(each, step)) {
            return;
        }
        if (each.link == null) {
            connect(each, step);
        }
        if (each.link != null && each.link.isCommandOpen() && !each.asked) {
            each.asked = true;
            ask(each, step);
        }
        if (each.moved != null && each.oldAnswers == null && !Request.awaits(each.oldRequest)) {
            askOldAddress(each, each.moved, step);
        }
        decide(each, step);
    }

    /** Without a password there is nothing to protect; with one, a confirmed Sentinel must know the newcomer. */
    private boolean isVouchedFor(Introduction each, Step step) {
        if (each.vouched) {
            return true;
        }
        Peer witness = null;
        boolean anyConfirmed = false;
        for (Peer peer : master.peers.values()) {
            anyConfirmed |= peer.confirmed;
            if (peer.confirmed && peer.isReachable()) {
                witness = peer;
            }
        }
        if (Greeting.passwordForSentinels(step.self).isEmpty() || !anyConfirmed) {
            each.vouched = true;
            return true;
        }
        if (witness != null && !Request.awaits(each.vouching)) {
            if (each.vouching != null && step.nowMs < each.vouching.sentMs + MIN_GAP_MS) {
                step.wakeAt(each.vouching.sentMs + MIN_GAP_MS);
                return false;
            }
            each.vouching = Links.send(
                    witness.link.command,
                    Request.Kind.IGNORED,
                    List.of("SENTINEL", "SENTINELS", master.name),
                    null,
                    each,
                    step);
        }
        return false;
    }

    private void connect(Introduction each, Step step) {
        for (MonitoredMaster other : step.self.masters.values()) {
            Peer same = other == master ? null : other.peers.get(each.id);
            if (same != null && same.confirmed && same.address().equals(each.address)) {
                each.link = same.link;
                each.shared = true;
                each.identified = true;
            }
        }
        if (each.link == null) {
            each.link = links.create(true, each.address, step);
        }
        each.link.waiting.add(master);
    }

    private void ask(Introduction each, Step step) {
        Conn conn = each.link == null ? null : each.link.command;
        if (each.identified == null) {
            Links.send(conn, Request.Kind.MY_ID, List.of("SENTINEL", "MYID"), null, each, step);
        }
        Links.send(conn, Request.Kind.VIEW, List.of("SENTINEL", "MASTER", master.name), null, each, step);
    }

    /** A Sentinel that moved no longer answers where it was; if it does, there are two of one id. */
    private static void askOldAddress(Introduction each, Peer known, Step step) {
        if (!known.isReachable()) {
            each.oldAnswers = false;
            return;
        }
        each.oldRequest =
                Links.send(known.link.command, Request.Kind.MY_ID, List.of("SENTINEL", "MYID"), null, each, step);
    }

    private void answered(Introduction each, Request request, RespValue value, Step step) {
        if (open.get(each.id) != each) {
            return;
        }
        String text = value.bare().asText();
        if (request == each.vouching) {
            each.vouched = lists(value, each, step.self.names);
        } else if (request == each.oldRequest) {
            each.oldAnswers = each.id.equals(text);
        } else if (request.kind == Request.Kind.MY_ID) {
            boolean refused = value.bare().asError() != null;
            each.identified = step.self.rules.isIdentityProved(each.id, text, refused);
        } else if (request.kind == Request.Kind.VIEW) {
            each.view = MasterView.parse(value);
            each.viewSentMs = request.sentMs;
            each.watches = each.view != null || MasterView.isForbidden(value);
            if (each.moved != null && Boolean.TRUE.equals(each.identified)) {
                noteView(each, each.moved);
            }
        }
        step.self.wake(master);
    }

    /** What it does was asked already: one that is at work is given way to from the start, wherever it answers. */
    private static void noteView(Introduction each, Peer peer) {
        if (each.view != null && each.viewSentMs > peer.viewSentMs) {
            peer.view = each.view;
            peer.viewSentMs = each.viewSentMs;
        }
    }

    private static boolean lists(RespValue value, Introduction each, Names names) {
        for (RespValue entry : value.bare().elements()) {
            List<RespValue> items = entry.bare().elements();
            boolean sameId = false;
            String host = "";
            long port = -1;
            for (int i = 0; i + 1 < items.size(); i += 2) {
                String field = items.get(i).asText();
                String text = items.get(i + 1).asText();
                sameId |= ReplyField.RUN_ID.equals(field) && each.id.equals(text);
                host = ReplyField.IP.equals(field) && text != null ? text : host;
                port = ReplyField.PORT.equals(field) && text != null ? Digits.parse(text, 65535) : port;
            }
            if (sameId && port >= 0 && names.isSame(each.address, new InstanceAddress(host, (int) port))) {
                return true;
            }
        }
        return false;
    }

    private void decide(Introduction each, Step step) {
        if (Boolean.FALSE.equals(each.identified) || Boolean.FALSE.equals(each.watches)) {
            fail(each, step);
            return;
        }
        if (each.moved != null && Boolean.TRUE.equals(each.oldAnswers)) {
            step.publish(new HealthEvent(
                    EventType.DUPLICATE_SENTINEL_ID,
                    Optional.of(master.name),
                    "id " + each.id + " answers at " + each.moved.address() + " and at " + each.address,
                    step.wallMs));
            fail(each, step);
            return;
        }
        boolean known = Boolean.TRUE.equals(each.identified) && Boolean.TRUE.equals(each.watches);
        if (known && (each.moved == null || each.oldAnswers != null)) {
            accept(each, step);
        }
    }

    private void fail(Introduction each, Step step) {
        open.remove(each.id);
        disposeLink(each, step);
        if (failed.size() >= MAX_FAILURES_KEPT) {
            failed.clear();
        }
        failed.put(each.id + "@" + each.address, step.nowMs);
    }

    private void disposeLink(Introduction each, Step step) {
        if (each.link != null) {
            each.link.waiting.remove(master);
        }
        if (each.link != null && !each.shared && each.link.owners.isEmpty()) {
            links.dispose(each.link, step);
        }
    }

    private void accept(Introduction each, Step step) {
        open.remove(each.id);
        NodeLink link = each.link;
        if (link == null) {
            return;
        }
        link.waiting.remove(master);
        if (each.moved != null) {
            move(each, link, step);
        } else {
            removeFormerTenant(each.address, step);
            Peer peer = add(each.id, link, step);
            peer.identified = true;
            noteView(each, peer);
            step.publish(new TopologyEvent(EventType.SENTINEL, peer.ref(), "", step.wallMs));
        }
        links.settingsChanged();
        master.changed();
        step.self.durability.persist();
        step.self.wake(master);
    }

    private Peer add(String id, NodeLink link, Step step) {
        Peer peer = new Peer(master, link, id, step.nowMs);
        peer.confirmed = true;
        master.peers.put(id, peer);
        return peer;
    }

    /** A Sentinel known from before, over a connection that is new, told its id; one that cannot is believed, another has no voice. */
    void identified(Peer peer, RespValue value, Step step) {
        String text = value.bare().asText();
        peer.identified = true;
        peer.confirmed = text == null ? peer.confirmed : step.self.rules.isIdentityProved(peer.id, text, false);
    }

    /** A Sentinel known from before a restart; its id is checked when the connection stands. */
    void restore(String id, InstanceAddress address, Step step) {
        NodeLink link = null;
        for (MonitoredMaster other : step.self.masters.values()) {
            Peer same = other.peers.get(id);
            if (same != null && same.address().equals(address)) {
                link = same.link;
            }
        }
        if (!master.peers.containsKey(id)) {
            add(id, link == null ? links.create(true, address, step) : link, step);
        }
    }

    private void move(Introduction each, NodeLink link, Step step) {
        int others = 0;
        for (MonitoredMaster other : step.self.masters.values()) {
            Peer peer = other.peers.get(each.id);
            if (peer != null && peer.link != link) {
                others += other == master ? 0 : 1;
                links.release(peer, step);
                peer.link = link;
                peer.identified = true;
                peer.confirmed = true;
                link.owners.add(peer);
                peer.forgetReport();
                other.changed();
                step.self.wake(other);
            }
        }
        InstanceAddress shown = step.self.names.shown(each.address);
        step.publish(new TopologyEvent(
                EventType.SENTINEL_ADDRESS_SWITCH,
                master.ref(),
                "ip " + shown.host() + " port " + shown.port() + " for " + each.id,
                step.wallMs));
        Peer moved = master.peers.get(each.id);
        if (others > 0 && moved != null) {
            step.publish(new TopologyEvent(
                    EventType.SENTINEL_ADDRESS_UPDATE,
                    moved.ref(),
                    others + " additional matching instances",
                    step.wallMs));
        }
    }

    /** Another id was known at this address: that Sentinel is gone, for the one we reach there is another. */
    private void removeFormerTenant(InstanceAddress address, Step step) {
        for (Peer peer : new ArrayList<>(master.peers.values())) {
            if (step.self.names.isSame(peer.address(), address)) {
                step.publish(new TopologyEvent(EventType.SENTINEL_INVALID_ADDR, peer.ref(), "", step.wallMs));
                master.peers.remove(peer.id);
                links.release(peer, step);
            }
        }
    }
}
