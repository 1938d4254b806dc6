package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ConfigRead.Held;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One attempt to be elected for an {@link EqualEpochRepair}, each voter asked by the address that it holds itself. */
final class RepairBid {

    private static final long ASK_AGAIN_MS = 250;
    private static final long FOLLOWERS_MS = 500;

    /** How one voter stands to our bid. */
    private static final class Ballot {
        final InstanceAddress address;
        boolean granted;
        boolean refused;
        long nextAskMs;

        @Nullable
        Request request;

        @Nullable
        ConfigRead read;

        Ballot(InstanceAddress address) {
            this.address = address;
        }
    }

    private final MonitoredMaster master;
    final long epoch;
    final boolean raised;
    private final Map<Peer, Ballot> ballots = new LinkedHashMap<>();

    /** When it was begun, our own vote being on disk. */
    long askedMs = Time.NEVER;

    /** Whether a later epoch was seen. */
    boolean overtaken;

    /** Whether it is won and its outcome on the way to the disk. */
    boolean publishing;

    RepairBid(MonitoredMaster master, long epoch, boolean raised) {
        this.master = master;
        this.epoch = epoch;
        this.raised = raised;
    }

    void voter(Peer peer, InstanceAddress holds) {
        ballots.put(peer, new Ballot(holds));
    }

    int granted() {
        int granted = 1;
        for (Map.Entry<Peer, Ballot> each : ballots.entrySet()) {
            granted += each.getValue().granted && each.getKey().confirmed ? 1 : 0;
        }
        return granted;
    }

    List<ConfigRead> reads() {
        List<ConfigRead> reads = new ArrayList<>();
        for (Ballot ballot : ballots.values()) {
            if (ballot.read != null) {
                reads.add(ballot.read);
            }
        }
        return reads;
    }

    void ask(Step step) {
        ballots.forEach((peer, ballot) -> ask(peer, ballot, step));
    }

    /** A peer answered a request for its vote; what it says of an address that is not ours is no report. */
    void answered(Peer peer, Questions.DownReply reply, Step step) {
        Ballot ballot = ballots.get(peer);
        if (ballot == null || reply.epoch() <= 0) {
            return;
        }
        boolean ours = step.self.rules.isVoteFor(step.self.myId, epoch, reply.leader(), reply.epoch());
        ballot.granted = ours;
        ballot.refused = !ours;
        overtaken |= reply.epoch() > epoch;
    }

    /** Asks for the vote and, behind it, for what the voter holds and does, so that this is not older than the vote. */
    private void ask(Peer peer, Ballot ballot, Step step) {
        boolean known = ballot.granted || ballot.refused;
        if (known || !peer.isReachable() || Request.awaits(ballot.request)) {
            return;
        }
        if (step.nowMs < ballot.nextAskMs) {
            step.wakeAt(ballot.nextAskMs);
            return;
        }
        ballot.nextAskMs = step.nowMs + ASK_AGAIN_MS;
        ballot.request = Links.send(
                peer.link.command,
                Request.Kind.VOTE,
                List.of(
                        "SENTINEL",
                        "is-master-down-by-addr",
                        ballot.address.host(),
                        Integer.toString(ballot.address.port()),
                        Long.toString(epoch),
                        step.self.myId),
                peer,
                this,
                step);
        ballot.read = ConfigRead.start(peer, step);
    }

    /** Which address is published; {@code null} while it is not known, or when none of them is a master. */
    @Nullable
    InstanceAddress choose(Step step) {
        Map<InstanceAddress, Integer> holders = new LinkedHashMap<>();
        holders.put(master.node.address(), 1);
        for (ConfigRead read : reads()) {
            Held held = read.held();
            if (held != null && held.epoch() <= master.configEpoch) {
                holders.merge(held.address(), 1, Integer::sum);
            }
        }
        boolean waits = step.nowMs < askedMs + FOLLOWERS_MS;
        for (DataNode node : master.dataNodes()) {
            boolean needed = waits || holders.containsKey(node.address());
            if (needed && !node.sdown && !node.hasInfoSince(step, askedMs)) {
                step.wakeAt(askedMs + FOLLOWERS_MS);
                return null;
            }
        }
        return holders.keySet().stream()
                .filter(address -> isMaster(address, step))
                .max(Comparator.<InstanceAddress>comparingLong(address -> followers(address, step))
                        .thenComparing(holders::get)
                        .thenComparing(InstanceAddress::toString))
                .orElse(null);
    }

    private boolean isMaster(InstanceAddress address, Step step) {
        DataNode node = master.dataNodeAt(address);
        return node != null && !node.sdown && node.hasInfoSince(step, askedMs) && node.reports(InstanceKind.MASTER);
    }

    private long followers(InstanceAddress address, Step step) {
        return master.dataNodes().stream()
                .filter(node -> node.hasInfoSince(step, askedMs) && node.follows(address))
                .count();
    }
}
