package io.reactivesentinel.engine.sim;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.protocol.VoteEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Votes: one for each Sentinel, master and epoch (S1), on disk before anybody hears of it (S2), one leader for each master
 * and epoch (S3), who holds the votes it needs (S4).
 *
 * <p>Votes are taken from the wire, where every kind of Sentinel tells them; what is demanded is demanded of ours.
 */
final class VoteChecks implements Observer {

    private record Ballot(String voter, String master, long epoch) {}

    private record Office(String master, long epoch) {}

    private final Violations violations;
    private final Map<Ballot, String> told = new HashMap<>();
    /** Where one of C's has voted twice: then two may have been elected. */
    private final Set<Office> givenTwice = new HashSet<>();

    private final Map<Office, Map<String, String>> byOffice = new HashMap<>();
    private final Map<Office, String> leaders = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private long votes;
    private long elections;

    VoteChecks(Violations violations) {
        this.violations = violations;
    }

    /** How many votes have been told. */
    long votes() {
        return votes;
    }

    /** How many elections have been won. */
    long elections() {
        return elections;
    }

    @Override
    public void sent(SimProcess from, InstanceAddress to, List<String> words) {
        if (!(from instanceof SentinelNode sentinel)) {
            return;
        }
        // C asks with its newest epoch, whatever master it is of, and not with the one it voted for itself in.
        if (sentinel.isOurs() && Wording.isVoteRequest(words) && words.get(5).equals(sentinel.id())) {
            SentinelNode.Held held = Wording.heldAt(sentinel, Wording.subject(words));
            if (held != null) {
                vote(sentinel, held.master(), Long.parseLong(words.get(4)), sentinel.id(), "asks for votes");
            }
        } else if (words.size() == 3 && words.get(0).equals("PUBLISH") && sentinel.isOurs()) {
            hello(sentinel, words.get(2));
        }
    }

    private void hello(SentinelNode sentinel, String payload) {
        Optional<HelloMessage> parsed = HelloMessage.parse(payload);
        if (parsed.isEmpty()) {
            violations.add("S19", sentinel.process() + " says a hello that nobody understands: " + payload);
            return;
        }
        HelloMessage hello = parsed.get();
        String id = ids.putIfAbsent(sentinel.process().name(), hello.sentinelId());
        if (id != null && !id.equals(hello.sentinelId())) {
            violations.add("S20", sentinel.process() + " goes by " + hello.sentinelId() + ", it was " + id);
        }
        long durable = sentinel.durableConfigEpoch(hello.masterName());
        if (hello.currentEpoch() > sentinel.durableCurrentEpoch() || (durable >= 0 && hello.configEpoch() > durable)) {
            violations.add(
                    "S2",
                    sentinel.process() + " says hello with epochs " + hello.currentEpoch() + " and "
                            + hello.configEpoch() + ", on its disk are " + sentinel.durableCurrentEpoch() + " and "
                            + durable);
        }
    }

    @Override
    public void answered(SimProcess by, SimProcess to, List<String> words, List<RespValue> values) {
        if (!(by instanceof SentinelNode sentinel)) {
            return;
        }
        if (Wording.isDownQuestion(words) && !words.get(5).equals("*")) {
            Wording.Down down = Wording.down(values);
            SentinelNode.Held held = Wording.heldAt(sentinel, Wording.subject(words));
            if (down != null
                    && held != null
                    && down.epoch() > 0
                    && !down.leader().equals("*")) {
                vote(sentinel, held.master(), down.epoch(), down.leader(), "answers");
            }
        } else if (sentinel.isOurs() && Wording.isSentinelCommand(words, "MASTER")) {
            String epoch = Wording.field(values, "config-epoch");
            String master = words.get(2);
            long durable = sentinel.durableConfigEpoch(master);
            if (epoch != null && durable >= 0 && Long.parseLong(epoch) > durable) {
                violations.add(
                        "S2",
                        by + " answers with config-epoch " + epoch + " of " + master + ", on its disk is " + durable);
            }
        }
    }

    @Override
    public void published(SentinelNode by, SentinelEvent event) {
        if (event instanceof VoteEvent vote) {
            vote(by, vote.master(), vote.epoch(), vote.candidateId(), "publishes");
        } else if (event instanceof SwitchMasterEvent change && by.isOurs()) {
            long durable = by.durableConfigEpoch(change.master());
            if (durable >= 0 && change.configEpoch() > durable) {
                violations.add(
                        "S2",
                        by.process() + " publishes " + event.payload() + " in epoch " + change.configEpoch()
                                + ", on its disk is " + durable);
            }
        } else if (event.type() == EventType.ELECTED_LEADER && event instanceof FailoverEvent won) {
            elected(by, won);
        }
    }

    private void vote(SentinelNode voter, String master, long epoch, String candidate, String how) {
        Ballot ballot = new Ballot(voter.process().name(), master, epoch);
        String before = told.putIfAbsent(ballot, candidate);
        // One of C's that could not save has forgotten its vote after a restart, and gives it anew.
        boolean anew = before != null && !before.equals(candidate) && !voter.isOurs();
        if (anew) {
            givenTwice.add(new Office(master, epoch));
        }
        if (before == null || anew) {
            votes++;
            byOffice.computeIfAbsent(new Office(master, epoch), unused -> new HashMap<>())
                    .put(voter.id(), candidate);
        } else if (!before.equals(candidate)) {
            violations.add(
                    "S1",
                    voter.process() + " " + how + " a vote for " + candidate + " of " + master + " in epoch " + epoch
                            + ", and has told one for " + before);
        }
        long durable = voter.durableLeaderEpoch(master);
        if (voter.isOurs() && durable >= 0 && durable < epoch) {
            violations.add(
                    "S2",
                    voter.process() + " " + how + " a vote of " + master + " in epoch " + epoch
                            + ", on its disk is one of epoch " + durable);
        }
    }

    /** Whether two masters are held at one address: questions name the address, and nobody can tell whose vote it was. */
    private static boolean isHeldTwice(SentinelNode leader, SentinelNode.Held held) {
        return leader.held().stream()
                .anyMatch(each ->
                        !each.master().equals(held.master()) && each.address().equals(held.address()));
    }

    private void elected(SentinelNode leader, FailoverEvent won) {
        elections++;
        if (!leader.isOurs()) {
            return;
        }
        String master = won.instance().masterName();
        SentinelNode.Held held = leader.held(master);
        if (held == null || held.isWithoutMajority() || isHeldTwice(leader, held)) {
            return;
        }
        Office office = new Office(master, won.epoch());
        String other = leaders.putIfAbsent(office, leader.id());
        if (other != null && !other.equals(leader.id()) && !givenTwice.contains(office)) {
            violations.add(
                    "S3",
                    leader.process() + " is elected for " + master + " in epoch " + won.epoch() + ", as was " + other);
        }
        long mine = byOffice.getOrDefault(office, Map.of()).values().stream()
                .filter(leader.id()::equals)
                .count();
        if (mine < held.needed()) {
            violations.add(
                    "S4",
                    leader.process() + " is elected for " + master + " in epoch " + won.epoch() + " with " + mine
                            + " votes, " + held.needed() + " are needed");
        }
    }
}
