package io.reactivesentinel.server.demo;

import io.reactivesentinel.protocol.EventType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says in a few words what an event means, with the names of the cast in place of addresses and ids. */
final class Narrator {
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, EventType> types = new HashMap<>();

    Narrator() {
        for (EventType type : EventType.values()) {
            types.put(type.channel(), type);
        }
    }

    /** Adds somebody to the cast: an instance by {@code host:port}, or a Sentinel by its id as well. */
    void introduce(String key, String name) {
        names.put(key, name);
    }

    /** The type of the event published on a channel; empty if it is none this version knows. */
    Optional<EventType> type(String channel) {
        return Optional.ofNullable(types.get(channel));
    }

    /** The meaning of an event. */
    String tell(String channel, String payload) {
        List<String> words = List.of(payload.split(" ", -1));
        return type(channel).map(type -> tell(type, words, payload)).orElseGet(() -> replaced(words));
    }

    private String tell(EventType type, List<String> words, String payload) {
        String subject = subject(words);
        return switch (type) {
            case SDOWN -> subject + " is silent: subjectively down";
            case SDOWN_OVER -> subject + " answers again";
            case ODOWN -> subject + " is objectively down: " + agreement(payload);
            case ODOWN_OVER -> subject + " is no longer objectively down";
            case NEW_EPOCH -> "epoch " + word(words, 0) + " begins";
            case TRY_FAILOVER -> "asks the others for their votes";
            case VOTE_FOR_LEADER -> "votes for " + name(word(words, 0)) + " in epoch " + word(words, 1);
            case ELECTED_LEADER -> "is elected leader of the failover";
            case ABORT_NOT_ELECTED -> "was not elected and will try again";
            case ABORT_NO_GOOD_REPLICA -> "finds no replica it may promote";
            case ABORT_REPLICA_TIMEOUT -> "gave up: the promotion took too long";
            case STATE_SELECT_REPLICA -> "compares the replicas";
            case SELECTED_REPLICA -> "chooses " + subject;
            case STATE_SEND_NO_ONE -> "tells " + subject + " to be the master";
            case STATE_WAIT_PROMOTION -> "waits until " + subject + " says so itself";
            case PROMOTED_REPLICA -> subject + " is promoted";
            case STATE_RECONF_REPLICAS -> "turns to the other replicas";
            case REPLICA_RECONF_SENT -> "tells " + subject + " to follow the new master";
            case REPLICA_RECONF_INPROG -> subject + " follows the new master and copies its data";
            case REPLICA_RECONF_DONE -> subject + " is in sync with the new master";
            case FAILOVER_END -> "the failover is complete";
            case FAILOVER_END_FOR_TIMEOUT -> "the failover ended without all replicas";
            case SWITCH_MASTER -> "the master is " + address(words, 3) + " now";
            case CONFIG_UPDATE_FROM -> "learns the new master from " + subject;
            case CONVERT_TO_REPLICA -> "tells " + subject + " to be a replica";
            case FIX_REPLICA_CONFIG -> "tells " + subject + " to follow the right master";
            case REPLICA -> "counts " + subject + " among the replicas";
            case SENTINEL -> "meets " + subject;
            case REBOOT -> subject + " was restarted";
            case ROLE_CHANGE, ROLE_MISMATCH -> subject + " says it is a " + roleIn(payload);
            default -> replaced(words);
        };
    }

    /** The name of the instance a payload begins with: {@code <type> <name> <host> <port> …}. */
    private String subject(List<String> words) {
        return address(words, 2);
    }

    private String address(List<String> words, int at) {
        return name(word(words, at) + ":" + word(words, at + 1));
    }

    private String name(String key) {
        return names.getOrDefault(key, key);
    }

    /** Every word that is somebody's address or id replaced by the name. */
    private String replaced(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            String pair = words.get(i) + ":" + word(words, i + 1);
            text.append(i == 0 ? "" : " ");
            if (names.containsKey(pair)) {
                text.append(name(pair));
                i++;
            } else {
                text.append(name(words.get(i)));
            }
        }
        return text.toString();
    }

    private static String agreement(String payload) {
        int at = payload.indexOf("#quorum ");
        String[] counts = at < 0
                ? new String[0]
                : payload.substring(at + "#quorum ".length()).split("/", 2);
        return counts.length == 2 ? counts[0] + " agree, " + counts[1] + " are needed" : "enough agree";
    }

    private static String roleIn(String payload) {
        return payload.endsWith("master") ? "master" : "replica";
    }

    private static String word(List<String> words, int index) {
        return index < words.size() ? words.get(index) : "";
    }
}
