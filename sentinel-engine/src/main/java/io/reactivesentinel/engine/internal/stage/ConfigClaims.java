package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.engine.internal.stage.ConfigRead.Held;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hello is a hint: when one claims a newer configuration, the Sentinel it names is asked over our own link, and what it
 * answers is taken over only if the nodes themselves bear it out, a majority of the other Sentinels holds it, or it is
 * that of an election in which we voted for whoever says so.
 *
 * <p>The named Sentinel alone is not enough: C Sentinels believe a forged hello, and then confirm it in good faith.
 */
final class ConfigClaims {

    private static final long FIRST_PAUSE_MS = 20;
    private static final long LAST_PAUSE_MS = 1_000;
    private static final long FORGET_MS = 10_000;
    private static final int MAX_OPEN = 16;

    private static final class Claim {
        final Peer source;
        InstanceAddress address;
        long epoch;
        final long sinceMs;
        long heardMs;
        int heardTimes = 1;
        long countedMs;

        @Nullable
        ConfigRead read;

        @Nullable
        ConfigPoll poll;

        long nextMs;
        long pauseMs = FIRST_PAUSE_MS;

        Claim(Peer source, InstanceAddress address, long epoch, long nowMs) {
            this.source = source;
            this.address = address;
            this.epoch = epoch;
            this.sinceMs = nowMs;
            this.heardMs = nowMs;
            this.countedMs = nowMs;
            this.nextMs = nowMs;
        }
    }

    private final MonitoredMaster master;
    private final InfoPolling infos;
    private final Adoption adoption;
    private final Map<String, Claim> open = new LinkedHashMap<>();

    ConfigClaims(MonitoredMaster master, InfoPolling infos, Adoption adoption) {
        this.master = master;
        this.infos = infos;
        this.adoption = adoption;
    }

    /** A confirmed Sentinel said hello. */
    void heard(Peer source, HelloMessage hello, Step step) {
        claimed(source, master.known(hello.master(), step), hello.configEpoch(), step);
    }

    /** A confirmed Sentinel showed a newer epoch when it was asked for its view, which is no configuration yet. */
    void seen(Peer source, MasterView view, Step step) {
        Claim claim = open.get(source.id);
        if (claim == null || claim.epoch < view.configEpoch()) {
            claimed(source, master.known(view.address(), step), view.configEpoch(), step);
        }
    }

    private void claimed(Peer source, InstanceAddress address, long epoch, Step step) {
        if (!step.self.rules.replaces(epoch, master.configEpoch)) {
            return;
        }
        Claim claim = open.get(source.id);
        if (claim != null) {
            claim.heardMs = step.nowMs;
            if (step.self.rules.claims().isSaidAgain(claim.countedMs, step)) {
                claim.heardTimes++;
                claim.countedMs = step.nowMs;
            }
            if (claim.epoch != epoch || !claim.address.equals(address)) {
                claim.address = address;
                claim.epoch = epoch;
                claim.nextMs = step.nowMs;
                claim.pauseMs = FIRST_PAUSE_MS;
            }
        } else if (open.size() < MAX_OPEN) {
            open.put(source.id, new Claim(source, address, epoch, step.nowMs));
        }
    }

    /** Whether somebody claims a configuration of this epoch or later and it is not settled yet. */
    boolean isOpenFrom(long epoch) {
        return open.values().stream().anyMatch(claim -> claim.epoch >= epoch);
    }

    /** The same, without those that the Sentinel they name has denied since. */
    boolean isUnsettledFrom(long epoch) {
        return open.values().stream().anyMatch(claim -> claim.epoch >= epoch && !isDenied(claim, epoch));
    }

    private static boolean isDenied(Claim claim, long epoch) {
        ConfigRead read = claim.read;
        Held held = read == null || read.peer != claim.source || read.sentMs < claim.heardMs ? null : read.held();
        return held != null && held.epoch() < epoch;
    }

    void clear() {
        open.clear();
    }

    void advance(Step step) {
        for (Iterator<Claim> claims = open.values().iterator(); claims.hasNext(); ) {
            Claim claim = claims.next();
            boolean settled = !step.self.rules.replaces(claim.epoch, master.configEpoch)
                    || step.nowMs - claim.heardMs > FORGET_MS
                    || !master.peers.containsValue(claim.source);
            if (settled) {
                claims.remove();
            } else if (master.pendingConfig == null && step.self.rules.canPromise(step.self.durability)) {
                look(claim, step);
            }
        }
    }

    private void look(Claim claim, Step step) {
        if (claim.read != null && claim.read.held() != null) {
            Held held = claim.read.held();
            if (step.self.rules.replaces(held.epoch(), master.configEpoch)
                    && step.self.rules.isPlausible(held.epoch(), step.self.currentEpoch)
                    && isBorneOut(claim, held, step)) {
                adoption.adopt(held.address(), held.epoch(), claim.source, step);
                return;
            }
        }
        // That our own master says it is one bears out no other epoch of it.
        boolean moved = !claim.address.equals(master.node.address());
        if (moved && isolated(claim, step) && nodeSaysMaster(claim.address, claim.sinceMs, step)) {
            adoption.adopt(claim.address, claim.epoch, claim.source, step);
            return;
        }
        if (step.nowMs >= claim.nextMs) {
            ask(claim, step);
            claim.nextMs = step.nowMs + claim.pauseMs;
            claim.pauseMs = Math.min(LAST_PAUSE_MS, claim.pauseMs * 2);
        }
        step.wakeAt(claim.nextMs);
        step.wakeAt(claim.heardMs + FORGET_MS + 1);
    }

    private void ask(Claim claim, Step step) {
        Peer asked = claim.source.isReachable() ? claim.source : anyReachable();
        if (asked != null && (claim.read == null || !claim.read.isPending())) {
            claim.read = ConfigRead.start(asked, step);
        }
        if (claim.poll == null || claim.poll.isOver(step)) {
            claim.poll = ConfigPoll.start(master, step);
        }
        for (DataNode node : master.dataNodes()) {
            boolean unasked = node.infoSentMs < claim.sinceMs && !pendingSince(node.infoRequest, claim.sinceMs);
            if (unasked || step.nowMs - node.infoSentMs > LAST_PAUSE_MS) {
                infos.ask(node, step);
            }
        }
    }

    private static boolean pendingSince(@Nullable Request request, long sinceMs) {
        return request != null && request.isPending() && request.sentMs >= sinceMs;
    }

    private @Nullable Peer anyReachable() {
        for (Peer peer : master.peers.values()) {
            if (peer.confirmed && peer.isReachable()) {
                return peer;
            }
        }
        return null;
    }

    private boolean isBorneOut(Claim claim, Held held, Step step) {
        if (nodeSaysMaster(held.address(), claim.sinceMs, step) || somebodyFollows(held.address(), claim, step)) {
            return true;
        }
        if (claim.read != null
                && step.self.rules.claims().isOurLeadersOwn(claim.read.peer, held.address(), held.epoch(), master)) {
            return true;
        }
        if (claim.poll == null) {
            return false;
        }
        int holding = 0;
        for (ConfigRead read : claim.poll.reads()) {
            Held other = read.held();
            if (other != null && other.isConfig(held.address(), held.epoch())) {
                holding++;
            }
        }
        int voters = Voters.count(master, step);
        return step.self.rules.claims().isHeldByEnough(holding, voters, step.self.rules.majority(voters));
    }

    private boolean nodeSaysMaster(InstanceAddress address, long sinceMs, Step step) {
        return step.self.rules.claims().saysMaster(master.dataNodeAt(address), sinceMs, step);
    }

    private boolean somebodyFollows(InstanceAddress address, Claim claim, Step step) {
        ClaimEvidence rule = step.self.rules.claims();
        return master.dataNodes().stream().anyMatch(node -> rule.follows(node, address, claim.sinceMs, step));
    }

    /** Nobody can be asked, the hello keeps coming and our master is not well: then the node's own word must do. */
    private boolean isolated(Claim claim, Step step) {
        long ageMs = step.nowMs - claim.sinceMs;
        long dueMs = claim.sinceMs + step.self.rules.claims().patienceMs(step) + 1;
        if (step.nowMs < dueMs) {
            step.wakeAt(dueMs);
        }
        boolean anybody = anyReachable() != null;
        return step.self.rules.claims().mayDoWithoutSentinels(master, claim.heardTimes, ageMs, anybody, step);
    }
}
