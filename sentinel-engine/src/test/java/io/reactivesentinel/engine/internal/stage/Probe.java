package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.sim.Candidate;
import io.reactivesentinel.engine.sim.SentinelNode;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.RandomSource;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Puts a Sentinel together with rules of one's own, and looks at what it holds without touching it. */
public final class Probe {

    /** Rules to decide by; those of production unless a variant breaks one on purpose. */
    public static final class RuleBook {

        /** The rules of production. */
        public static final RuleBook PRODUCTION = new RuleBook(Rules::new);

        private final Supplier<Rules> rules;

        RuleBook(Supplier<Rules> rules) {
            this.rules = rules;
        }
    }

    private final Sentinel sentinel;
    private final UnaryOperator<InstanceAddress> identity;
    private Collection<SentinelNode.Held> views = List.of();
    private int viewed;

    private Probe(Sentinel sentinel, UnaryOperator<InstanceAddress> identity) {
        this.sentinel = sentinel;
        this.identity = identity;
    }

    /** A Sentinel that decides by those rules. */
    public static Sentinel sentinel(
            PersistentState state,
            Membership membership,
            Timings timings,
            RandomSource random,
            Effects effects,
            RuleBook book) {
        return new Sentinel(state, membership, timings, random, effects, book.rules.get());
    }

    /** A look into a Sentinel, with addresses in the form that whoever looks has for them. */
    public static Probe of(Sentinel sentinel, UnaryOperator<InstanceAddress> identity) {
        return new Probe(sentinel, identity);
    }

    /** The highest epoch it knows. */
    public long currentEpoch() {
        return sentinel.self.currentEpoch;
    }

    /** Whether it is in TILT. */
    public boolean isTilt() {
        return sentinel.self.stall.isTilt();
    }

    /** Whether its last save failed. */
    public boolean isSaveFailing() {
        return sentinel.self.durability.isFailing();
    }

    /** How long its questions to other Sentinels take, as it has measured: the 99th percentile, milliseconds. */
    public long roundTripMs(long nowMs) {
        return sentinel.self.roundTrips.p99Ms(nowMs);
    }

    /** When it wants to be woken next, on its own monotonic clock. */
    public long nextWakeMs() {
        return sentinel.nextWakeMs();
    }

    /** Lets it look at what is due and at its clocks, as its heartbeat does. */
    public void look(long nowMs, long wallMs) {
        sentinel.settle(nowMs, wallMs);
    }

    /**
     * Lets it look at everything although nothing is due. Whatever it then does it should have been woken for: a condition
     * that became true without a wake-up.
     */
    public void lookWithoutReason(long nowMs, long wallMs) {
        sentinel.self.wakeAll();
        sentinel.settle(nowMs, wallMs);
    }

    /** Live views of the masters it watches. */
    public Collection<SentinelNode.Held> held() {
        Collection<MonitoredMaster> masters = sentinel.self.masters.values();
        int now = masters.hashCode();
        if (viewed != now || views.size() != masters.size()) {
            viewed = now;
            views = new ArrayList<>();
            for (MonitoredMaster master : masters) {
                views.add(new View(master, sentinel.self, identity));
            }
        }
        return views;
    }

    private record View(MonitoredMaster of, Self self, UnaryOperator<InstanceAddress> identity)
            implements SentinelNode.Held {

        @Override
        public String master() {
            return of.name;
        }

        @Override
        public InstanceAddress address() {
            return identity.apply(of.node.address());
        }

        @Override
        public long configEpoch() {
            return of.configEpoch;
        }

        @Override
        public long leaderEpoch() {
            return of.leaderEpoch;
        }

        @Override
        public boolean isSdown() {
            return of.node.sdown;
        }

        @Override
        public boolean isOdown() {
            return of.odown;
        }

        @Override
        public boolean isFailingOver() {
            return of.attempt != null;
        }

        @Override
        public long attemptEpoch() {
            return of.attempt == null ? 0 : of.attempt.epoch;
        }

        @Override
        public boolean isForced() {
            return of.attempt != null && of.attempt.forced;
        }

        @Override
        public boolean isWithoutMajority() {
            return of.attempt != null && of.attempt.withoutMajority;
        }

        @Override
        public boolean isCoordinated() {
            return of.attempt != null && of.attempt.coordinated;
        }

        @Override
        public boolean isRescue() {
            return of.attempt != null && of.attempt.rescue;
        }

        @Override
        public int reconfiguring() {
            int busy = 0;
            if (of.attempt != null && of.attempt.is(FailoverState.RECONF_REPLICAS)) {
                for (DataNode replica : of.replicas.values()) {
                    busy += of.pipeline().reconfigure().awaits(replica) ? 1 : 0;
                }
            }
            return busy;
        }

        @Override
        public int parallelSyncs() {
            return of.settings.parallelSyncs();
        }

        @Override
        public boolean hasNode(InstanceAddress address) {
            return of.dataNodeAt(address) != null
                    || of.dataNodes().stream()
                            .anyMatch(each -> identity.apply(each.address()).equals(address));
        }

        @Override
        public List<Candidate> candidates() {
            return of.replicas.values().stream()
                    .filter(replica -> replica.info != null && !isBetterAs(replica))
                    .map(this::candidate)
                    .toList();
        }

        /** Whether the same node is held under another address, too, and only there within reach. */
        private boolean isBetterAs(DataNode replica) {
            return !replica.link.isCommandOpen()
                    && of.replicas.values().stream()
                            .anyMatch(each -> each.link.isCommandOpen()
                                    && identity.apply(each.address()).equals(identity.apply(replica.address())));
        }

        private Candidate candidate(DataNode replica) {
            Info info = Objects.requireNonNull(replica.info);
            MonitoredMaster master = replica.master;
            String lineage = master.replicationId;
            boolean known = !lineage.isEmpty() && !info.replicationId().isEmpty();
            return new Candidate(
                    identity.apply(replica.address()),
                    !replica.sdown && replica.link.isCommandOpen(),
                    replica.link.lastValidMs,
                    replica.infoSentMs,
                    replica.infoAtMs,
                    info.priority(),
                    info.offset(),
                    info.runId(),
                    info.follows(master.node.address()),
                    info.syncInProgress(),
                    info.neverLinked() ? -1 : Math.max(0, info.masterLinkDownSeconds()) * 1_000,
                    !info.hasKeys() && master.hadKeys,
                    known
                            && !info.replicationId().equals(lineage)
                            && !info.formerReplicationId().equals(lineage),
                    info.role() == InstanceKind.MASTER
                            && !lineage.isEmpty()
                            && info.formerReplicationId().equals(lineage));
        }

        @Override
        public long attemptAskedMs() {
            return of.attempt == null ? 0 : Math.max(of.attempt.askedMs, self.stall.floorMs());
        }

        @Override
        public long downForMs(long nowMs) {
            long sinceMs = of.node.roleReported == InstanceKind.REPLICA
                    ? Math.min(of.node.sdownSinceMs, of.node.roleReportedMs)
                    : of.node.sdownSinceMs;
            return of.node.sdown ? nowMs - sinceMs : 0;
        }

        @Override
        public int peers() {
            return of.peers.size();
        }

        @Override
        public boolean hasPeer(String id, InstanceAddress address) {
            Peer peer = of.peers.get(id);
            return peer != null && peer.address().equals(address);
        }

        @Override
        public long failoverTimeoutMs() {
            return of.failoverTimeoutMs();
        }

        @Override
        public long downAfterMs() {
            return of.downAfterMs();
        }

        @Override
        public int quorum() {
            return of.settings.quorum();
        }
    }
}
