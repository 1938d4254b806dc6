package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Command.Done;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandsTest {

    private static final Refusal NOT_SAVED = Refusal.of(Refusal.Reason.NOT_SAVED);
    private static final InstanceAddress OTHER = Bench.node(51);

    private final Bench bench = Bench.threeSentinels();

    private Command.Monitor monitorOther() {
        return new Command.Monitor(Bench.monitor("other", OTHER, 1).build());
    }

    private static Command.Change downAfter(long ms) {
        return new Command.Change(
                Bench.NAME,
                List.of(new Command.Setting(
                        "down-after-milliseconds " + ms, builder -> builder.downAfter(Duration.ofMillis(ms)))));
    }

    @Test
    void monitorIsAnsweredWhenItIsOnDisk() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<Done> reply = bench.call(monitorOther());
        assertThat(reply.isGiven()).isFalse();
        assertThat(Bench.last(bench.saves).state().masters()).hasSize(2);
        bench.release(true);
        assertThat(reply.value).isNotNull();
        assertThat(bench.count(EventType.MONITOR)).isEqualTo(2);
    }

    @Test
    void monitorThatCannotBeSavedChangesNothing() {
        bench.settled();
        bench.disk = Bench.Disk.FAILS;
        Bench.Reply<Done> reply = bench.call(monitorOther());
        bench.run(1);
        assertThat(reply.refusal).isEqualTo(NOT_SAVED);
        assertThat(bench.self().masters).containsOnlyKeys(Bench.NAME);
        bench.disk = Bench.Disk.WORKS;
        bench.run(1_500);
        assertThat(Bench.last(bench.saves).state().masters()).hasSize(1);
    }

    @Test
    void aNameIsMonitoredOnce() {
        bench.settled();
        assertThat(bench.call(new Command.Monitor(Bench.monitor("m", OTHER, 1).build())).refusal)
                .isEqualTo(Refusal.of(Refusal.Reason.DUPLICATE_MASTER));
    }

    @Test
    void aRemovedMasterIsForgottenWithAllItsConnectionsAndLateAnswers() {
        bench.settled();
        bench.master.latencyMs = 100;
        bench.run(150);
        Bench.Reply<Done> reply = bench.call(new Command.Remove(Bench.NAME));
        bench.run(2_000);
        assertThat(reply.value).isNotNull();
        assertThat(bench.conns).isEmpty();
        assertThat(bench.happened(EventType.UNMONITOR)).isTrue();
        int events = bench.events.size();
        bench.run(20_000);
        assertThat(bench.events).hasSize(events);
    }

    @Test
    void removeThatCannotBeSavedChangesNothing() {
        bench.settled();
        bench.disk = Bench.Disk.FAILS;
        Bench.Reply<Done> reply = bench.call(new Command.Remove(Bench.NAME));
        bench.run(1);
        assertThat(reply.refusal).isEqualTo(NOT_SAVED);
        bench.disk = Bench.Disk.WORKS;
        bench.run(2_000);
        assertThat(Bench.last(bench.saves).state().masters()).hasSize(1);
        bench.elected();
    }

    @Test
    void aSettingHoldsWhenItIsOnDisk() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<Done> reply = bench.call(downAfter(5_000));
        bench.run(10);
        assertThat(reply.isGiven()).isFalse();
        assertThat(bench.happened(EventType.SET)).isFalse();
        bench.release(true);
        assertThat(reply.value).isNotNull();
        assertThat(bench.only(EventType.SET).payload()).endsWith("down-after-milliseconds 5000");
        bench.kill(bench.master);
        long lastMs = bench.monitored().node.link.lastValidMs;
        bench.runUntil(EventType.SDOWN, 6_000);
        assertThat(bench.nowMs).isEqualTo(lastMs + 5_000);
    }

    @Test
    void aShorterDownAfterIsJudgedAtOnce() {
        bench.settled();
        bench.kill(bench.master);
        bench.run(500);
        bench.call(downAfter(100));
        bench.run(60);
        assertThat(bench.monitored().node.sdown).isTrue();
    }

    @Test
    void aSettingThatCannotBeSavedIsTakenBack() {
        bench.settled();
        bench.disk = Bench.Disk.FAILS;
        Bench.Reply<Done> reply = bench.call(downAfter(5_000));
        bench.run(1);
        assertThat(reply.refusal).isEqualTo(NOT_SAVED);
        assertThat(bench.monitored().downAfterMs()).isEqualTo(1_000);
    }

    @Test
    void twoSettingsOfWhichTheFirstIsTakenBackLeaveTheSecond() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<Done> first = bench.call(downAfter(5_000));
        Bench.Reply<Done> second = bench.call(
                new Command.Change(Bench.NAME, List.of(new Command.Setting("quorum 1", builder -> builder.quorum(1)))));
        bench.saved(bench.saves.get(bench.saves.size() - 2).version(), false);
        bench.release(true);
        assertThat(first.refusal).isEqualTo(NOT_SAVED);
        assertThat(second.value).isNotNull();
        assertThat(bench.monitored().settings.quorum()).isEqualTo(1);
    }

    @Test
    void resetForgetsEverybodyButSettingsAndEpochs() {
        bench.configEpoch = 3;
        bench.settled();
        assertThat(bench.call(new Command.Reset("n*")).value).isZero();
        assertThat(bench.call(new Command.Reset("m*")).value).isEqualTo(1);
        assertThat(bench.monitored().peers).isEmpty();
        assertThat(bench.monitored().configEpoch).isEqualTo(3);
        assertThat(bench.happened(EventType.RESET_MASTER)).isTrue();
        bench.run(1_000);
        assertThat(bench.monitored().replicas).hasSize(2);
    }

    @Test
    void resetInTheMiddleOfAFailoverEndsIt() {
        bench.settled();
        bench.replicaAt(2).infoLatencyMs = 700;
        bench.replicaAt(3).infoLatencyMs = 700;
        bench.elected();
        bench.call(new Command.Reset("*"));
        bench.run(3_000);
        assertThat(bench.monitored().attempt).isNull();
        assertThat(bench.promotions()).isEmpty();
    }

    @Test
    void flushIsAnsweredWhenItIsOnDisk() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<Done> reply = bench.call(new Command.FlushConfig());
        bench.run(5);
        assertThat(reply.isGiven()).isFalse();
        bench.release(true);
        assertThat(reply.value).isNotNull();
    }

    @Test
    void aMasterThatBreaksIsTakenOutAndTheOthersGoOn() {
        bench.settled();
        bench.call(monitorOther());
        bench.redis(51, null);
        bench.run(1_000);
        breakIt();
        assertThat(bench.happened(EventType.FAULTED)).isTrue();
        bench.run(1_000);
        assertThat(bench.monitored().fault).isNull();
        assertThat(bench.monitored().node.link.isCommandOpen()).isTrue();
        breakIt();
        assertThat(bench.count(EventType.FAULTED)).isEqualTo(2);
        bench.run(1_000);
        assertThat(bench.call(new Command.Summarize()).value.faulted()).containsExactly(Bench.NAME);
        assertThat(bench.askVote(bench.peerAt(1), 9).value.leaderEpoch()).isZero();
        bench.kill(bench.processes.get(OTHER));
        bench.runUntil(EventType.SDOWN, 3_000);
    }

    /** An answer whose looking at throws stands for whatever invariant may break. */
    private void breakIt() {
        MonitoredMaster master = bench.monitored();
        Request request = new Request(
                Request.Kind.INFO,
                master.node.link.command,
                List.of("INFO"),
                bench.nowMs,
                Long.MAX_VALUE,
                master.node,
                null);
        bench.handle(new Input.Replied(request, new RespValue.Attributed(null, null)));
    }

    @Test
    void whateverIsUnknownIsRefused() {
        bench.settled();
        assertThat(bench.call(new Command.Master("x")).refusal).isEqualTo(Refusal.of(Refusal.Reason.NO_SUCH_MASTER));
        assertThat(bench.call(new Command.MasterAddress("x")).value).isEmpty();
        assertThat(bench.call(new Command.CheckQuorum(Bench.NAME)).value).isEqualTo(new Command.QuorumCheck(3, 3, 2));
    }
}
