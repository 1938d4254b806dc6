package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import org.junit.jupiter.api.Test;

/** A Sentinel that has just begun joins others whose epochs are beyond what it would believe of one. */
final class OldQuorumTest {

    private static final long HIGH = 1L << 40;

    private final Bench bench = new Bench();

    private FakePeer stranger(int n) {
        FakePeer peer = bench.stranger(n);
        peer.configEpoch = HIGH - 1;
        return peer;
    }

    private void hello(FakePeer from, long epoch) {
        bench.hello(from, epoch, Bench.MASTER, HIGH - 1);
        bench.run(500);
    }

    @Test
    void theNewcomerMeetsTheOthersAndThenBelievesTwoOfThem() {
        FakePeer one = stranger(1);
        FakePeer two = stranger(2);
        bench.settled();
        hello(one, HIGH);
        hello(two, HIGH);
        assertThat(bench.monitored().peers).containsOnlyKeys(one.id, two.id);
        assertThat(bench.self().currentEpoch).isZero();
        assertThat(bench.monitored().configEpoch).isZero();
        hello(one, HIGH);
        assertThat(bench.self().currentEpoch).isZero();
        hello(two, HIGH);
        assertThat(bench.self().currentEpoch).isEqualTo(HIGH);
        assertThat(bench.monitored().configEpoch).isEqualTo(HIGH - 1);
        assertThat(Bench.last(bench.saves).state().currentEpoch()).isEqualTo(HIGH);
    }

    @Test
    void oneAloneIsNotBelievedHoweverOftenItSaysIt() {
        FakePeer one = stranger(1);
        bench.settled();
        for (int i = 0; i < 5; i++) {
            hello(one, HIGH);
        }
        assertThat(bench.self().currentEpoch).isZero();
        assertThat(bench.count(EventType.ABSURD_EPOCH)).isEqualTo(1);
    }

    @Test
    void twoThatDoNotAgreeAreNotBelieved() {
        FakePeer one = stranger(1);
        FakePeer two = stranger(2);
        bench.settled();
        for (int i = 0; i < 3; i++) {
            hello(one, HIGH);
            hello(two, HIGH + 1);
        }
        assertThat(bench.self().currentEpoch).isZero();
        hello(one, HIGH + 1);
        assertThat(bench.self().currentEpoch).isEqualTo(HIGH + 1);
    }

    @Test
    void whatIsStatedInTheirNameAndNotBorneOutIsNotBelieved() {
        FakePeer one = stranger(1);
        FakePeer two = stranger(2);
        one.configEpoch = 7;
        two.configEpoch = 7;
        bench.settled();
        for (int i = 0; i < 4; i++) {
            hello(one, HIGH);
            hello(two, HIGH);
        }
        assertThat(bench.monitored().peers).containsOnlyKeys(one.id, two.id);
        assertThat(bench.self().currentEpoch).isZero();
    }

    @Test
    void oneThatAnswersWithAnotherIdIsNoWitness() {
        FakePeer one = stranger(1);
        bench.settled();
        FakePeer forged = new FakePeer(one.address, Bench.id(99), Bench.MASTER, 0);
        for (int i = 0; i < 3; i++) {
            hello(one, HIGH);
            hello(forged, HIGH);
        }
        assertThat(bench.monitored().peers).containsOnlyKeys(one.id);
        assertThat(bench.self().currentEpoch).isZero();
    }

    @Test
    void oneThatHasSeenAnEpochBelievesNoTwo() {
        bench.currentEpoch = 1;
        FakePeer one = bench.peer(1);
        FakePeer two = bench.peer(2);
        bench.settled();
        for (int i = 0; i < 3; i++) {
            hello(one, HIGH);
            hello(two, HIGH);
        }
        hello(stranger(3), HIGH);
        assertThat(bench.self().currentEpoch).isEqualTo(1);
        assertThat(bench.monitored().peers).hasSize(2);
    }

    @Test
    void noRoomToCountIsLeftByNobody() {
        FakePeer one = stranger(1);
        FakePeer two = stranger(2);
        bench.settled();
        for (int i = 0; i < 3; i++) {
            hello(one, Long.MAX_VALUE - 1);
            hello(two, Long.MAX_VALUE - 1);
        }
        assertThat(bench.self().currentEpoch).isZero();
    }
}
