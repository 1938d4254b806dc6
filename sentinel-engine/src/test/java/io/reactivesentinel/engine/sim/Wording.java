package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.WireCommand;
import io.reactivesentinel.resp.RespValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what the words of a command mean to those who watch it go by. */
final class Wording {

    private Wording() {}

    static boolean isDownQuestion(List<String> words) {
        return words.size() == 6
                && words.get(0).equals("SENTINEL")
                && words.get(1).equalsIgnoreCase("is-master-down-by-addr");
    }

    /** Which master a question is about. */
    static InstanceAddress subject(List<String> words) {
        return new InstanceAddress(words.get(2), Integer.parseInt(words.get(3)));
    }

    /** Whether a question asks for a vote: with an epoch, and a name. */
    static boolean isVoteRequest(List<String> words) {
        return isDownQuestion(words)
                && !words.get(5).equals("*")
                && !words.get(4).equals("0");
    }

    static boolean isRoleCommand(List<String> words) {
        return words.size() == 3 && words.get(0).equalsIgnoreCase(WireCommand.REPLICAOF);
    }

    static boolean isPromotion(List<String> words) {
        return isRoleCommand(words) && words.get(1).equalsIgnoreCase("no");
    }

    /** Whether a master is told to hand over to a replica. */
    static boolean isHandOver(List<String> words) {
        return words.size() > 2
                && words.get(0).equals("FAILOVER")
                && words.get(1).equals("TO");
    }

    static boolean isSentinelCommand(List<String> words, String subcommand) {
        return words.size() > 1
                && words.get(0).equals("SENTINEL")
                && words.get(1).equalsIgnoreCase(subcommand);
    }

    /** The answer to a question whether a master is down. */
    record Down(boolean down, String leader, long epoch) {}

    static @Nullable Down down(List<RespValue> values) {
        if (values.size() != 1) {
            return null;
        }
        List<RespValue> parts = values.get(0).elements();
        if (parts.size() != 3
                || !(parts.get(0) instanceof RespValue.Int down)
                || !(parts.get(2) instanceof RespValue.Int epoch)) {
            return null;
        }
        String leader = parts.get(1).asText();
        return leader == null ? null : new Down(down.value() == 1, leader, epoch.value());
    }

    /** The value of a field of a flat answer; {@code null} when it is not there. */
    static @Nullable String field(List<RespValue> values, String name) {
        if (values.size() != 1) {
            return null;
        }
        List<RespValue> items = values.get(0).elements();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            if (name.equals(items.get(i).asText())) {
                return items.get(i + 1).asText();
            }
        }
        return null;
    }

    /**
     * Which master a Sentinel holds at an address; {@code null} for none. Questions name no more than the address: where it
     * is that of two, the one is meant for which it tries a failover.
     */
    static SentinelNode.@Nullable Held heldAt(SentinelNode sentinel, InstanceAddress address) {
        SentinelNode.Held first = null;
        for (SentinelNode.Held each : sentinel.held()) {
            if (each.address().equals(address)) {
                if (each.attemptEpoch() > 0) {
                    return each;
                }
                first = first == null ? each : first;
            }
        }
        return first;
    }

    /**
     * For which master a Sentinel gives a node a role; {@code null} for none. An address that had a node of one master and
     * then one of another is a node's of both: then it is the master whose failover goes on, or that is pointed at.
     */
    static SentinelNode.@Nullable Held heldFor(SentinelNode sentinel, InstanceAddress node, List<String> words) {
        SentinelNode.Held first = null;
        for (SentinelNode.Held each : sentinel.held()) {
            if (each.hasNode(node)) {
                boolean isMeant = isPromotion(words)
                        ? each.attemptEpoch() > 0
                        : each.address().host().equals(words.get(1))
                                && Integer.toString(each.address().port()).equals(words.get(2));
                if (isMeant) {
                    return each;
                }
                first = first == null ? each : first;
            }
        }
        return first;
    }

    /** Which master a Sentinel counts a node to; {@code null} for none. */
    static SentinelNode.@Nullable Held heldWith(SentinelNode sentinel, InstanceAddress node) {
        for (SentinelNode.Held each : sentinel.held()) {
            if (each.hasNode(node)) {
                return each;
            }
        }
        return null;
    }
}
