package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.TopologyEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that follow whom they should not: a leader turns one that somebody else has turned only when a majority confirms
 * its own configuration (S13), and a stray one is brought back only after {@code failover-timeout} (S14), for the replicas of
 * a new master are its leader's to turn. By what the Sentinel was told, on its own clock.
 */
final class TurnChecks implements Observer {

    private static final Pattern FOLLOWS = Pattern.compile("master_host:(\\S+)\\s+master_port:(\\d+)");

    /** How old the word of those may be who confirm a configuration, and the delays on the way. */
    private static final long CONFIRMED_WITHIN_MS = 1_000 + 250 + 60;

    private static final long SLACK_MS = 60;

    /** Nodes are known by address: another process that takes one over goes on where the one before it left off. */
    private record Pair(SimProcess asker, InstanceAddress asked) {}

    /** What a node said of itself. */
    private static final class Role {
        @Nullable
        InstanceAddress follows;

        long sinceMs;

        /** When the newest word of it was asked for; an older one that comes later is none. */
        long askedMs = Long.MIN_VALUE;
    }

    /** Which configuration a Sentinel said that it holds. */
    private static final class Config {
        long epoch = -1;
        long saidMs;

        @Nullable
        InstanceAddress address;
    }

    private record About(SimProcess asker, SimProcess asked, String master) {}

    private final Violations violations;
    private final Asked asked = new Asked();
    private final Map<Pair, Role> roles = new HashMap<>();
    private final Map<About, Config> configs = new HashMap<>();
    private final Map<String, InstanceAddress> former = new HashMap<>();
    private final Map<String, Long> switchedMs = new HashMap<>();

    TurnChecks(Violations violations) {
        this.violations = violations;
    }

    private static long nowMs(SimProcess sentinel) {
        return sentinel.clock().monotonicMs();
    }

    // --- What is heard.

    @Override
    public void sent(SimProcess from, InstanceAddress to, List<String> words) {
        if (from instanceof OurSentinel && isInfo(words)) {
            asked.written(words, nowMs(from));
        }
    }

    private static boolean isInfo(List<String> words) {
        return words.size() == 1 && words.get(0).equals("INFO");
    }

    @Override
    public void heard(SimProcess by, SimProcess from, List<String> words, List<RespValue> values) {
        if (!(by instanceof OurSentinel asker)) {
            return;
        }
        if (from instanceof RedisNode node && isInfo(words)) {
            Long askedMs = asked.answered(words);
            String text = values.isEmpty() ? null : values.get(0).asText();
            if (text != null && askedMs != null) {
                info(asker, node, text, askedMs);
            }
        } else if (Wording.isSentinelCommand(words, "MASTER")) {
            String epoch = Wording.field(values, "config-epoch");
            if (epoch != null) {
                Config config = config(asker, from, words.get(2));
                config.epoch = Long.parseLong(epoch);
                config.saidMs = nowMs(asker);
            }
        } else if (Wording.isSentinelCommand(words, "GET-MASTER-ADDR-BY-NAME") && values.size() == 1) {
            List<RespValue> parts = values.get(0).elements();
            if (parts.size() == 2) {
                config(asker, from, words.get(2)).address = new InstanceAddress(
                        String.valueOf(parts.get(0).asText()),
                        Integer.parseInt(String.valueOf(parts.get(1).asText())));
            }
        }
    }

    private Config config(SimProcess asker, SimProcess from, String master) {
        return configs.computeIfAbsent(new About(asker, from, master), unused -> new Config());
    }

    private void info(OurSentinel asker, RedisNode node, String text, long askedMs) {
        boolean replica = text.contains("role:slave");
        Matcher found = FOLLOWS.matcher(text);
        if (replica && !found.find()) {
            // A replica that does not say whom it follows says nothing.
            return;
        }
        Pair pair = new Pair(asker, node.address());
        boolean first = !roles.containsKey(pair);
        Role role = roles.computeIfAbsent(pair, unused -> new Role());
        if (askedMs < role.askedMs) {
            return;
        }
        role.askedMs = askedMs;
        InstanceAddress follows =
                replica ? new InstanceAddress(found.group(1), Integer.parseInt(found.group(2))) : null;
        if (first || !Objects.equals(follows, role.follows)) {
            role.follows = follows;
            role.sinceMs = nowMs(asker);
        }
    }

    // --- What is done.

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (!by.isOurs()) {
            return;
        }
        if (event instanceof SwitchMasterEvent change) {
            String key = by.process().name() + " " + change.master();
            former.put(key, change.oldAddress());
            switchedMs.put(key, nowMs(by.process()));
        } else if (event instanceof FailoverEvent turn && event.type() == EventType.REPLICA_RECONF_SENT) {
            turned(by, turn);
        } else if (event instanceof TopologyEvent correction && event.type() == EventType.FIX_REPLICA_CONFIG) {
            corrected(by, correction);
        }
    }

    private @Nullable Role role(SentinelNode by, InstanceAddress at) {
        return roles.get(new Pair(by.process(), at));
    }

    private void turned(SentinelNode by, FailoverEvent turn) {
        SentinelNode.Held held = by.held(turn.instance().masterName());
        Role role = role(by, turn.instance().address());
        if (held == null || role == null) {
            return;
        }
        InstanceAddress old = former.get(by.process().name() + " " + held.master());
        boolean asWeLeftIt = held.address().equals(role.follows) || (old != null && old.equals(role.follows));
        if (asWeLeftIt) {
            return;
        }
        int confirming = 1;
        for (Map.Entry<About, Config> each : configs.entrySet()) {
            About about = each.getKey();
            Config config = each.getValue();
            if (about.asker() == by.process()
                    && about.master().equals(held.master())
                    && config.epoch == held.configEpoch()
                    && held.address().equals(config.address)
                    && nowMs(by.process()) - config.saidMs <= CONFIRMED_WITHIN_MS) {
                confirming++;
            }
        }
        if (confirming < (held.peers() + 1) / 2 + 1) {
            violations.add(
                    "S13",
                    by.process() + " turns " + turn.instance().address() + ", which "
                            + (role.follows == null ? "is a master" : "follows " + role.follows) + ", confirmed by "
                            + confirming + " of " + (held.peers() + 1));
        }
    }

    private void corrected(SentinelNode by, TopologyEvent correction) {
        SentinelNode.Held held = by.held(correction.instance().masterName());
        Role role = role(by, correction.instance().address());
        if (held == null || role == null) {
            return;
        }
        // Before it had this master there was nobody to be astray from.
        long sinceMs = switchedMs.getOrDefault(by.process().name() + " " + held.master(), Long.MIN_VALUE);
        long strayMs = nowMs(by.process()) - Math.max(sinceMs, role.sinceMs);
        // What was heard a moment ago may not have been looked at.
        boolean justNow = strayMs < SLACK_MS;
        if (!justNow && strayMs < held.failoverTimeoutMs() - SLACK_MS) {
            violations.add(
                    "S14",
                    by.process() + " brings " + correction.instance().address() + " back, which has followed "
                            + role.follows + " for " + strayMs + " ms only");
        }
    }
}
