package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SubjectiveDownEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Sentinels of ours rest their acts on, seen by those who know how it really is: a failover on reports about this
 * outage and no earlier one (S9), a promotion that is told on a node that is a master (S12), and nothing on what was known
 * before a long standstill (S15).
 */
final class EvidenceChecks implements Observer {

    private static final long TILT_TRIGGER_MS = 2_000;
    private static final long TILT_MS = 30_000;
    private static final long SLACK_MS = 150;

    private record About(SimProcess asker, String asked, String master) {}

    private final Cluster cluster;
    private final Violations violations;
    private final Map<About, Testimony> notes = new HashMap<>();
    private final Map<String, Long> downSinceMs = new HashMap<>();
    private final Asked asked = new Asked();
    private final IdentityHashMap<SimProcess, Long> stoodSinceMs = new IdentityHashMap<>();
    private final IdentityHashMap<SimProcess, Long> blindUntilMs = new IdentityHashMap<>();
    private final Map<String, Long> attempts = new HashMap<>();
    /** When each node became or ceased to be a master last, and which are masters now. */
    private final IdentityHashMap<RedisNode, Long> masterMs = new IdentityHashMap<>();

    private final Set<RedisNode> masters = new HashSet<>();

    EvidenceChecks(Cluster cluster, Violations violations) {
        this.cluster = cluster;
        this.violations = violations;
    }

    private static long nowMs(SimProcess process) {
        return process.clock().monotonicMs();
    }

    private Testimony note(SimProcess asker, String asked, String master) {
        return notes.computeIfAbsent(new About(asker, asked, master), unused -> new Testimony());
    }

    // --- Standstill.

    @Override
    public void noted(Object subject, String what) {
        if (!(subject instanceof OurSentinel sentinel)) {
            return;
        }
        switch (what) {
            case "stands still" -> stoodSinceMs.put(sentinel, nowMs(sentinel));
            case "goes on" -> {
                Long sinceMs = stoodSinceMs.remove(sentinel);
                if (sinceMs != null && nowMs(sentinel) - sinceMs > TILT_TRIGGER_MS + SLACK_MS) {
                    blindUntilMs.put(sentinel, nowMs(sentinel) + TILT_MS - SLACK_MS);
                }
            }
            case "is killed" -> {
                stoodSinceMs.remove(sentinel);
                blindUntilMs.remove(sentinel);
                downSinceMs.keySet().removeIf(each -> each.startsWith(sentinel.name() + " "));
            }
            default -> {}
        }
    }

    private boolean isBlind(SimProcess sentinel) {
        Long untilMs = blindUntilMs.get(sentinel);
        return untilMs != null && nowMs(sentinel) < untilMs;
    }

    @Override
    public void sent(SimProcess from, InstanceAddress to, List<String> words) {
        if (!(from instanceof OurSentinel sentinel)) {
            return;
        }
        if (Wording.isDownQuestion(words)) {
            asked.written(words, nowMs(sentinel));
        } else if (Wording.isRoleCommand(words) && isBlind(sentinel)) {
            violations.add("S15", sentinel + " sends " + words + " to " + to + " soon after it stood still");
        }
    }

    // --- What is heard.

    @Override
    public void heard(SimProcess by, SimProcess from, List<String> words, List<RespValue> values) {
        if (!(by instanceof OurSentinel asker)) {
            return;
        }
        if (Wording.isDownQuestion(words)) {
            Long sentMs = asked.answered(words);
            Wording.Down down = Wording.down(values);
            SentinelNode.Held held = Wording.heldAt(asker, Wording.subject(words));
            if (sentMs != null && down != null && held != null) {
                note(asker, from.name(), held.master()).heard(down.down(), sentMs, asker.turns());
            }
        }
    }

    @Override
    public void hungUp(SimProcess by, SimProcess from) {
        if (by instanceof OurSentinel asker) {
            notes.forEach((about, note) -> {
                if (about.asker() == by && about.asked().equals(from.name())) {
                    note.hungUp(asker.turns());
                }
            });
        }
    }

    // --- What is done.

    @Override
    public void turned(SentinelNode by) {
        if (!by.isOurs()) {
            return;
        }
        for (SentinelNode.Held held : by.held()) {
            long epoch = held.attemptEpoch();
            if (epoch == 0) {
                continue;
            }
            String key = by.process().name() + " " + held.master();
            if (attempts.getOrDefault(key, 0L) < epoch) {
                attempts.put(key, epoch);
                if (!held.isForced()) {
                    started(by, held, key);
                }
            }
        }
    }

    private void started(SentinelNode by, SentinelNode.Held held, String key) {
        if (isBlind(by.process())) {
            violations.add(
                    "S15", by.process() + " starts a failover of " + held.master() + " soon after it stood still");
        }
        Long sinceMs = downSinceMs.get(key);
        int agreeing = 1;
        for (Map.Entry<About, Testimony> each : notes.entrySet()) {
            About about = each.getKey();
            boolean ofThisOutage = sinceMs != null && each.getValue().maySayDown(sinceMs);
            if (about.asker() == by.process() && about.master().equals(held.master()) && ofThisOutage) {
                agreeing++;
            }
        }
        if (sinceMs != null && agreeing < held.quorum()) {
            violations.add(
                    "S9",
                    by.process() + " starts a failover of " + held.master() + " on " + agreeing
                            + " reports about this outage, " + held.quorum() + " are needed");
        }
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (!by.isOurs()) {
            return;
        }
        if (event instanceof SubjectiveDownEvent down && down.instance().kind() == InstanceKind.MASTER) {
            String key = by.process().name() + " " + down.instance().masterName();
            if (down.down()) {
                downSinceMs.put(key, nowMs(by.process()));
            } else {
                downSinceMs.remove(key);
            }
        } else if (event.type() == EventType.SWITCH_MASTER) {
            event.masterName()
                    .ifPresent(master -> downSinceMs.remove(by.process().name() + " " + master));
        } else if (event.type() == EventType.PROMOTED_REPLICA && event instanceof FailoverEvent told) {
            promoted(by, told.instance().address());
        }
    }

    private void promoted(SentinelNode by, InstanceAddress address) {
        for (Cluster.Group group : cluster.groups()) {
            for (RedisNode node : group.nodes()) {
                boolean wasLately =
                        node.isMaster() || masterMs.getOrDefault(node, Long.MIN_VALUE) > nodeNowMs() - 60_000;
                if (node.address().equals(address)
                        && !wasLately
                        && !cluster.wasStrangeLately(address)
                        && node.infoLie == null
                        && !node.infoFrozen) {
                    violations.add("S12", by.process() + " tells that " + address + " is promoted, which is no master");
                }
            }
        }
    }

    private long nodeNowMs() {
        return cluster.world().nowMs();
    }

    @Override
    public void roleChanged(RedisNode node) {
        if (node.isMaster() || masters.contains(node)) {
            masterMs.put(node, nodeNowMs());
        }
        if (node.isMaster()) {
            masters.add(node);
        } else {
            masters.remove(node);
        }
    }
}
