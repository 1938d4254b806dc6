package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.internal.stage.Command.Done;
import io.reactivesentinel.engine.internal.stage.Command.FailurePoint;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What changes at run time for the whole process: CONFIG SET, DEBUG and SIMULATE-FAILURE. */
class GlobalChangesTest {
    private final Bench bench = Bench.threeSentinels();

    private Bench.Reply<Done> configure(UnaryOperator<GlobalSettings> change) {
        return bench.call(new Command.Configure(change));
    }

    @Test
    void aSettingIsAnsweredWhenItIsOnDisk() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<Done> reply = configure(settings -> settings.announcingPort(17));
        assertThat(reply.isGiven()).isFalse();
        assertThat(Bench.last(bench.saves).state().settings().announcePort()).isEqualTo(17);
        bench.release(true);
        assertThat(reply.value).isNotNull();
        assertThat(bench.self().settings.announcePort()).isEqualTo(17);
    }

    @Test
    void hellosCarryWhatIsAnnounced() {
        bench.settled();
        configure(settings -> settings.announcingIp(Optional.of("192.0.2.7")).announcingPort(17));
        bench.sent.clear();
        bench.run(2_500);
        assertThat(bench.sent)
                .filteredOn(request -> request.words().contains("PUBLISH"))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.words().get(2)).startsWith("192.0.2.7,17,"));
    }

    @Test
    void aSettingThatCannotBeSavedIsTakenBackAndLaterOnesStand() {
        bench.settled();
        bench.disk = Bench.Disk.HOLDS;
        Bench.Reply<Done> first = configure(settings -> settings.announcingPort(17));
        bench.run(1);
        Bench.Reply<Done> second = configure(settings -> settings.announcingHostnames(true));
        bench.release(false);
        assertThat(first.refusal).isEqualTo(Refusal.of(Refusal.Reason.NOT_SAVED));
        bench.disk = Bench.Disk.WORKS;
        bench.release(true);
        bench.run(2_000);
        assertThat(second.isGiven()).isTrue();
        assertThat(bench.self().settings.announcePort()).isZero();
        assertThat(Bench.last(bench.saves).state().settings().announcePort()).isZero();
    }

    @Test
    void anotherPasswordGreetsSentinelsAnew() {
        bench.settled();
        bench.sent.clear();
        configure(settings -> settings.withSentinelPass(Optional.of(new Secret("secret"))));
        bench.run(500);
        assertThat(bench.sent)
                .filteredOn(request -> request.words().equals(List.of("AUTH", "secret")))
                .hasSize(2);
    }

    @Test
    void namesAreNotForbiddenWhileOneIsInUse() {
        bench.settings = GlobalSettings.DEFAULT.resolving(true);
        bench.settled();
        bench.call(new Command.Monitor(Bench.monitor("other", new InstanceAddress("redis.example", 1), 1)
                .build()));
        bench.run(10);
        Bench.Reply<Done> reply = configure(settings -> settings.resolving(false));
        assertThat(reply.refusal).isNotNull().extracting(Refusal::reason).isEqualTo(Refusal.Reason.INVALID);
        assertThat(bench.self().settings.resolveHostnames()).isTrue();
    }

    private static UnaryOperator<Timings> periods(long infoMs, long publishMs) {
        return before -> new Timings(
                infoMs,
                before.pingPeriodMs(),
                before.askPeriodMs(),
                publishMs,
                before.defaultDownAfterMs(),
                before.defaultFailoverTimeoutMs(),
                before.tiltTriggerMs(),
                before.tiltPeriodMs(),
                before.replicaReconfTimeoutMs(),
                before.minLinkReconnectPeriodMs(),
                before.electionTimeoutMs(),
                before.scriptMaxRuntimeMs(),
                before.scriptRetryDelayMs());
    }

    @Test
    void shorterPeriodsHoldAtOnceAndAreNotSaved() {
        bench.settled();
        bench.run(3_000);
        int saves = bench.saves.size();
        bench.sent.clear();
        bench.call(new Command.Retime(periods(200, 100)));
        bench.run(1_000);
        assertThat(bench.sent.stream().filter(request -> request.words().contains("INFO")))
                .hasSizeBetween(12, 18);
        assertThat(bench.sent.stream().filter(request -> request.words().contains("PUBLISH")))
                .hasSizeBetween(40, 55);
        assertThat(bench.saves).hasSize(saves);
    }

    @Test
    void itCrashesWhenItIsElected() {
        bench.settled();
        bench.call(new Command.SimulateFailure(Set.of(FailurePoint.AFTER_ELECTION)));
        bench.masterDies();
        bench.runUntil(EventType.ELECTED_LEADER, 10_000);
        assertThat(bench.crashed).isTrue();
        assertThat(bench.happened(EventType.STATE_SELECT_REPLICA)).isFalse();
    }

    @Test
    void itCrashesWhenThePromotionIsOnDisk() {
        bench.settled();
        bench.call(new Command.SimulateFailure(Set.of(FailurePoint.AFTER_PROMOTION)));
        bench.masterDies();
        bench.runUntil(EventType.PROMOTED_REPLICA, 10_000);
        assertThat(bench.crashed).isTrue();
        assertThat(bench.happened(EventType.STATE_RECONF_REPLICAS)).isFalse();
        assertThat(Bench.last(bench.saves).state().masters().get(0).settings().address())
                .isNotEqualTo(Bench.MASTER);
    }

    @Test
    void whatIsNotNamedIsNotSimulatedAnyMore() {
        bench.settled();
        bench.call(new Command.SimulateFailure(Set.of(FailurePoint.AFTER_ELECTION, FailurePoint.AFTER_PROMOTION)));
        assertThat(bench.call(new Command.Summarize()).value)
                .isNotNull()
                .extracting(Command.Summary::failurePoints)
                .isEqualTo(3);
        bench.call(new Command.SimulateFailure(Set.of()));
        bench.masterDies();
        bench.runUntil(EventType.SWITCH_MASTER, 10_000);
        assertThat(bench.crashed).isFalse();
    }

    @Test
    void infosAreTheLastOnesOfEachNode() {
        bench.settled();
        List<Command.CachedInfos> cached =
                bench.call(new Command.InfoCache(List.of(Bench.NAME, "nosuch", Bench.NAME))).value;
        assertThat(cached).hasSize(1);
        assertThat(cached.get(0).infos()).hasSize(3).allSatisfy(info -> {
            assertThat(info.text()).hasValueSatisfying(text -> assertThat(text).contains("role:"));
            assertThat(info.ageMs()).isBetween(0L, 10_000L);
        });
    }
}
