package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.ObjectiveDownEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ObjectiveDownTest {

    private final Bench bench = Bench.threeSentinels();

    private void masterGoesDownHere() {
        bench.kill(bench.master);
        bench.runUntil(EventType.SDOWN, 2_000);
    }

    private static List<Long> gaps(List<Long> times) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            gaps.add(times.get(i) - times.get(i - 1));
        }
        return gaps;
    }

    @Test
    void peersAreAskedAtTheVeryInstantOfOurVerdict() {
        bench.settled();
        assertThat(bench.peerAt(1).countOf("SENTINEL", "is-master-down-by-addr"))
                .isZero();
        masterGoesDownHere();
        assertThat(bench.peerAt(1).timesOf("SENTINEL", "is-master-down-by-addr"))
                .containsExactly(bench.nowMs);
        assertThat(Bench.last(bench.peerAt(1).heard).words())
                .containsExactly("SENTINEL", "is-master-down-by-addr", "10.0.0.1", "6379", "0", "*");
    }

    @Test
    void aPeerThatSaysNoIsAskedAgainAfterDoublingPauses() {
        bench.settled();
        masterGoesDownHere();
        bench.run(500);
        assertThat(gaps(bench.peerAt(1).timesOf("SENTINEL", "is-master-down-by-addr")))
                .startsWith(10L, 20L, 40L, 50L, 50L);
    }

    @Test
    void aQuorumMakesItObjective() {
        bench.settled();
        masterGoesDownHere();
        bench.peerAt(1).saysDown = true;
        bench.runUntil(EventType.ODOWN, 60);
        ObjectiveDownEvent odown = (ObjectiveDownEvent) bench.only(EventType.ODOWN);
        assertThat(odown.agreeing()).isEqualTo(2);
    }

    @Test
    void quorumOneNeedsNobody() {
        bench.quorum = 1;
        bench.settled();
        bench.kill(bench.master);
        bench.runUntil(EventType.ODOWN, 2_000);
        assertThat(bench.count(EventType.SDOWN)).isEqualTo(1);
    }

    @Test
    void aReportAskedForBeforeOurOwnVerdictDoesNotCount() {
        bench.settled();
        bench.kill(bench.master);
        bench.runUntil(EventType.SDOWN, 2_000);
        bench.peerAt(1).saysDown = true;
        bench.runUntil(EventType.ODOWN, 100);
        bench.peers().forEach(FakeProcess::freeze);
        bench.master.reachable = true;
        bench.runUntil(EventType.ODOWN_OVER, 2_000);
        bench.kill(bench.master);
        bench.runUntil(EventType.SDOWN, 2_000);
        bench.run(200);
        assertThat(bench.count(EventType.ODOWN)).isEqualTo(1);
    }

    @Test
    void aReportExpiresAfterFiveAskPeriods() {
        bench.quorum = 3;
        bench.membership = new Membership(true, false, 26379, Optional.empty());
        bench.settled();
        bench.peerAt(1).saysDown = true;
        bench.peerAt(2).saysDown = true;
        bench.kill(bench.master);
        bench.runUntil(EventType.ODOWN, 2_000);
        bench.run(500);
        long lastAskMs = Bench.last(bench.peerAt(2).timesOf("SENTINEL", "is-master-down-by-addr"));
        bench.peerAt(2).freeze();
        bench.runUntil(EventType.ODOWN_OVER, 6_000);
        assertThat(bench.nowMs).isEqualTo(lastAskMs + 5_001);
    }

    @Test
    void somebodyAskingIsAHintAndNoReport() {
        bench.settled();
        int pings = bench.master.countOf("PING");
        bench.call(new Command.AskDown("10.0.0.1", 6379, 0, "*"));
        bench.call(new Command.AskDown("10.0.0.1", 6379, 0, "*"));
        assertThat(bench.master.countOf("PING")).isBetween(pings, pings + 1);
        masterGoesDownHere();
        bench.run(150);
        int asked = bench.peerAt(1).countOf("SENTINEL", "is-master-down-by-addr");
        bench.call(new Command.AskDown("10.0.0.1", 6379, 0, "*"));
        assertThat(bench.peerAt(1).countOf("SENTINEL", "is-master-down-by-addr"))
                .isEqualTo(asked + 1);
        assertThat(bench.happened(EventType.ODOWN)).isFalse();
    }

    @Test
    void aFloodOfHintsIsNoFloodOfQuestions() {
        bench.settled();
        masterGoesDownHere();
        bench.peerAt(1).latencyMs = 20;
        int asked = bench.peerAt(1).countOf("SENTINEL", "is-master-down-by-addr");
        for (int i = 0; i < 100; i++) {
            bench.call(new Command.AskDown("10.0.0.1", 6379, 0, "*"));
            bench.run(1);
        }
        assertThat(bench.peerAt(1).countOf("SENTINEL", "is-master-down-by-addr") - asked)
                .isLessThanOrEqualTo(10);
    }

    @Test
    void recoveryEndsItInTheSameStep() {
        bench.settled();
        masterGoesDownHere();
        bench.quorum = 2;
        bench.peerAt(1).saysDown = true;
        bench.runUntil(EventType.ODOWN, 100);
        bench.peers().forEach(peer -> peer.votes = false);
        bench.master.reachable = true;
        bench.runUntil(EventType.SDOWN_OVER, 2_000);
        assertThat(bench.happened(EventType.ODOWN_OVER)).isTrue();
        assertThat(bench.monitored().odown).isFalse();
    }

    @Test
    void inTiltWeSayThatTheMasterIsUp() {
        bench.settled();
        masterGoesDownHere();
        assertThat(bench.call(new Command.AskDown("10.0.0.1", 6379, 0, "*"))
                        .value
                        .down())
                .isTrue();
        bench.stall(2_500);
        bench.run(1);
        assertThat(bench.call(new Command.AskDown("10.0.0.1", 6379, 0, "*"))
                        .value
                        .down())
                .isFalse();
    }
}
