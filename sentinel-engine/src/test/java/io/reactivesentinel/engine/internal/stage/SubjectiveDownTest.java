package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubjectiveDownTest {

    private final Bench bench = Bench.threeSentinels();

    private long firstPingSince(long instantMs) {
        return bench.master.timesOf("PING").stream()
                .filter(each -> each >= instantMs)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void masterIsDownExactlyDownAfterTheOldestUnansweredPing() {
        bench.settled();
        long frozenMs = bench.nowMs + 1;
        bench.master.freeze();
        bench.runUntil(EventType.SDOWN, 5_000);
        assertThat(bench.nowMs).isEqualTo(firstPingSince(frozenMs) + 1_000);
    }

    @Test
    void replicaAndSentinelAreJudgedAlike() {
        bench.settled();
        bench.replicaAt(2).freeze();
        bench.peerAt(1).freeze();
        bench.run(1_200);
        assertThat(bench.count(EventType.SDOWN)).isEqualTo(2);
        assertThat(bench.monitored().node.sdown).isFalse();
    }

    @Test
    void aReconnectDoesNotRestartTheCountdown() {
        bench.settled();
        long frozenMs = bench.nowMs + 1;
        bench.master.freeze();
        for (int i = 0; i < 4; i++) {
            bench.run(200);
            bench.cut(bench.master);
        }
        bench.runUntil(EventType.SDOWN, 5_000);
        assertThat(bench.nowMs).isEqualTo(firstPingSince(frozenMs) + 1_000);
    }

    @Test
    void withoutALinkSilenceCountsFromTheLastValidAnswer() {
        bench.settled();
        bench.run(37);
        long lastValidMs = bench.monitored().node.link.lastValidMs;
        bench.kill(bench.master);
        bench.runUntil(EventType.SDOWN, 5_000);
        assertThat(bench.nowMs).isEqualTo(lastValidMs + 1_000);
    }

    @Test
    void anInstanceNeverReachedIsDownDownAfterTheStart() {
        bench.master.reachable = false;
        long startMs = bench.nowMs;
        bench.start();
        bench.runUntil(EventType.SDOWN, 5_000);
        assertThat(bench.nowMs).isEqualTo(startMs + 1_000);
    }

    @Test
    void aRefusedConnectionIsNoVerdict() {
        bench.settled();
        bench.kill(bench.master);
        bench.run(300);
        bench.master.reachable = true;
        bench.run(3_000);
        assertThat(bench.happened(EventType.SDOWN)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "LOADING Redis is loading, false",
        "MASTERDOWN Link with MASTER is down, false",
        "BUSY Redis is busy, true",
        "NOAUTH Authentication required., true",
        "NOPERM no, true",
        "ERR what, true"
    })
    void onlyThreeAnswersAreValid(String answer, boolean down) {
        bench.settled();
        bench.master.pong = answer;
        bench.run(2_000);
        assertThat(bench.monitored().node.sdown).isEqualTo(down);
    }

    @Test
    void invalidAnswersDoNotSpeedUpPings() {
        bench.settled();
        int before = bench.master.countOf("PING");
        bench.master.pong = "NOAUTH Authentication required.";
        bench.run(2_000);
        assertThat(bench.master.countOf("PING") - before).isBetween(19, 22);
    }

    @Test
    void aStuckScriptIsKilledOnce() {
        bench.settled();
        bench.master.pong = "BUSY Redis is busy";
        bench.run(5_000);
        assertThat(bench.master.countOf("SCRIPT", "KILL")).isEqualTo(1);
        bench.master.pong = "PONG";
        bench.runUntil(EventType.SDOWN_OVER, 1_000);
        bench.master.pong = "BUSY Redis is busy";
        bench.run(2_000);
        assertThat(bench.master.countOf("SCRIPT", "KILL")).isEqualTo(2);
    }

    @Test
    void anAnswerEndsItAtOnce() {
        bench.settled();
        bench.kill(bench.master);
        bench.runUntil(EventType.SDOWN, 5_000);
        bench.master.reachable = true;
        assertThat(bench.runUntil(EventType.SDOWN_OVER, 2_000)).isLessThanOrEqualTo(1_010);
    }

    @Test
    void aLateLoopWaitsBeforeItJudges() {
        bench.settled();
        bench.master.freeze();
        bench.run(700);
        bench.stall(450);
        long judgedMs = bench.nowMs;
        bench.runUntil(EventType.SDOWN, 5_000);
        assertThat(bench.nowMs).isEqualTo(judgedMs + 500);
    }

    @Test
    void anAnswerDuringTheGraceCancelsTheVerdict() {
        bench.settled();
        bench.master.latencyMs = 1_400;
        bench.run(700);
        bench.master.latencyMs = 1;
        bench.stall(480);
        bench.run(2_000);
        assertThat(bench.happened(EventType.SDOWN)).isFalse();
    }

    @Test
    void aMasterThatCallsItselfAReplicaIsDownInTheEnd() {
        bench.settled();
        bench.master.follow(Bench.node(9));
        long startMs = bench.nowMs;
        bench.runUntil(EventType.ROLE_MISMATCH, 11_000);
        long reportedMs = bench.nowMs;
        bench.runUntil(EventType.SDOWN, 60_000);
        assertThat(bench.nowMs - reportedMs).isEqualTo(1_000 + 2 * 10_000 + 1);
        assertThat(startMs).isLessThan(reportedMs);
    }

    @Test
    void aRestartedMasterThatKeepsLoadingIsDownAfterItsPeriod() {
        bench.config = builder -> builder.masterRebootDownAfter(Duration.ofSeconds(3));
        bench.settled();
        bench.master.runId = Bench.id(99);
        bench.master.pong = "LOADING";
        bench.runUntil(EventType.REBOOT, 11_000);
        long rebootMs = bench.nowMs;
        bench.runUntil(EventType.SDOWN, 10_000);
        assertThat(bench.nowMs).isEqualTo(rebootMs + 3_001);
        bench.master.pong = "PONG";
        assertThat(bench.runUntil(EventType.SDOWN_OVER, 1_000)).isLessThan(200);
    }

    @Test
    void tiltSuppressesVerdicts() {
        bench.settled();
        bench.stall(2_500);
        bench.master.freeze();
        bench.run(29_000);
        assertThat(bench.happened(EventType.TILT)).isTrue();
        assertThat(bench.happened(EventType.SDOWN)).isFalse();
        bench.runUntil(EventType.TILT_OVER, 2_000);
        bench.run(600);
        assertThat(bench.happened(EventType.SDOWN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 250, 1_000, 5_000, 30_000})
    void theVerdictIsNeverEarly(long downAfterMs) {
        bench.config = builder -> builder.downAfter(Duration.ofMillis(downAfterMs));
        bench.settled();
        bench.run(123);
        bench.kill(bench.master);
        long lastValidMs = bench.monitored().node.link.lastValidMs;
        bench.runUntil(() -> bench.monitored().node.sdown, downAfterMs + 1_000);
        assertThat(bench.nowMs).isEqualTo(lastValidMs + downAfterMs);
    }

    @Test
    void aCloggedCommandLinkIsSavedByAProbeOnASecondConnection() {
        bench.settled();
        Conn clogged = bench.monitored().node.link.command;
        bench.master.ignores = words -> bench.conns.contains(clogged)
                && bench.sent.get(bench.sent.size() - 1).conn() == clogged;
        bench.run(3_000);
        assertThat(bench.happened(EventType.SDOWN)).isFalse();
        assertThat(bench.conns).doesNotContain(clogged);
    }
}
