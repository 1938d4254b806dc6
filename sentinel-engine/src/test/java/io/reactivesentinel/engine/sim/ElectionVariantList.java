package io.reactivesentinel.engine.sim;

import io.reactivesentinel.engine.internal.stage.JudgementVariants;
import io.reactivesentinel.engine.internal.stage.VoteVariants;

/** What can be broken until a leader is elected: votes, voters, attempts and verdicts. */
final class ElectionVariantList extends VariantList {

    ElectionVariantList() {
        votesGiven();
        votesCounted();
        voters();
        attempts();
        health();
    }

    void votesGiven() {
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

    void votesCounted() {
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

    void voters() {
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

    void attempts() {
        add(
                "split-without-proof",
                "takes every lost vote for a split one and tries the next epoch at once",
                "S10",
                VoteVariants.splitWithoutProof(),
                "S10");
        add("no-spacing", "tries again without a pause", "S10, redis#1446", VoteVariants.noSpacing(), "S10");
    }

    void health() {
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
}
