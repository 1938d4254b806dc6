package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.internal.stage.JudgementVariants;
import io.reactivesentinel.engine.internal.stage.Probe;
import io.reactivesentinel.engine.internal.stage.PromotionVariants;
import io.reactivesentinel.engine.internal.stage.VoteVariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Every way in which a Sentinel is broken on purpose, to show that the checks can fail. Production knows nothing of them:
 * each is made by exchanging a rule object, or one of the seams.
 */
public final class Variants {

    /**
     * Those that no check notices within fifty seeds: another rule stands behind the broken one (a vote in a settled epoch
     * is not asked for by any of our candidates; a leader that is overtaken fails at the vote's age), or the moment is too
     * rare for so few runs.
     */
    public static final Set<String> UNNOTICED = Set.of(
            "equal-epoch-replaces",
            "failed-votes-stand",
            "grants-burnt-epochs",
            "grants-older-epochs",
            "grants-settled-epochs",
            "majority-of-those-we-know",
            "no-spacing",
            "other-leaders-ignored",
            "other-run-promoted",
            "overtaken-goes-on",
            "quorum-does-not-elect",
            "reports-of-earlier-failures",
            "reset-forgets-votes",
            "split-without-proof",
            "stray-replica-turned-at-once",
            "turns-what-others-turned",
            "vote-age-ignored",
            "votes-of-other-epochs-count");

    private final List<BrokenVariant> all = new ArrayList<>();

    private Variants() {
        votesGiven();
        votesCounted();
        voters();
        attempts();
        health();
        gate();
        replicas();
        configurations();
        orders();
        seams();
    }

    /** All of them, each with a name of its own. */
    public static List<BrokenVariant> all() {
        return List.copyOf(new Variants().all);
    }

    /**
     * One of them.
     *
     * @param name its name
     */
    public static BrokenVariant named(String name) {
        return all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no variant is called " + name));
    }

    private void add(String name, String broken, String standsFor, Probe.RuleBook book, String... noticedBy) {
        add(name, broken, standsFor, new Ruled(book), noticedBy);
    }

    private void add(String name, String broken, String standsFor, Variant variant, String... noticedBy) {
        all.add(new BrokenVariant(name, broken, standsFor, Set.of(noticedBy), variant));
    }

    private void votesGiven() {
        add(
                "grants-twice",
                "gives the vote of an epoch again to the next who asks",
                "S1, E4, E5",
                VoteVariants.grantsTwice(),
                "S1");
        add(
                "grants-older-epochs",
                "votes in epochs that it has passed",
                "S1",
                VoteVariants.grantsOlderEpochs(),
                "S1",
                "S2",
                "S5",
                "S7");
        add(
                "grants-settled-epochs",
                "votes in epochs of which it knows the outcome",
                "S1, S5",
                VoteVariants.grantsSettledEpochs(),
                "S1",
                "S3",
                "S5");
        add(
                "grants-burnt-epochs",
                "uses the epoch of a vote that could not be saved, and may be on disk after all, again",
                "S1, E5",
                VoteVariants.grantsBurntEpochs(),
                "S1",
                "S2");
        add(
                "failed-votes-stand",
                "stands by a vote that it could not save, and leads with it",
                "S2, E5, redis#10151",
                VoteVariants.failedVotesStand(),
                "S2");
        add(
                "monitor-forgets-votes",
                "votes anew for a master that was removed and added again",
                "S1, E4",
                VoteVariants.monitorForgetsVotes(),
                "S1");
        add(
                "reset-forgets-votes",
                "votes anew in an epoch once it has forgotten whom it voted for",
                "S1, E4",
                VoteVariants.resetForgetsVotes(),
                "S1");
        add(
                "absurd-epochs-believed",
                "takes over any epoch that somebody states",
                "S7, E8",
                VoteVariants.absurdEpochsBelieved(),
                "S7");
        add(
                "epoch-told-before-it-is-saved",
                "says hello with an epoch that is not on its disk",
                "S2",
                VoteVariants.epochToldBeforeItIsSaved(),
                "S2");
    }

    private void votesCounted() {
        add("vote-counts-twice", "counts each vote of a peer twice", "S4", VoteVariants.voteCountsTwice(), "S4");
        add(
                "silence-is-consent",
                "takes a peer that does not answer for one that agrees",
                "S4",
                VoteVariants.silenceIsConsent(),
                "S4");
        add(
                "votes-of-other-epochs-count",
                "counts a vote for it whatever epoch it was given in",
                "S4, E1",
                VoteVariants.votesOfOtherEpochsCount(),
                "S4");
        add(
                "votes-for-others-count",
                "counts every vote in its epoch, whomever it was given to",
                "S3, S4",
                VoteVariants.votesForOthersCount(),
                "S3",
                "S4");
        add(
                "votes-of-the-current-epoch",
                "asks for votes in the current epoch and acts in the one in which it began",
                "E1, redis#2230, redis#11571, redis#12865",
                VoteVariants.votesOfTheCurrentEpoch(),
                "S1",
                "S2",
                "S4");
        add(
                "half-is-a-majority",
                "takes half for a majority",
                "S4, P1",
                VoteVariants.halfIsAMajority(),
                "S4",
                "S5",
                "S12");
        add("no-majority", "leads by its own vote alone", "S3, S4", VoteVariants.noMajority(), "S3", "S4");
        add(
                "quorum-does-not-elect",
                "is elected by a majority although the quorum is larger",
                "S4",
                VoteVariants.quorumDoesNotElect(),
                "S4");
    }

    private void voters() {
        add(
                "majority-of-those-who-answer",
                "counts only Sentinels that answer when it works out the majority",
                "S4, f4be6f16f",
                VoteVariants.majorityOfThoseWhoAnswer(),
                "S4",
                "S5");
        add(
                "majority-of-those-we-know",
                "does not count Sentinels that only others know",
                "S3, S20",
                VoteVariants.majorityOfThoseWeKnow(),
                "S3",
                "S4",
                "S5");
        add(
                "ids-are-believed",
                "counts a Sentinel under whatever id a hello gives it",
                "S20, E10, redis#9240",
                VoteVariants.idsAreBelieved(),
                "S3",
                "S4",
                "S20",
                "L6");
        add(
                "peers-forgotten-at-switch",
                "forgets the other Sentinels when the master moves",
                "S20, redis#1309",
                VoteVariants.peersForgottenAtSwitch(),
                "S20");
    }

    private void attempts() {
        add(
                "split-without-proof",
                "takes every lost vote for a split one and tries the next epoch at once",
                "S10",
                VoteVariants.splitWithoutProof(),
                "S10");
        add("no-spacing", "tries again without a pause", "S10, redis#1446", VoteVariants.noSpacing(), "S10");
    }

    private void health() {
        add(
                "quorum-ignored",
                "takes its own verdict for that of a quorum",
                "S9, P1",
                VoteVariants.quorumIgnored(),
                "S9");
        add(
                "reports-of-any-age",
                "counts whatever was ever said of the master",
                "S9",
                JudgementVariants.reportsOfAnyAge(),
                "S9");
        add(
                "reports-of-earlier-failures",
                "counts what was said before its own verdict",
                "S9, S21",
                JudgementVariants.reportsOfEarlierFailures(),
                "S9");
        add(
                "down-too-early",
                "holds an instance for down after half the time",
                "S9",
                JudgementVariants.downTooEarly(),
                "S9",
                "S10");
        add("no-tilt", "acts right after it stood still", "S15, P7", JudgementVariants.noTilt(), "S9", "S12", "S15");
        add(
                "standstill-ignored",
                "believes after a standstill what it had asked before it",
                "S12, S15",
                JudgementVariants.standstillIgnored(),
                "S9",
                "S12",
                "S15");
    }

    private void gate() {
        add(
                "gate-always-open",
                "acts on an election however long ago it was and whatever happened since",
                "S12",
                JudgementVariants.gateAlwaysOpen(),
                "S12");
        add(
                "master-back-ignored",
                "promotes a replica although the master is well again",
                "S12",
                JudgementVariants.masterBackIgnored(),
                "S12");
        add("vote-age-ignored", "acts on votes of any age", "S12", JudgementVariants.voteAgeIgnored(), "S12");
        add(
                "other-leaders-ignored",
                "promotes while it sees another leader at work",
                "S12, E2",
                JudgementVariants.otherLeadersIgnored(),
                "S12",
                "S13",
                "S14");
        add(
                "overtaken-goes-on",
                "goes on with an attempt although it has seen a later epoch",
                "S12, redis#1446",
                JudgementVariants.overtakenGoesOn(),
                "S6",
                "S12");
    }

    private void replicas() {
        add(
                "priority-zero-promoted",
                "promotes a replica of priority 0",
                "S11, S12",
                PromotionVariants.priorityZeroPromoted(),
                "S11",
                "S12");
        add(
                "long-unlinked-promoted",
                "promotes a replica that lost its master long before",
                "S11, redis#12570",
                PromotionVariants.longUnlinkedPromoted(),
                "S11",
                "S12");
        add(
                "lowest-offset-first",
                "promotes the replica that has received least",
                "S11",
                PromotionVariants.lowestOffsetFirst(),
                "S11");
        add(
                "old-offsets-compared",
                "compares replicas by what they told before the election",
                "S11",
                PromotionVariants.oldOffsetsCompared(),
                "S11");
        add(
                "empty-promoted",
                "promotes a replica that holds nothing, or another master's data",
                "S11, redis#2087, redis#12570",
                PromotionVariants.emptyPromoted(),
                "S11");
        add(
                "promotion-unproved",
                "tells of a promotion before the node has said that it is a master",
                "S17, scenario 49",
                PromotionVariants.promotionUnproved(),
                "S12",
                "S17",
                "L3");
        add(
                "other-run-promoted",
                "takes another process at the address of the chosen replica for it",
                "S12, scenario 52",
                PromotionVariants.otherRunPromoted(),
                "S11",
                "S12");
    }

    private void configurations() {
        add(
                "equal-epoch-replaces",
                "takes over another configuration of the same epoch",
                "S8, E7",
                PromotionVariants.equalEpochReplaces(),
                "S5",
                "S8");
        add(
                "lower-epoch-replaces",
                "takes over older configurations",
                "S6",
                PromotionVariants.lowerEpochReplaces(),
                "S6");
        add(
                "hellos-believed",
                "takes over what a hello says without asking anybody",
                "E10",
                PromotionVariants.hellosBelieved(),
                "S5",
                "L2",
                "L3");
        add(
                "epoch-not-raised",
                "moves the master and leaves the configuration epoch as it was",
                "S8",
                PromotionVariants.epochNotRaised(),
                "S8",
                "S17");
        add(
                "epoch-of-another-master",
                "tells a switch in the epoch of another master's election",
                "S21, redis#12865",
                PromotionVariants.epochOfAnotherMaster(),
                "S1",
                "S2",
                "S4",
                "S5",
                "S12");
        add("switch-told-twice", "tells every switch a second time", "S17", PromotionVariants.switchToldTwice(), "S17");
    }

    private void orders() {
        add(
                "parallel-syncs-ignored",
                "turns all replicas at once",
                "S16",
                PromotionVariants.parallelSyncsIgnored(),
                "S16");
        add(
                "follows-itself",
                "tells a replica to follow itself",
                "S13, 18c267608",
                PromotionVariants.followsItself(),
                "S13");
        add(
                "follows-the-old-master",
                "tells replicas to follow the master that failed",
                "S13, E2",
                PromotionVariants.followsTheOldMaster(),
                "S13");
        add(
                "turns-what-others-turned",
                "turns a replica that somebody else has turned since, without asking whether it still may",
                "S13",
                PromotionVariants.turnsWhatOthersTurned(),
                "S13",
                "S14");
        add(
                "demotion-without-majority",
                "demotes a returning master although nobody confirms that it was replaced",
                "S14",
                PromotionVariants.demotionWithoutMajority(),
                "S14");
        add(
                "demotion-at-once",
                "demotes whatever node says that it is a master",
                "S14, redis#1445",
                PromotionVariants.demotionAtOnce(),
                "S14");
        add(
                "stray-replica-turned-at-once",
                "turns a replica that follows another node without waiting for a failover to end",
                "S14",
                PromotionVariants.strayReplicaTurnedAtOnce(),
                "S13",
                "S14");
    }

    private void seams() {
        add(
                "vote-only-in-memory",
                "does not save its votes",
                "S2, ed813863f",
                new SeamVariants.VoteOnlyInMemory(),
                "S1",
                "S2");
        add(
                "save-error-hidden",
                "takes a save that failed for one that did not",
                "S2, E5, redis#10151",
                new SeamVariants.SaveErrorHidden(),
                "S2");
        add("told-before-saved", "speaks first and saves then", "S2", new SeamVariants.ToldBeforeSaved(), "S2");
        add(
                "old-address-saved",
                "saves the new epoch with the old address",
                "S5, S8, 821a98664",
                new SeamVariants.OldAddressSaved(),
                "S5",
                "S8");
        add(
                "votes-lost-on-restart",
                "forgets at a start in which epochs it has voted",
                "S1, E5, ed813863f",
                new SeamVariants.VotesLostOnRestart(),
                "S1",
                "S7");
        add(
                "config-epoch-lost-on-restart",
                "forgets at a start of which epoch its configuration is",
                "S6",
                new SeamVariants.ConfigEpochLostOnRestart(),
                "S6");
        add(
                "id-lost-on-restart",
                "gives itself another id when it starts",
                "S20, 794fc4c9a",
                new SeamVariants.IdLostOnRestart(),
                "S3",
                "S20",
                "L6");
        add(
                "written-however-late",
                "writes what it decided before it stood still",
                "S12, S15",
                new SeamVariants.WrittenHoweverLate(),
                "S12",
                "S15");
        add(
                "standstill-hidden",
                "has a clock that does not show that it stood still",
                "S12, P7",
                new SeamVariants.StandstillHidden(),
                "S9",
                "S12");
    }

    /** One that differs in its rules only. */
    private static final class Ruled extends Variant {
        private final Probe.RuleBook book;

        Ruled(Probe.RuleBook book) {
            this.book = book;
        }

        @Override
        protected Probe.RuleBook rules() {
            return book;
        }
    }
}
