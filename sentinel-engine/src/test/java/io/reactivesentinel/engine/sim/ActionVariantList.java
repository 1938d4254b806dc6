package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.internal.stage.HandOverVariants;
import io.reactivesentinel.engine.internal.stage.JudgementVariants;
import io.reactivesentinel.engine.internal.stage.PromotionVariants;

/** What can be broken once a leader is elected: what it does, tells and saves. */
final class ActionVariantList extends VariantList {

    ActionVariantList() {
        gate();
        replicas();
        configurations();
        orders();
        handOvers();
        seams();
    }

    void gate() {
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

    void replicas() {
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

    void configurations() {
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

    void orders() {
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

    void handOvers() {
        add(
                "hand-over-half-proved",
                "tells of a hand-over as soon as the successor says that it is a master",
                "S25",
                HandOverVariants.halfProved(),
                "S25",
                "S17",
                "L3");
    }

    void seams() {
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
}
