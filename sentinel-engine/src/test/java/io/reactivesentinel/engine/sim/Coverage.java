package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.ObjectiveDownEvent;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SubjectiveDownEvent;
import io.reactivesentinel.protocol.VoteEvent;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the situations that a run got into. */
final class Coverage implements Observer {

    private final Cluster cluster;
    private final Map<Situation, Long> reached = new EnumMap<>(Situation.class);
    private final Map<String, String> candidates = new HashMap<>();

    Coverage(Cluster cluster) {
        this.cluster = cluster;
    }

    Map<Situation, Long> reached() {
        return reached;
    }

    void reach(Situation situation) {
        reached.merge(situation, 1L, Long::sum);
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (event instanceof SubjectiveDownEvent down && down.instance().kind() == InstanceKind.MASTER) {
            subjective(by, down);
        } else if (event instanceof ObjectiveDownEvent down) {
            reach(down.down() ? Situation.MASTER_ODOWN : Situation.ODOWN_ENDED);
        } else if (event instanceof VoteEvent vote) {
            String before = candidates.putIfAbsent(vote.master() + vote.epoch(), vote.candidateId());
            if (before != null && !before.equals(vote.candidateId())) {
                reach(Situation.SPLIT_VOTE);
            }
        }
        Situation situation = of(event.type());
        if (situation != null) {
            reach(situation);
        }
        if (event.type() == EventType.ELECTED_LEADER) {
            elected(by, event);
        }
    }

    private void subjective(SentinelNode by, SubjectiveDownEvent down) {
        if (down.down()) {
            reach(Situation.MASTER_SDOWN);
            return;
        }
        SentinelNode.Held held = by.held(down.instance().masterName());
        if (held != null && !held.isOdown()) {
            reach(Situation.FALSE_ALARM);
        }
    }

    private void elected(SentinelNode by, SentinelEvent event) {
        event.masterName()
                .map(by::held)
                .filter(SentinelNode.Held::isForced)
                .ifPresent(
                        held -> reach(held.isWithoutMajority() ? Situation.LONE_FAILOVER : Situation.FORCED_FAILOVER));
    }

    private static Situation of(EventType type) {
        return switch (type) {
            case TRY_FAILOVER -> Situation.ATTEMPT;
            case ABORT_NOT_ELECTED -> Situation.NOT_ELECTED;
            case ABORT_NO_GOOD_REPLICA -> Situation.NO_GOOD_REPLICA;
            case ABORT_REPLICA_TIMEOUT -> Situation.PROMOTION_TIMEOUT;
            case PROMOTED_REPLICA -> Situation.PROMOTED;
            case FAILOVER_END -> Situation.FAILOVER_ENDED;
            case FAILOVER_END_FOR_TIMEOUT -> Situation.FAILOVER_ENDED_FOR_TIMEOUT;
            case REPLICA_RECONF_SENT_TIMEOUT -> Situation.RECONFIGURATION_TIMEOUT;
            case CONFIG_UPDATE_FROM -> Situation.CONFIG_TAKEN_OVER;
            case FIX_REPLICA_CONFIG -> Situation.REPLICA_CORRECTED;
            case TILT -> Situation.TILT;
            case SAVE_FAILED -> Situation.SAVE_FAILED;
            case SAVE_RECOVERED -> Situation.SAVE_RECOVERED;
            case REBOOT -> Situation.REBOOT;
            case ROLE_MISMATCH -> Situation.ROLE_MISMATCH;
            case DUPLICATE_SENTINEL_ID -> Situation.DUPLICATE_ID;
            case ABSURD_EPOCH -> Situation.ABSURD_EPOCH;
            case SENTINEL_ADDRESS_SWITCH -> Situation.SENTINEL_MOVED;
            case NEW_EPOCH -> Situation.NEW_EPOCH;
            case RESET_MASTER -> Situation.RESET;
            case UNMONITOR -> Situation.MONITORED_ANEW;
            default -> null;
        };
    }

    @Override
    public void expired(SimProcess from, InstanceAddress to, List<String> words) {
        reach(Situation.COMMAND_EXPIRED);
    }

    @Override
    public void noted(Object subject, String what) {
        boolean dies = what.equals("is killed");
        if (!dies && !what.equals("stands still")) {
            return;
        }
        if (subject instanceof SentinelNode sentinel) {
            for (SentinelNode.Held held : sentinel.held()) {
                if (held.isFailingOver()) {
                    reach(dies ? Situation.LEADER_DIED : Situation.LEADER_STOOD_STILL);
                }
            }
        } else if (dies && subject instanceof RedisNode node) {
            for (SentinelNode sentinel : cluster.sentinels()) {
                for (SentinelNode.Held held : sentinel.held()) {
                    if (held.isFailingOver() && held.address().equals(node.address())) {
                        reach(Situation.NEW_MASTER_DIED);
                    }
                }
            }
        }
    }
}
