package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of other Sentinels about one master, and what becomes of the answers: each is kept with the peer, together
 * with when it was asked, and the stages judge by that.
 */
final class Questions {

    private static final String ANYBODY = "*";

    private final MonitoredMaster master;

    Questions(MonitoredMaster master) {
        this.master = master;
    }

    /** Asks whether the master is down, nothing else. */
    @Nullable
    Request askDown(Peer peer, Step step) {
        return isMasterDown(peer, Request.Kind.ASK, step.self.currentEpoch, ANYBODY, null, step);
    }

    /** Asks for its vote, and right behind it for its view, so that the view is not older than the vote. */
    @Nullable
    Request askVote(Peer peer, Attempt attempt, Step step) {
        long epoch = step.self.rules.electionEpoch(attempt, step.self.currentEpoch);
        Request vote = isMasterDown(peer, Request.Kind.VOTE, epoch, step.self.myId, attempt, step);
        askView(peer, step);
        return vote;
    }

    /** Reads its vote register: nobody grants a vote for epoch 0. */
    @Nullable
    Request readRegister(Peer peer, Step step) {
        return isMasterDown(peer, Request.Kind.REGISTER, 0, step.self.myId, null, step);
    }

    void askView(Peer peer, Step step) {
        peer.viewRequest = Links.send(
                peer.link.command, Request.Kind.VIEW, List.of("SENTINEL", "MASTER", master.name), peer, null, step);
    }

    private @Nullable Request isMasterDown(
            Peer peer, Request.Kind kind, long epoch, String candidate, @Nullable Object context, Step step) {
        InstanceAddress address = master.node.shown();
        return Links.send(
                peer.link.command,
                kind,
                List.of(
                        "SENTINEL",
                        "is-master-down-by-addr",
                        address.host(),
                        Integer.toString(address.port()),
                        Long.toString(epoch),
                        candidate),
                peer,
                context,
                step);
    }

    /** An answer to SENTINEL MASTER. */
    void viewed(Request request, Peer peer, RespValue value, Step step) {
        MasterView view = MasterView.parse(value);
        if (request.context instanceof ConfigRead.Asking asking && asking.read != null) {
            asking.read.viewed(view);
        }
        if (view == null) {
            peer.viewRefused = true;
        } else if (request.sentMs >= peer.viewSentMs) {
            peer.viewRefused = false;
            peer.view = view;
            peer.viewSentMs = request.sentMs;
        }
    }

    /** An answer to GET-MASTER-ADDR-BY-NAME. */
    void addressed(Request request, RespValue value, Step step) {
        if (request.context instanceof ConfigRead.Asking asking && asking.read != null) {
            asking.read.addressed(value, step);
        }
    }

    /** The three parts of an answer to IS-MASTER-DOWN-BY-ADDR; {@code null} when it is none. */
    @Nullable
    DownReply downReply(RespValue value) {
        List<RespValue> parts = value.bare().elements();
        if (parts.size() != 3
                || !(parts.get(0) instanceof RespValue.Int down)
                || !(parts.get(2) instanceof RespValue.Int epoch)) {
            return null;
        }
        String leader = parts.get(1).asText();
        return leader == null ? null : new DownReply(down.value() == 1, leader, epoch.value());
    }

    /** Notes what the answer says of the master and, if a vote was in question, of the peer's register. */
    void noteReport(Request request, Peer peer, DownReply reply, Step step) {
        if (request.sentMs >= peer.reportSentMs) {
            peer.saysDown = reply.down();
            peer.reportSentMs = request.sentMs;
        }
        if (request.kind != Request.Kind.ASK && request.sentMs >= peer.votedSentMs && reply.epoch() > 0) {
            if (!reply.leader().equals(ANYBODY) && reply.epoch() != peer.votedEpoch) {
                step.effects.log(EventLevel.NOTICE, peer.id + " voted for " + reply.leader() + " " + reply.epoch());
            }
            peer.votedLeader = reply.leader().equals(ANYBODY) ? "" : reply.leader();
            peer.votedEpoch = reply.epoch();
            peer.votedSentMs = request.sentMs;
        }
    }

    /**
     * An answer to IS-MASTER-DOWN-BY-ADDR.
     *
     * @param down whether it holds the master for down
     * @param leader whom it voted for; {@code *} when it does not say
     * @param epoch in which epoch; 0 when no vote was in question or the address is not held there
     */
    record DownReply(boolean down, String leader, long epoch) {

        boolean namesNobody() {
            return leader.equals(ANYBODY);
        }
    }
}
