package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.FailoverState;
import io.reactivesentinel.protocol.InstanceFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A variant that decides as production does would be caught by nothing, and prove nothing. */
final class BrokenRulesTest {

    private static final String ME = Bench.id(0);

    /** One decision, taken by some rules in a small world. */
    interface Decision {
        Object by(Rules rules, Scene scene);
    }

    /** Three Sentinels around a master and two replicas, all of them well. */
    static final class Scene {
        final Bench bench;
        final Step step;
        final MonitoredMaster master;
        final Peer peer;
        final Attempt attempt;
        final DataNode replica;

        Scene(Rules rules) {
            bench = Bench.threeSentinels();
            bench.rules = rules;
            bench.settled();
            step = new Step(bench.self(), bench);
            step.at(bench.nowMs, bench.wallMs);
            master = bench.monitored();
            peer = master.peers.values().iterator().next();
            replica = master.replicas.values().iterator().next();
            attempt = new Attempt(7, false, bench.nowMs);
        }

        Attempt.Vote vote(Attempt.Ballot ballot, long sentMs) {
            Attempt.Vote vote = attempt.vote(peer);
            vote.ballot = ballot;
            vote.sentMs = sentMs;
            return vote;
        }

        boolean grants(Rules rules, long epoch, long voted, long config, long burnt) {
            master.leader = null;
            master.leaderEpoch = voted;
            master.configEpoch = config;
            master.burntEpoch = burnt;
            return rules.grantsVote(master, epoch, 5);
        }

        MasterView view(long configEpoch, FailoverState state) {
            return new MasterView(
                    master.node.address(), Set.of(InstanceFlag.FAILOVER_IN_PROGRESS), state, configEpoch, 2);
        }

        Info info(String text) {
            return Info.parse(text);
        }

        boolean comesFirst(Rules rules, String one, String other) {
            List<DataNode> both = new ArrayList<>(master.replicas.values());
            both.get(0).info = info(one);
            both.get(1).info = info(other);
            return rules.replicaOrder().order().compare(both.get(0), both.get(1)) < 0;
        }
    }

    private static Rules rules(Probe.RuleBook book) {
        PersistentState nothing = new PersistentState(ME, 0, GlobalSettings.DEFAULT, List.of());
        return Probe.sentinel(
                        nothing, Membership.member(26_379), Timings.DEFAULT, bound -> 0, Bench.threeSentinels(), book)
                .self
                .rules;
    }

    private static Arguments differs(String name, Probe.RuleBook book, Decision decision) {
        return Arguments.of(name, book, decision);
    }

    static Stream<Arguments> variants() {
        return Stream.of(votes(), judgements(), promotions()).flatMap(List::stream);
    }

    private static List<Arguments> votes() {
        return List.of(
                differs("voteCountsTwice", VoteVariants.voteCountsTwice(), (rules, scene) -> {
                    scene.vote(Attempt.Ballot.MINE, 0);
                    return rules.voteCount().ours(scene.attempt, scene.master);
                }),
                differs("silenceIsConsent", VoteVariants.silenceIsConsent(), (rules, scene) -> rules.voteCount()
                        .ours(scene.attempt, scene.master)),
                differs(
                        "votesOfOtherEpochsCount",
                        VoteVariants.votesOfOtherEpochsCount(),
                        (rules, scene) -> rules.isVoteFor(ME, 7, ME, 6)),
                differs(
                        "votesForOthersCount",
                        VoteVariants.votesForOthersCount(),
                        (rules, scene) -> rules.isVoteFor(ME, 7, Bench.id(1), 7)),
                differs(
                        "votesOfTheCurrentEpoch",
                        VoteVariants.votesOfTheCurrentEpoch(),
                        (rules, scene) -> rules.electionEpoch(scene.attempt, 9)),
                differs("grantsTwice", VoteVariants.grantsTwice(), (rules, scene) -> scene.grants(rules, 5, 5, 0, 0)),
                differs(
                        "grantsOlderEpochs",
                        VoteVariants.grantsOlderEpochs(),
                        (rules, scene) -> scene.grants(rules, 4, 5, 0, 0)),
                differs(
                        "grantsSettledEpochs",
                        VoteVariants.grantsSettledEpochs(),
                        (rules, scene) -> scene.grants(rules, 5, 4, 5, 0)),
                differs("grantsBurntEpochs", VoteVariants.grantsBurntEpochs(), (rules, scene) -> {
                    scene.master.burntEpoch = 0;
                    rules.takeBackVote(scene.master, 5, null, 4);
                    return scene.master.burntEpoch;
                }),
                differs("failedVotesStand", VoteVariants.failedVotesStand(), (rules, scene) -> {
                    scene.master.leaderEpoch = 5;
                    rules.takeBackVote(scene.master, 5, null, 4);
                    return scene.master.leaderEpoch;
                }),
                differs("halfIsAMajority", VoteVariants.halfIsAMajority(), (rules, scene) -> rules.majority(4)),
                differs("noMajority", VoteVariants.noMajority(), (rules, scene) -> rules.needed(3, 1)),
                differs("quorumDoesNotElect", VoteVariants.quorumDoesNotElect(), (rules, scene) -> rules.needed(3, 3)),
                differs("quorumIgnored", VoteVariants.quorumIgnored(), (rules, scene) -> rules.isOdown(1, 2)),
                differs("majorityOfThoseWhoAnswer", VoteVariants.majorityOfThoseWhoAnswer(), (rules, scene) -> {
                    scene.peer.sdown = true;
                    return rules.electorate().count(scene.master, scene.step);
                }),
                differs("majorityOfThoseWeKnow", VoteVariants.majorityOfThoseWeKnow(), (rules, scene) -> {
                    scene.peer.view = new MasterView(scene.master.node.address(), Set.of(), FailoverState.NONE, 0, 6);
                    scene.peer.viewSentMs = scene.step.nowMs;
                    return rules.electorate().count(scene.master, scene.step);
                }),
                differs(
                        "idsAreBelieved",
                        VoteVariants.idsAreBelieved(),
                        (rules, scene) -> rules.isIdentityProved(Bench.id(1), Bench.id(2), false)),
                differs("peersForgottenAtSwitch", VoteVariants.peersForgottenAtSwitch(), (rules, scene) -> {
                    scene.master.configEpoch = 1;
                    rules.electorate().count(scene.master, scene.step);
                    return scene.master.peers.size();
                }),
                differs(
                        "absurdEpochsBelieved",
                        VoteVariants.absurdEpochsBelieved(),
                        (rules, scene) -> rules.isPlausible(Long.MAX_VALUE, 5)),
                differs(
                        "epochToldBeforeItIsSaved",
                        VoteVariants.epochToldBeforeItIsSaved(),
                        (rules, scene) -> rules.toldEpoch(5, 6)),
                differs(
                        "monitorForgetsVotes",
                        VoteVariants.monitorForgetsVotes(),
                        (rules, scene) -> rules.votedUpTo(5)),
                differs(
                        "resetForgetsVotes",
                        VoteVariants.resetForgetsVotes(),
                        (rules, scene) -> scene.grants(rules, 5, 5, 0, 0)),
                differs("splitWithoutProof", VoteVariants.splitWithoutProof(), (rules, scene) -> rules.splitProof()
                        .mayHaveWon(scene.attempt, 3, 2)),
                differs("noSpacing", VoteVariants.noSpacing(), (rules, scene) -> rules.spacing()
                        .pauseMs(1_000)));
    }

    private static List<Arguments> judgements() {
        return List.of(
                differs("downTooEarly", JudgementVariants.downTooEarly(), (rules, scene) -> rules.silence()
                        .dueMs(0, 1_000)),
                differs(
                        "reportsOfEarlierFailures",
                        JudgementVariants.reportsOfEarlierFailures(),
                        BrokenRulesTest::countsAnEarlierReport),
                differs("reportsOfAnyAge", JudgementVariants.reportsOfAnyAge(), (rules, scene) -> rules.downReports()
                        .expiryMs(scene.peer, scene.step)),
                differs("noTilt", JudgementVariants.noTilt(), (rules, scene) -> rules.isTilt(3_000, 2_000)),
                differs(
                        "standstillIgnored",
                        JudgementVariants.standstillIgnored(),
                        (rules, scene) -> rules.isFresh(100, 100, 101)),
                differs("gateAlwaysOpen", JudgementVariants.gateAlwaysOpen(), (rules, scene) -> rules.gate()
                        .isRecent(scene.vote(Attempt.Ballot.MINE, 0), scene.step)),
                differs("masterBackIgnored", JudgementVariants.masterBackIgnored(), (rules, scene) -> rules.gate()
                        .isMasterBack(scene.attempt, scene.master, scene.step)),
                differs("voteAgeIgnored", JudgementVariants.voteAgeIgnored(), (rules, scene) -> rules.gate()
                        .isRecent(scene.vote(Attempt.Ballot.MINE, 0), scene.step)),
                differs("otherLeadersIgnored", JudgementVariants.otherLeadersIgnored(), (rules, scene) -> rules.gate()
                        .isActing(scene.view(0, FailoverState.SEND_REPLICAOF_NO_ONE), scene.master)),
                differs("overtakenGoesOn", JudgementVariants.overtakenGoesOn(), (rules, scene) -> {
                    scene.master.leaderEpoch = 8;
                    return rules.isOvertaken(scene.attempt, scene.master);
                }));
    }

    private static boolean countsAnEarlierReport(Rules rules, Scene scene) {
        scene.master.node.sdownSinceMs = scene.step.nowMs;
        scene.peer.saysDown = true;
        scene.peer.reportSentMs = scene.step.nowMs - 1;
        return rules.downReports().isOfThisFailure(scene.peer, scene.master, scene.step);
    }

    private static List<Arguments> promotions() {
        return List.of(
                differs(
                        "priorityZeroPromoted",
                        PromotionVariants.priorityZeroPromoted(),
                        (rules, scene) -> rules.replicaOrder().isWilling(scene.info("slave_priority:0\n"))),
                differs(
                        "longUnlinkedPromoted",
                        PromotionVariants.longUnlinkedPromoted(),
                        (rules, scene) -> rules.replicaOrder()
                                .wasLinkedLately(
                                        scene.info("role:slave\nmaster_link_down_since_seconds:100000\n"),
                                        scene.master,
                                        scene.step)),
                differs(
                        "lowestOffsetFirst",
                        PromotionVariants.lowestOffsetFirst(),
                        (rules, scene) -> scene.comesFirst(
                                rules, "role:slave\nslave_repl_offset:1\n", "role:slave\nslave_repl_offset:2\n")),
                differs("oldOffsetsCompared", PromotionVariants.oldOffsetsCompared(), (rules, scene) -> {
                    scene.attempt.askedMs = scene.step.nowMs + 1;
                    return rules.replicaOrder().isUpToDate(scene.replica, scene.attempt, scene.step);
                }),
                differs("emptyPromoted", PromotionVariants.emptyPromoted(), (rules, scene) -> {
                    scene.replica.info = scene.info("role:slave\nmaster_sync_in_progress:1\n");
                    return rules.replicaOrder().isExcluded(scene.replica);
                }),
                differs("promotionUnproved", PromotionVariants.promotionUnproved(), (rules, scene) -> rules.promotion()
                        .isPromoted(scene.replica, scene.attempt)),
                differs("otherRunPromoted", PromotionVariants.otherRunPromoted(), (rules, scene) -> {
                    scene.attempt.chosenRunId = Bench.id(1);
                    scene.replica.info = scene.info("role:master\nrun_id:" + Bench.id(2) + "\n");
                    return rules.promotion().isPromoted(scene.replica, scene.attempt);
                }),
                differs(
                        "equalEpochReplaces",
                        PromotionVariants.equalEpochReplaces(),
                        (rules, scene) -> rules.replaces(5, 5)),
                differs(
                        "lowerEpochReplaces",
                        PromotionVariants.lowerEpochReplaces(),
                        (rules, scene) -> rules.replaces(4, 5)),
                differs("hellosBelieved", PromotionVariants.hellosBelieved(), (rules, scene) -> rules.claims()
                        .saysMaster(null, 0, scene.step)),
                differs(
                        "epochNotRaised",
                        PromotionVariants.epochNotRaised(),
                        (rules, scene) -> rules.configEpochFor(scene.attempt, scene.master)),
                differs("epochOfAnotherMaster", PromotionVariants.epochOfAnotherMaster(), (rules, scene) -> {
                    rules.electionEpoch(scene.attempt, 9);
                    return rules.configEpochFor(scene.attempt, scene.master);
                }),
                differs(
                        "parallelSyncsIgnored",
                        PromotionVariants.parallelSyncsIgnored(),
                        (rules, scene) -> rules.reconfigure().hasRoom(1, 1)),
                differs("followsItself", PromotionVariants.followsItself(), (rules, scene) -> rules.reconfigure()
                        .target(scene.replica, scene.master)),
                differs("followsTheOldMaster", PromotionVariants.followsTheOldMaster(), (rules, scene) -> {
                    scene.master.formerAddresses.add(Bench.node(9));
                    return rules.reconfigure().target(scene.replica, scene.master);
                }),
                differs("turnsWhatOthersTurned", PromotionVariants.turnsWhatOthersTurned(), (rules, scene) -> {
                    scene.replica.info = scene.info("role:slave\nmaster_host:10.0.0.9\nmaster_port:6379\n");
                    return rules.reconfigure().isAsWeLeftIt(scene.replica, scene.attempt, scene.master);
                }),
                differs(
                        "demotionWithoutMajority",
                        PromotionVariants.demotionWithoutMajority(),
                        (rules, scene) -> rules.demotion().isVeto(scene.peer, null, null, scene.master)),
                differs("demotionAtOnce", PromotionVariants.demotionAtOnce(), (rules, scene) -> rules.correction()
                        .masterGraceMs(scene.step)),
                differs(
                        "strayReplicaTurnedAtOnce",
                        PromotionVariants.strayReplicaTurnedAtOnce(),
                        (rules, scene) -> rules.correction().replicaGraceMs(scene.master)),
                differs("switchToldTwice", PromotionVariants.switchToldTwice(), (rules, scene) -> {
                    int before = scene.bench.events.size();
                    scene.master.formerAddresses.add(Bench.node(9));
                    rules.correction().isMasterSane(scene.master, scene.step);
                    return scene.bench.events.size() - before;
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void itDecidesOtherwiseThanProduction(String name, Probe.RuleBook book, Decision decision) {
        Rules production = new Rules();
        Rules broken = rules(book);
        assertThat(decision.by(broken, new Scene(production)))
                .as(name)
                .isNotEqualTo(decision.by(production, new Scene(production)));
    }
}
