package io.reactivesentinel.engine.internal.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.Secret;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a Sentinel that a hello tells of becomes one that counts. */
final class IntroductionsTest {

    private final Bench bench = Bench.threeSentinels();

    private void hello(FakePeer from) {
        bench.hello(from, 0, Bench.MASTER, 0);
    }

    @Test
    void itCountsOnceItAnswersWithItsIdAndKnowsTheMaster() {
        bench.settled();
        FakePeer third = bench.stranger(3);
        hello(third);
        assertThat(bench.monitored().peers).hasSize(2);
        bench.runUntil(EventType.SENTINEL, 500);
        assertThat(bench.monitored().peers).containsKey(third.id);
        assertThat(Bench.last(bench.saves).state().masters().get(0).sentinels()).hasSize(3);
    }

    @Test
    void aWrongIdIsNobody() {
        bench.settled();
        FakePeer third = bench.stranger(3);
        hello(third);
        third.id = Bench.id(99);
        bench.run(5_000);
        assertThat(bench.monitored().peers).hasSize(2);
    }

    @Test
    void oneThatDoesNotWatchTheMasterIsNobody() {
        bench.settled();
        FakePeer third = bench.stranger(3);
        third.refusesMaster = true;
        hello(third);
        bench.run(5_000);
        assertThat(bench.monitored().peers).hasSize(2);
    }

    @Test
    void oneTooOldToKnowItsIdIsBelieved() {
        bench.settled();
        FakePeer third = bench.stranger(3);
        third.refusesMyId = true;
        hello(third);
        bench.run(500);
        assertThat(bench.monitored().peers).hasSize(3);
    }

    @Test
    void anAddressWhereNobodyIsIsForgottenForAWhile() {
        bench.settled();
        FakePeer third = bench.stranger(3);
        third.reachable = false;
        hello(third);
        bench.run(4_000);
        third.reachable = true;
        hello(third);
        bench.run(1_000);
        assertThat(bench.monitored().peers).hasSize(2);
        bench.run(8_500);
        hello(third);
        bench.run(500);
        assertThat(bench.monitored().peers).hasSize(3);
    }

    @Test
    void aFloodOfForgedIdsOpensFewConnections() {
        bench.settled();
        int before = bench.conns.size();
        long opened = 0;
        for (int n = 100; n < 400; n++) {
            FakePeer forged = bench.stranger(7);
            forged.freeze();
            FakePeer named = new FakePeer(forged.address, Bench.id(n), Bench.MASTER, 0);
            hello(named);
            bench.run(10);
            opened = Math.max(opened, bench.conns.size() - before);
        }
        assertThat(opened).isLessThanOrEqualTo(4);
        assertThat(bench.monitored().peers).hasSize(2);
    }

    @Test
    void aSentinelThatMovedIsFollowed() {
        bench.settled();
        FakePeer old = bench.peerAt(1);
        bench.kill(old);
        FakePeer moved = new FakePeer(new InstanceAddress("10.0.1.9", 26379), old.id, Bench.MASTER, 2);
        bench.processes.put(moved.address, moved);
        hello(moved);
        bench.runUntil(EventType.SENTINEL_ADDRESS_SWITCH, 1_000);
        assertThat(bench.peerRecord(moved).address()).isEqualTo(moved.address);
        assertThat(bench.monitored().peers).hasSize(2);
    }

    @Test
    void twoOfOneIdAreAnAlarmAndTheOldOneStays() {
        bench.settled();
        FakePeer old = bench.peerAt(1);
        FakePeer twin = new FakePeer(new InstanceAddress("10.0.1.9", 26379), old.id, Bench.MASTER, 2);
        bench.processes.put(twin.address, twin);
        hello(twin);
        bench.runUntil(EventType.DUPLICATE_SENTINEL_ID, 1_000);
        assertThat(bench.peerRecord(old).address()).isEqualTo(old.address);
    }

    @Test
    void aNewIdAtAKnownAddressReplacesTheOldOne() {
        bench.settled();
        FakePeer reborn = bench.peerAt(1);
        String old = reborn.id;
        reborn.id = Bench.id(55);
        hello(reborn);
        bench.runUntil(EventType.SENTINEL_INVALID_ADDR, 1_000);
        assertThat(bench.monitored().peers).containsKey(reborn.id).doesNotContainKey(old);
    }

    @Test
    void aFakeIdAtARealAddressDoesNotDropTheRealOne() {
        bench.settled();
        FakePeer fake = new FakePeer(bench.peerAt(1).address, Bench.id(55), Bench.MASTER, 2);
        hello(fake);
        bench.run(5_000);
        assertThat(bench.monitored().peers).containsKey(bench.peerAt(1).id).hasSize(2);
    }

    @Test
    void ourPasswordGoesNowhereThatNoConfirmedSentinelKnows() {
        bench.settings = new GlobalSettings(
                Optional.empty(), 0, false, false, true, Optional.empty(), Optional.of(new Secret("s")));
        bench.settled();
        FakePeer third = bench.stranger(3);
        hello(third);
        bench.run(2_000);
        assertThat(third.heard).isEmpty();
        bench.run(12_000);
        bench.peers()
                .forEach(peer -> peer.sentinels.add(FakeProcess.fields(
                        "name", third.id, "ip", third.address.host(), "port", "26379", "runid", third.id)));
        hello(third);
        bench.run(1_000);
        assertThat(bench.monitored().peers).hasSize(3);
    }

    @Test
    void ourOwnHelloIsNoNews() {
        bench.settled();
        hello(new FakePeer(new InstanceAddress("10.0.1.50", 26379), Bench.ME, Bench.MASTER, 2));
        bench.run(2_000);
        assertThat(bench.monitored().peers).hasSize(2);
    }

    @Test
    void aSentinelFromTheFileThatHasAnotherIdNowHasNoVoice() {
        bench.peerAt(1).id = Bench.id(55);
        bench.start();
        bench.run(500);
        assertThat(bench.monitored().peers.get(Bench.id(1)).confirmed).isFalse();
        assertThat(bench.monitored().peers.get(Bench.id(2)).confirmed).isTrue();
        assertThat(bench.peerAt(1).countOf("SENTINEL", "MYID")).isEqualTo(1);
    }

    /** Its address has another Sentinel now, and no hello has told us where it went: nobody has two voices. */
    @Test
    void whoeverAnswersAtItsAddressAfterAReconnectHasToBeTheSame() {
        bench.settled();
        bench.peerAt(1).id = Bench.id(55);
        bench.cut(bench.peerAt(1));
        bench.run(500);
        assertThat(bench.monitored().peers.get(Bench.id(1)).confirmed).isFalse();
        assertThat(bench.monitored().peers.get(Bench.id(2)).confirmed).isTrue();

        bench.peerAt(1).id = Bench.id(1);
        bench.cut(bench.peerAt(1));
        bench.run(500);
        assertThat(bench.monitored().peers.get(Bench.id(1)).confirmed).isTrue();
    }

    /** It is asked who it is before anything whose answer counts. */
    @Test
    void aVoteFromAReusedAddressDoesNotElect() {
        bench.settled();
        bench.peerAt(1).id = Bench.ME;
        bench.peerAt(1).votes = true;
        bench.cut(bench.peerAt(1));
        bench.kill(bench.peerAt(2));
        bench.masterDies();
        bench.run(10_000);
        assertThat(bench.promotions()).isEmpty();
        assertThat(bench.events).noneMatch(each -> each.type() == EventType.ELECTED_LEADER);
    }

    @Test
    void aSentinelFromTheFileThatCannotTellIsBelieved() {
        bench.peerAt(1).refusesMyId = true;
        bench.settled();
        assertThat(bench.monitored().peers.get(Bench.id(1)).confirmed).isTrue();
    }

    @Test
    void unreachableSentinelsStillCountThroughTheOthers() {
        bench.settled();
        bench.peerAt(1).others = 4;
        bench.peerAt(2).others = 4;
        bench.masterDies();
        bench.run(3_000);
        assertThat(bench.happened(EventType.ELECTED_LEADER)).isTrue();
        assertThat(Voters.count(bench.monitored(), stepOf())).isEqualTo(5);
    }

    private Step stepOf() {
        Step step = new Step(bench.self(), bench);
        step.at(bench.nowMs, bench.wallMs);
        return step;
    }
}
