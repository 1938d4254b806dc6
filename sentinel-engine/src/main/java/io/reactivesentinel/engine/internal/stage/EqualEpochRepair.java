package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ConfigRead.Held;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.NewEpochEvent;
import io.reactivesentinel.protocol.VoteEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Repairs a conflict that no epoch can settle: two addresses in one configuration epoch, which C Sentinels can bring about,
 * and in which each side demotes the other's master for ever; or a newer epoch whose master is none any more or gone, which
 * only those hold who heard of it in time.
 *
 * <p>A hello only makes it look. What the other Sentinels hold is read over our own links, twice, a second apart, while
 * nobody is failing over; then a majority's votes for a new epoch are asked for, each voter's by the address that it holds
 * itself. Nobody is promoted: one of the addresses that are held is published again, in that epoch.
 */
final class EqualEpochRepair {

    private static final long BETWEEN_LOOKS_MS = 1_000;
    private static final long FORGET_MS = 10_000;
    private static final long RANK_MS = 200;
    private static final int MAX_RANK = 5;
    private static final long GIVE_WAY_MS = 2_000;
    private static final long BID_MS = 1_000;
    private static final long FIRST_PAUSE_MS = 1_000;
    private static final int MAX_DOUBLINGS = 6;

    /** For so many ask periods after a switch nobody of our kind votes: see {@link VoteRegister}. */
    private static final int SETTLING_ASK_PERIODS = 5;

    private enum Finding {
        /** Nothing to repair, or nothing that we could. */
        NOTHING,
        /** Somebody is at work, or it is not known whether. */
        BUSY,
        CONFLICT
    }

    /** A conflict that is being looked at. */
    private static final class Suspicion {
        final InstanceAddress address;
        final long epoch;
        long heardMs;
        long nextLookMs;

        @Nullable
        ConfigPoll poll;

        long firstSeenMs = Time.NEVER;
        long startMs = Time.NEVER;

        /** Our vote register when it was last looked at: a vote given since is somebody else's repair. */
        long votedEpoch;

        Suspicion(InstanceAddress address, long epoch, long nowMs) {
            this.address = address;
            this.epoch = epoch;
            this.heardMs = nowMs;
            this.nextLookMs = nowMs;
        }
    }

    private final MonitoredMaster master;
    private final VoteRegister register;
    private final InfoPolling infos;
    private final Topology topology;
    private final Hellos hellos;
    private final Adoption.Listener listener;
    private @Nullable Suspicion suspicion;
    private @Nullable RepairBid bid;
    private long nextMs = Time.NEVER;
    private int failures;

    EqualEpochRepair(
            MonitoredMaster master,
            VoteRegister register,
            InfoPolling infos,
            Topology topology,
            Hellos hellos,
            Adoption.Listener listener) {
        this.master = master;
        this.register = register;
        this.infos = infos;
        this.topology = topology;
        this.hellos = hellos;
        this.listener = listener;
    }

    /** A confirmed Sentinel said hello. */
    void heard(HelloMessage hello, Step step) {
        boolean conflicts = master.configEpoch > 0
                && !master.isUnclear(hello.master())
                && contradicts(master.known(hello.master(), step), hello.configEpoch());
        if (!conflicts) {
            return;
        }
        if (suspicion != null) {
            suspicion.heardMs = step.nowMs;
        } else if (step.nowMs >= nextMs) {
            suspicion = new Suspicion(master.node.address(), master.configEpoch, step.nowMs);
        }
    }

    /**
     * Whether a configuration that another Sentinel holds contradicts ours in a way that time does not settle: another
     * address in our own epoch; or in an older one, while our own master says that it is a replica, or is silent. A failover
     * without a majority that nobody heard of in time leaves the one behind, a new master that lost its address at once the
     * other: the others do not believe an epoch that no node bears out, and never hold that address for down.
     */
    private boolean contradicts(InstanceAddress address, long epoch) {
        boolean otherAddress = !address.equals(master.node.address());
        boolean useless = master.node.reports(InstanceKind.REPLICA) || master.node.sdown;
        boolean older = epoch < master.configEpoch && useless;
        return otherAddress && (epoch == master.configEpoch || older);
    }

    /** There is a new configuration, or everything is forgotten. */
    void clear() {
        suspicion = null;
        bid = null;
        failures = 0;
    }

    void advance(Step step) {
        Suspicion current = suspicion;
        RepairBid begun = bid;
        if (current == null || (begun != null && begun.publishing)) {
            return;
        }
        boolean over = master.configEpoch != current.epoch
                || !master.node.address().equals(current.address)
                || step.nowMs - current.heardMs > FORGET_MS + pauseMs();
        if (over || isForbidden(step)) {
            drop(step);
        } else if (begun != null) {
            canvass(begun, current, step);
        } else {
            look(current, step);
        }
    }

    private boolean isForbidden(Step step) {
        return step.self.stall.isTilt()
                || master.attempt != null
                || master.pendingConfig != null
                || (isAgreedDown() && !master.node.reports(InstanceKind.REPLICA))
                || !step.self.rules.canPromise(step.self.durability)
                || !step.self.membership.votes();
    }

    /** Whether others hold our master for down too: that is a failover's to settle. */
    private boolean isAgreedDown() {
        return master.odown && master.peers.values().stream().anyMatch(peer -> peer.saysDown);
    }

    private void drop(Step step) {
        suspicion = null;
        bid = null;
        nextMs = step.nowMs + BETWEEN_LOOKS_MS;
    }

    private long pauseMs() {
        return failures == 0 ? 0 : FIRST_PAUSE_MS << Math.min(failures - 1, MAX_DOUBLINGS);
    }

    private void look(Suspicion current, Step step) {
        step.wakeAt(current.heardMs + FORGET_MS + pauseMs() + 1);
        if (current.poll == null) {
            if (step.nowMs < current.nextLookMs) {
                step.wakeAt(current.nextLookMs);
                return;
            }
            current.poll = ConfigPoll.start(master, step);
        }
        ConfigPoll poll = current.poll;
        if (!poll.isOver(step)) {
            poll.wake(step);
            return;
        }
        current.poll = null;
        Finding finding = step.isFresh(poll.startedMs(), Time.NEVER) ? judge(poll.reads()) : Finding.BUSY;
        switch (finding) {
            case NOTHING -> drop(step);
            case BUSY -> {
                current.firstSeenMs = Time.NEVER;
                current.startMs = Time.NEVER;
                lookAt(step.nowMs + BETWEEN_LOOKS_MS, current, step);
            }
            case CONFLICT -> seen(current, poll, step);
        }
    }

    private static void lookAt(long dueMs, Suspicion current, Step step) {
        current.nextLookMs = dueMs;
        step.wakeAt(dueMs);
    }

    private Finding judge(List<ConfigRead> reads) {
        boolean busy = false;
        boolean differs = false;
        for (ConfigRead read : reads) {
            Held held = read.held();
            if (held == null) {
                busy |= !read.peer.viewRefused;
                continue;
            }
            if (held.epoch() > master.configEpoch) {
                return Finding.NOTHING;
            }
            busy |= !held.view().isIdle();
            if (contradicts(held.address(), held.epoch())) {
                if (!isAnotherNode(held.address())) {
                    return Finding.NOTHING;
                }
                differs = true;
            }
        }
        return !differs ? Finding.NOTHING : busy ? Finding.BUSY : Finding.CONFLICT;
    }

    /** A node that we do not know cannot be judged; and one node may go by two addresses. */
    private boolean isAnotherNode(InstanceAddress address) {
        DataNode node = master.dataNodeAt(address);
        if (node == null || node.info == null) {
            return false;
        }
        String runId = node.info.runId();
        return runId.isEmpty() || master.node.info == null || !runId.equals(master.node.info.runId());
    }

    private void seen(Suspicion current, ConfigPoll poll, Step step) {
        if (current.firstSeenMs == Time.NEVER) {
            current.firstSeenMs = poll.startedMs();
            current.votedEpoch = master.leaderEpoch;
        }
        long twiceMs = current.firstSeenMs + BETWEEN_LOOKS_MS;
        if (poll.startedMs() < twiceMs) {
            lookAt(twiceMs, current, step);
            return;
        }
        if (current.startMs == Time.NEVER) {
            long settledMs = master.configSinceMs + SETTLING_ASK_PERIODS * step.self.timings.askPeriodMs();
            current.startMs = Math.max(step.nowMs, settledMs) + rankMs(step);
        }
        if (master.leaderEpoch != current.votedEpoch) {
            current.votedEpoch = master.leaderEpoch;
            current.startMs = Math.max(current.startMs, step.nowMs + GIVE_WAY_MS);
        }
        if (poll.startedMs() < current.startMs && step.nowMs < current.startMs) {
            lookAt(current.startMs, current, step);
        } else {
            start(poll, step);
        }
    }

    private long rankMs(Step step) {
        int rank = Rank.among(master, ":" + master.name + ":" + master.configEpoch, step);
        return Math.min(rank, MAX_RANK) * RANK_MS;
    }

    private void start(ConfigPoll poll, Step step) {
        Self self = step.self;
        long epoch = Math.max(
                        Math.max(self.currentEpoch, master.configEpoch),
                        Math.max(master.leaderEpoch, master.burntEpoch))
                + 1;
        RepairBid begun = new RepairBid(master, epoch, epoch > self.currentEpoch);
        for (ConfigRead read : poll.reads()) {
            Held held = read.held();
            begun.voter(read.peer, held == null ? master.node.shown() : held.told());
        }
        bid = begun;
        self.currentEpoch = Math.max(self.currentEpoch, epoch);
        register.voteForSelf(epoch, step, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                if (bid == begun) {
                    begun(begun, then);
                }
            }

            @Override
            public void failed(Step then) {
                if (bid == begun) {
                    drop(then);
                }
            }
        });
    }

    private void begun(RepairBid begun, Step step) {
        step.notice("Two addresses of '" + master.name + "' up to epoch " + master.configEpoch + ": asking for votes");
        if (begun.raised) {
            step.publish(new NewEpochEvent(begun.epoch, master.name, step.wallMs));
        }
        step.publish(new VoteEvent(master.name, step.self.myId, begun.epoch, step.wallMs));
        begun.askedMs = step.nowMs;
        for (DataNode node : master.dataNodes()) {
            infos.ask(node, step);
        }
    }

    private void canvass(RepairBid begun, Suspicion current, Step step) {
        if (begun.askedMs == Time.NEVER) {
            return;
        }
        long endMs = begun.askedMs + BID_MS;
        boolean lost = begun.overtaken || master.leaderEpoch > begun.epoch;
        if (lost || step.nowMs >= endMs || !step.isFresh(begun.askedMs, Time.NEVER)) {
            failed(current, step);
            return;
        }
        step.wakeAt(endMs);
        begun.ask(step);
        List<ConfigRead> reads = begun.reads();
        if (begun.granted() < Voters.needed(master, step) || reads.stream().anyMatch(ConfigRead::isPending)) {
            return;
        }
        switch (judge(reads)) {
            case NOTHING -> drop(step);
            case BUSY -> failed(current, step);
            case CONFLICT -> {
                InstanceAddress address = begun.choose(step);
                if (address != null) {
                    publish(begun, address, step);
                }
            }
        }
    }

    /** Not elected, or not at peace: again later, and less and less often. */
    private void failed(Suspicion current, Step step) {
        bid = null;
        failures++;
        current.votedEpoch = master.leaderEpoch;
        current.startMs = step.nowMs + pauseMs() + rankMs(step);
        lookAt(current.startMs, current, step);
        step.wakeAt(current.heardMs + FORGET_MS + pauseMs() + 1);
    }

    private void publish(RepairBid begun, InstanceAddress address, Step step) {
        begun.publishing = true;
        MonitoredMaster.NewConfig next = new MonitoredMaster.NewConfig(address, begun.epoch);
        master.pendingConfig = next;
        master.changed();
        step.self.durability.persist(master, new Durability.AfterDurable() {
            @Override
            public void durable(Step then) {
                if (bid == begun && next.equals(master.pendingConfig)) {
                    effect(address, begun.epoch, then);
                } else if (next.equals(master.pendingConfig)) {
                    // Everything was forgotten, by RESET: what is on disk must be what holds here.
                    end(then);
                    then.self.durability.persist();
                } else {
                    end(then);
                }
            }

            @Override
            public void failed(Step then) {
                end(then);
            }

            private void end(Step then) {
                if (next.equals(master.pendingConfig)) {
                    master.pendingConfig = null;
                    master.changed();
                }
                if (bid == begun) {
                    drop(then);
                }
            }
        });
    }

    private void effect(InstanceAddress address, long epoch, Step step) {
        Attempt attempt = master.attempt;
        if (attempt != null) {
            listener.overtaken(attempt, address, step);
        }
        InstanceAddress from = master.node.address();
        List<DataNode> replicas = topology.turnTo(address, epoch, step);
        listener.adopted(step);
        hellos.publishToAll(step);
        if (!from.equals(address)) {
            topology.announceSwitch(from, address, replicas, step);
            step.self.scripts.reconfigureClients(master, Scripts.Part.LEADER, from, address, step);
        }
        step.self.wake(master);
    }
}
