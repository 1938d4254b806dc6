package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Command.DownAnswer;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VoteRegisterTest {

    private static final DownAnswer NOTHING = new DownAnswer(false, "*", 0);
    private static final InstanceAddress OTHER = new InstanceAddress("10.0.9.1", 6379);

    private final Bench bench = Bench.threeSentinels();

    private DownAnswer vote(int peer, long epoch) {
        Bench.Reply<DownAnswer> reply = bench.askVote(bench.peerAt(peer), epoch);
        bench.run(2);
        assertThat(reply.value).isNotNull();
        return reply.value;
    }

    private static DownAnswer votedFor(int peer, long epoch) {
        return new DownAnswer(false, Bench.id(peer), epoch);
    }

    @Test
    void theFirstWhoAsksInAnEpochGetsTheVote() {
        bench.settled();
        assertThat(vote(1, 1)).isEqualTo(votedFor(1, 1));
        assertThat(vote(2, 1)).isEqualTo(votedFor(1, 1));
        assertThat(vote(1, 1)).isEqualTo(votedFor(1, 1));
        assertThat(vote(2, 2)).isEqualTo(votedFor(2, 2));
        assertThat(vote(1, 1)).isEqualTo(votedFor(2, 2));
    }

    @Test
    void itIsOnDiskBeforeAnybodyHearsOfIt() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<DownAnswer> reply = bench.askVote(bench.peerAt(1), 5);
        bench.run(50);
        assertThat(reply.isGiven()).isFalse();
        assertThat(bench.happened(EventType.VOTE_FOR_LEADER)).isFalse();
        assertThat(Bench.last(bench.saves).state().currentEpoch()).isEqualTo(5);
        assertThat(Bench.last(bench.saves).state().masters().get(0).leaderEpoch())
                .isEqualTo(5);
        bench.release(true);
        assertThat(reply.value).isEqualTo(votedFor(1, 5));
        assertThat(bench.happened(EventType.VOTE_FOR_LEADER)).isTrue();
        assertThat(bench.happened(EventType.NEW_EPOCH)).isTrue();
    }

    @Test
    void whileItIsBeingSavedItCountsAsGiven() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<DownAnswer> first = bench.askVote(bench.peerAt(1), 5);
        Bench.Reply<DownAnswer> second = bench.askVote(bench.peerAt(2), 5);
        assertThat(second.isGiven()).isFalse();
        bench.release(true);
        assertThat(first.value).isEqualTo(votedFor(1, 5));
        assertThat(second.value).isEqualTo(votedFor(1, 5));
    }

    @Test
    void aVoteThatCouldNotBeSavedWasNeverGivenAndNeverIs() {
        bench.settled();
        bench.disk = Bench.Disk.FAILS;
        Bench.Reply<DownAnswer> first = bench.askVote(bench.peerAt(1), 5);
        Bench.Reply<DownAnswer> second = bench.askVote(bench.peerAt(2), 5);
        bench.run(1);
        assertThat(first.value).isEqualTo(NOTHING);
        assertThat(second.value).isEqualTo(NOTHING);
        bench.disk = Bench.Disk.WORKS;
        bench.run(2_000);
        assertThat(bench.happened(EventType.SAVE_RECOVERED)).isTrue();
        assertThat(vote(2, 5).leader()).isEqualTo("*");
        assertThat(vote(1, 5).leader()).isEqualTo("*");
        assertThat(vote(2, 6)).isEqualTo(votedFor(2, 6));
    }

    @Test
    void aFailedSaveDoesNotTurnAnEarlierVoteIntoANewOne() {
        bench.settled();
        vote(1, 3);
        bench.disk = Bench.Disk.FAILS;
        assertThat(vote(2, 5)).isEqualTo(NOTHING);
        bench.disk = Bench.Disk.WORKS;
        bench.run(2_000);
        assertThat(vote(2, 3)).isEqualTo(votedFor(1, 3));
    }

    @Test
    void aLaterVoteSurvivesTheFailureOfAnEarlierOne() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<DownAnswer> first = bench.askVote(bench.peerAt(1), 5);
        Bench.Reply<DownAnswer> second = bench.askVote(bench.peerAt(2), 6);
        long firstSave = bench.saves.get(bench.saves.size() - 2).version();
        bench.saved(firstSave, false);
        bench.release(true);
        assertThat(first.value.leaderEpoch()).isNotEqualTo(5);
        assertThat(second.value).isEqualTo(votedFor(2, 6));
        assertThat(vote(1, 5)).isEqualTo(votedFor(2, 6));
    }

    @Test
    void anEarlierAnswerDoesNotTellALaterVoteThatIsStillBeingSaved() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<DownAnswer> first = bench.askVote(bench.peerAt(1), 5);
        Bench.Reply<DownAnswer> second = bench.askVote(bench.peerAt(2), 6);
        long firstSave = bench.saves.get(bench.saves.size() - 2).version();
        bench.saved(firstSave, true);
        assertThat(first.value).isEqualTo(votedFor(1, 5));
        assertThat(second.isGiven()).isFalse();
        bench.release(true);
        assertThat(second.value).isEqualTo(votedFor(2, 6));
    }

    @Test
    void twoFailuresInARowLeaveTheVoteThatWasTold() {
        bench.settled();
        vote(1, 3);
        bench.disk = Bench.Disk.HOLDS;
        bench.askVote(bench.peerAt(1), 5);
        bench.askVote(bench.peerAt(2), 6);
        bench.release(false);
        bench.disk = Bench.Disk.WORKS;
        bench.run(2_000);
        assertThat(vote(2, 3)).isEqualTo(votedFor(1, 3));
        assertThat(bench.monitored().leaderEpoch).isEqualTo(3);
        assertThat(vote(2, 5)).isEqualTo(NOTHING);
        assertThat(vote(2, 6)).isEqualTo(NOTHING);
        assertThat(vote(2, 7)).isEqualTo(votedFor(2, 7));
    }

    @Test
    void noAnswerSaysNeverWhereAVoteIsStillPossible() {
        bench.settled();
        vote(1, 3);
        bench.disk = Bench.Disk.FAILS;
        vote(2, 5);
        assertThat(vote(2, 6)).isEqualTo(NOTHING);
        assertThat(vote(2, 2)).isEqualTo(votedFor(1, 3));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1L + (1 << 20), Long.MAX_VALUE, Long.MIN_VALUE})
    void anAbsurdEpochGetsNoVoteAndChangesNothing(long epoch) {
        bench.settled();
        assertThat(vote(1, epoch)).isEqualTo(NOTHING);
        assertThat(bench.self().currentEpoch).isZero();
    }

    @Test
    void theLargestPlausibleJumpIsBelieved() {
        bench.settled();
        assertThat(vote(1, 1 << 20)).isEqualTo(votedFor(1, 1 << 20));
    }

    @Test
    void readingTheRegisterNeverGrants() {
        bench.settled();
        assertThat(vote(1, 0)).isEqualTo(NOTHING);
        vote(2, 4);
        assertThat(vote(1, 0)).isEqualTo(votedFor(2, 4));
    }

    @Test
    void aMereQuestionIsAnsweredAtOnceAndTellsNoVote() {
        bench.settled();
        vote(2, 4);
        bench.disk = Bench.Disk.HOLDS;
        bench.askVote(bench.peerAt(1), 5);
        assertThat(bench.call(new Command.AskDown("10.0.0.1", 6379, 9, "*")).value)
                .isEqualTo(NOTHING);
    }

    @Test
    void nothingOlderThanTheConfigurationIsVotedFor() {
        bench.configEpoch = 7;
        bench.settled();
        assertThat(vote(1, 7)).isEqualTo(NOTHING);
        assertThat(vote(1, 8)).isEqualTo(votedFor(1, 8));
    }

    @Test
    void afterARestartTheNameIsToldAgainWhereItIsRemembered() {
        Bench bench = new Bench();
        MasterRecord remembered = new MasterRecord(
                        Bench.monitor("m", Bench.MASTER, 2).build(), 0, 6, List.of(), List.of())
                .withLeader(Optional.of(Bench.id(1)));
        bench.start(List.of(remembered));

        Bench.Reply<Command.DownAnswer> sameEpoch =
                bench.call(new Command.AskDown(Bench.MASTER.host(), Bench.MASTER.port(), 6, Bench.id(2)));
        bench.run(10);

        assertThat(sameEpoch.value.leader()).isEqualTo(Bench.id(1));
        assertThat(sameEpoch.value.leaderEpoch()).isEqualTo(6);
    }

    @Test
    void afterARestartTheEpochIsKnownAndTheNameIsNot() {
        bench.leaderEpoch = 6;
        bench.settled();
        assertThat(vote(1, 6)).isEqualTo(new DownAnswer(false, "*", 6));
        assertThat(vote(1, 5)).isEqualTo(new DownAnswer(false, "*", 6));
        assertThat(vote(1, 7)).isEqualTo(votedFor(1, 7));
    }

    @Test
    void mastersHaveTheirOwnVotes() {
        bench.start(List.of(
                MasterRecord.fresh(Bench.monitor("m", Bench.MASTER, 2).build()),
                MasterRecord.fresh(Bench.monitor("other", OTHER, 2).build())));
        assertThat(vote(1, 3)).isEqualTo(votedFor(1, 3));
        Bench.Reply<DownAnswer> other = bench.call(new Command.AskDown(OTHER.host(), OTHER.port(), 2, Bench.id(2)));
        bench.run(1);
        assertThat(other.value).isEqualTo(votedFor(2, 2));
        assertThat(bench.self().currentEpoch).isEqualTo(3);
    }

    @Test
    void anEpochVotedInBeforeARemovalIsNeverVotedInAgain() {
        bench.settled();
        vote(1, 4);
        bench.call(new Command.Remove(Bench.NAME));
        bench.run(5);
        bench.call(new Command.Monitor(Bench.monitor("m", Bench.MASTER, 2).build()));
        bench.run(5);
        assertThat(vote(2, 4)).isEqualTo(new DownAnswer(false, "*", 4));
        assertThat(vote(2, 5)).isEqualTo(votedFor(2, 5));
    }

    @Test
    void resetKeepsTheEpochOfTheVote() {
        bench.settled();
        vote(1, 4);
        bench.call(new Command.Reset("*"));
        assertThat(vote(2, 4)).isEqualTo(new DownAnswer(false, "*", 4));
    }

    @Test
    void anUnknownAddressIsNeitherDownNorVotedFor() {
        bench.settled();
        assertThat(bench.call(new Command.AskDown("10.9.9.9", 6379, 3, Bench.id(1))).value)
                .isEqualTo(NOTHING);
        assertThat(bench.self().currentEpoch).isZero();
    }

    @Test
    void aCandidateWithoutAProperIdGetsNothing() {
        bench.settled();
        assertThat(bench.call(new Command.AskDown("10.0.0.1", 6379, 3, "x")).value)
                .isEqualTo(NOTHING);
        assertThat(bench.monitored().leaderEpoch).isZero();
    }

    @Test
    void whoeverIsNoMemberNeverVotes() {
        bench.membership = new Membership(true, false, 26379, Optional.empty());
        bench.settled();
        assertThat(vote(1, 3)).isEqualTo(NOTHING);
    }

    @Test
    void votesAreGivenInTilt() {
        bench.settled();
        bench.stall(3_000);
        bench.run(1);
        assertThat(vote(1, 3)).isEqualTo(votedFor(1, 3));
    }
}
