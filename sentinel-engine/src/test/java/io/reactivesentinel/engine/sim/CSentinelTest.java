package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.sim.c.CState;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model of C's Sentinel against what is known of the real one, its mistakes E1 to E8 among it. */
class CSentinelTest {

    private static final String NAME = "mymaster";
    private static final String OTHER_ID = "0123456789012345678901234567890123456789";

    private record Said(SentinelNode by, SentinelEvent event) {}

    private final List<Said> said = new ArrayList<>();
    private final List<TinyRedis> nodes = new ArrayList<>();
    private final List<CSentinel> sentinels = new ArrayList<>();
    private World world = world(1);

    private World world(long seed) {
        World made = new World(seed);
        said.clear();
        nodes.clear();
        sentinels.clear();
        made.watch(new Observer() {
            @Override
            public void published(SentinelNode by, SentinelEvent event) {
                said.add(new Said(by, event));
            }
        });
        return made;
    }

    private void data(int count) {
        for (int i = 0; i < count; i++) {
            InstanceAddress master = i == 0 ? null : nodes.get(0).address();
            new TinyRedis(world, world.network().host("redis" + i), nodes, master).start();
        }
    }

    private CState initial() {
        return CState.of(
                world.chance().hexId(),
                List.of(CState.Monitored.fresh(NAME, nodes.get(0).address(), 2, 1_000, 20_000, 1)));
    }

    private CSentinel sentinel() {
        String name = "c" + sentinels.size();
        CSentinel made = new CSentinel(world, name, world.network().host(name), 26379, initial());
        sentinels.add(made);
        made.start();
        return made;
    }

    private void cluster() {
        data(3);
        for (int i = 0; i < 3; i++) {
            sentinel();
        }
        world.run(15_000);
    }

    private TinyClient client() {
        return new TinyClient(world, world.network().host("client"), words -> RespValue.SimpleString.PONG);
    }

    private static SentinelNode.Held held(SentinelNode sentinel) {
        return sentinel.held(NAME);
    }

    private long count(EventType type) {
        return said.stream().filter(each -> each.event().type() == type).count();
    }

    private boolean allName(InstanceAddress address) {
        return sentinels.stream().allMatch(each -> held(each).address().equals(address));
    }

    /** Until all name another master than the first node; how long that took. */
    private long untilSwitchedMs(long atMostMs) {
        long fromMs = world.nowMs();
        while (world.nowMs() - fromMs < atMostMs
                && (allName(nodes.get(0).address())
                        || !allName(held(sentinels.get(0)).address()))) {
            world.run(10);
        }
        return world.nowMs() - fromMs;
    }

    private static List<String> texts(RespValue value) {
        List<String> texts = new ArrayList<>();
        for (RespValue each : value.elements()) {
            texts.add(each instanceof RespValue.Int number ? Long.toString(number.value()) : each.asText());
        }
        return texts;
    }

    private RespValue vote(TinyClient client, CSentinel of, String epoch, String candidate) {
        InstanceAddress master = nodes.get(0).address();
        return client.ask(of.address(), "SENTINEL", "IS-MASTER-DOWN-BY-ADDR", master.host(), "6379", epoch, candidate);
    }

    private static String hello(InstanceAddress from, String id, long epoch, InstanceAddress master, long config) {
        return from.host() + "," + from.port() + "," + id + "," + epoch + "," + NAME + "," + master.host() + ","
                + master.port() + "," + config;
    }

    @Test
    void threeDiscoverEachOtherAndTheReplicasByHelloAndInfo() {
        cluster();
        assertThat(sentinels).allSatisfy(each -> assertThat(held(each).peers()).isEqualTo(2));
        assertThat(sentinels)
                .allSatisfy(each ->
                        assertThat(each.durable().master(NAME).replicas()).hasSize(2));
        assertThat(count(EventType.SENTINEL)).isEqualTo(6);
        assertThat(count(EventType.SDOWN)).isZero();
        assertThat(client().ask(sentinels.get(0).address(), "SENTINEL", "CKQUORUM", NAME)
                        .asText())
                .startsWith("OK 3 usable");
    }

    @Test
    void aDeadMasterIsReplacedAboutAsFastAsByTheRealOne() {
        long[] tookMs = new long[41];
        int twice = 0;
        for (int seed = 0; seed < tookMs.length; seed++) {
            world = world(seed);
            cluster();
            world.run(world.chance().below(5_000));
            nodes.get(0).crash();
            tookMs[seed] = untilSwitchedMs(60_000);
            world.run(5_000);
            // A switch puts the countdown to its beginning, but not the pace of attempts to connect: where the next
            // attempt
            // falls on the end of down-after, C takes the new master for down at once and fails over a second time.
            assertThat(count(EventType.SWITCH_MASTER)).as("seed %d", seed).isIn(3L, 6L);
            twice += count(EventType.SWITCH_MASTER) == 6 ? 1 : 0;
            assertThat(sentinels)
                    .allSatisfy(each -> assertThat(held(each).configEpoch()).isPositive());
        }
        Arrays.sort(tookMs);
        assertThat(tookMs[tookMs.length / 2]).as(Arrays.toString(tookMs)).isBetween(2_100L, 2_400L);
        assertThat(twice).isLessThan(tookMs.length / 5);
    }

    @Test
    void theOldMasterIsConvertedWhenItReturns() {
        cluster();
        nodes.get(0).crash();
        world.run(20_000);
        nodes.get(0).start();
        world.run(40_000);
        assertThat(nodes.get(0).follows).isEqualTo(held(sentinels.get(0)).address());
        assertThat(count(EventType.CONVERT_TO_REPLICA)).isPositive();
        assertThat(nodes.stream().filter(each -> each.follows == null)).hasSize(1);
    }

    @Test
    void aFailoverStartsOnlyTwiceTheTimeoutAfterTheLast() {
        data(1);
        for (int i = 0; i < 3; i++) {
            sentinel();
        }
        world.run(15_000);
        nodes.get(0).crash();
        world.run(38_000);
        assertThat(count(EventType.TRY_FAILOVER)).isPositive();
        said.clear();
        world.run(2_000);
        assertThat(count(EventType.TRY_FAILOVER)).isZero();
        world.run(10_000);
        assertThat(count(EventType.TRY_FAILOVER)).isPositive();
    }

    @Test
    void aSteppedClockAndALongPauseBringTilt() {
        cluster();
        sentinels.get(0).clock().stepWall(5_000);
        sentinels.get(1).pause();
        world.run(2_500);
        sentinels.get(1).resume();
        world.run(200);
        assertThat(sentinels.get(0).isTilt()).isTrue();
        assertThat(sentinels.get(1).isTilt()).isTrue();
        assertThat(sentinels.get(2).isTilt()).isFalse();
        nodes.get(0).crash();
        world.run(20_000);
        assertThat(count(EventType.ODOWN)).isZero();
        world.run(20_000);
        assertThat(sentinels.get(0).isTilt()).isFalse();
        assertThat(count(EventType.SWITCH_MASTER)).isEqualTo(3);
    }

    @Test
    void aShortPauseBringsNoFalseAlarm() {
        cluster();
        for (int i = 0; i < 20; i++) {
            sentinels.get(0).pause();
            world.run(1_800);
            sentinels.get(0).resume();
            world.run(3_000 + i * 37);
        }
        // The others think otherwise of it.
        assertThat(said)
                .noneMatch(each -> each.by() == sentinels.get(0)
                        && (each.event().type() == EventType.SDOWN
                                || each.event().type() == EventType.TILT));
        assertThat(count(EventType.ODOWN)).isZero();
    }

    @Test
    void itShowsItsStateAsOursReadsIt() {
        cluster();
        List<String> master = texts(client().ask(sentinels.get(0).address(), "SENTINEL", "MASTER", NAME));
        assertThat(master).hasSize(40);
        assertThat(master.get(32)).isEqualTo("num-other-sentinels");
        assertThat(master.get(33)).isEqualTo("2");
        assertThat(master).containsSequence("flags", "master");
    }

    @Test
    void itPublishesEventsToClients() {
        cluster();
        List<RespValue> heard = client().send(sentinels.get(1).address(), "SUBSCRIBE", "+switch-master");
        world.run(10);
        assertThat(texts(heard.get(0))).containsExactly("subscribe", "+switch-master", "1");
        nodes.get(0).crash();
        world.run(10_000);
        assertThat(texts(heard.get(1))).startsWith("message", "+switch-master").hasSize(3);
        assertThat(texts(heard.get(1)).get(2)).startsWith(NAME + " 10.0.0.1 6379 10.0.0.");
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        cluster();
        nodes.get(0).crash();
        world.run(30_000);
        long first = world.hash();
        world = world(1);
        cluster();
        nodes.get(0).crash();
        world.run(30_000);
        assertThat(world.hash()).isEqualTo(first);
    }

    @Test
    void e1VotesOfALaterEpochElectTheLeaderOfAnEarlierOne() {
        data(2);
        CSentinel real = sentinel();
        boolean[] later = new boolean[1];
        List<TinyClient> peers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            peers.add(new TinyClient(world, world.network().host("peer" + i), words -> {
                if (!words.get(0).equals("SENTINEL")) {
                    return words.get(0).equals("PING") ? RespValue.SimpleString.PONG : RespValue.Int.of(1);
                }
                return new RespValue.Array(List.of(
                        RespValue.Int.of(1),
                        RespValue.bulk(words.get(5).equals("*") ? "*" : later[0] ? real.id() : OTHER_ID),
                        RespValue.Int.of(later[0] ? 6 : 1)));
            }));
        }
        world.run(12_000);
        sayHello(real, peers, 0);
        world.run(3_000);
        nodes.get(0).crash();
        world.run(4_000);
        assertThat(count(EventType.TRY_FAILOVER)).isEqualTo(1);
        assertThat(count(EventType.ELECTED_LEADER)).isZero();
        later[0] = true;
        sayHello(real, peers, 6);
        world.run(4_000);
        assertThat(count(EventType.ELECTED_LEADER)).isEqualTo(1);
        assertThat(held(real).address()).isEqualTo(nodes.get(1).address());
        assertThat(held(real).configEpoch()).isEqualTo(1);
        assertThat(real.currentEpoch()).isEqualTo(6);
    }

    private void sayHello(CSentinel to, List<TinyClient> peers, long epoch) {
        for (int i = 0; i < peers.size(); i++) {
            String id = Integer.toString(i + 1).repeat(40);
            String hello = hello(peers.get(i).address(), id, epoch, nodes.get(0).address(), 0);
            peers.get(i).ask(to.address(), "PUBLISH", "__sentinel__:hello", hello);
        }
    }

    @Test
    void e2TwoManualFailoversAtOnceCreateTheSameEpoch() {
        cluster();
        TinyClient client = client();
        // The two see different replicas, so they promote different ones.
        world.network().cut(sentinels.get(0).host(), nodes.get(1).host(), true);
        world.network().cut(sentinels.get(1).host(), nodes.get(2).host(), true);
        world.run(8_000);
        List<RespValue> first = client.send(sentinels.get(0).address(), "SENTINEL", "FAILOVER", NAME);
        List<RespValue> second = client.send(sentinels.get(1).address(), "SENTINEL", "FAILOVER", NAME);
        world.run(3_000);
        assertThat(first).containsExactly(RespValue.SimpleString.OK);
        assertThat(second).containsExactly(RespValue.SimpleString.OK);
        List<Long> epochs = said.stream()
                .filter(each -> each.event().type() == EventType.ELECTED_LEADER)
                .map(each -> ((FailoverEvent) each.event()).epoch())
                .toList();
        assertThat(epochs).containsExactly(1L, 1L);
        assertThat(held(sentinels.get(0)).configEpoch()).isEqualTo(1);
        assertThat(held(sentinels.get(1)).configEpoch()).isEqualTo(1);
        assertThat(held(sentinels.get(0)).address())
                .isNotEqualTo(held(sentinels.get(1)).address());
    }

    @Test
    void e3AnybodyGetsAVoteWhileTheMasterIsUp() {
        cluster();
        assertThat(texts(vote(client(), sentinels.get(0), "1", "anything at all")))
                .containsExactly("0", "anything at all", "1");
    }

    @Test
    void e4AMasterThatIsMonitoredAnewForgetsTheVote() {
        cluster();
        TinyClient client = client();
        InstanceAddress sentinel = sentinels.get(0).address();
        assertThat(texts(vote(client, sentinels.get(0), "5", "d"))).containsExactly("0", "d", "5");
        assertThat(texts(vote(client, sentinels.get(0), "5", "e"))).containsExactly("0", "d", "5");
        client.ask(sentinel, "SENTINEL", "REMOVE", NAME);
        InstanceAddress master = nodes.get(0).address();
        client.ask(sentinel, "SENTINEL", "MONITOR", NAME, master.host(), "6379", "2");
        assertThat(texts(vote(client, sentinels.get(0), "5", "e"))).containsExactly("0", "e", "5");
    }

    @Test
    void e5AVoteThatCouldNotBeSavedIsToldAndForgotten() {
        cluster();
        TinyClient client = client();
        CSentinel sentinel = sentinels.get(0);
        sentinel.diskFull(true);
        assertThat(texts(vote(client, sentinel, "5", "d"))).containsExactly("0", "d", "5");
        assertThat(sentinel.durableLeaderEpoch(NAME)).isZero();
        sentinel.crash();
        sentinel.diskFull(false);
        sentinel.start();
        assertThat(texts(vote(client, sentinel, "5", "e"))).containsExactly("0", "e", "5");
        assertThat(sentinel.durableLeaderEpoch(NAME)).isEqualTo(5);
    }

    @Test
    void aVoteThatWasSavedSurvives() {
        cluster();
        TinyClient client = client();
        CSentinel sentinel = sentinels.get(0);
        vote(client, sentinel, "5", "d");
        sentinel.crash();
        sentinel.start();
        assertThat(texts(vote(client, sentinel, "5", "e"))).containsExactly("0", "*", "5");
    }

    @Test
    void e6WhatCouldNotBeSavedIsInForceAllTheSame() {
        cluster();
        sentinels.get(0).diskFull(true);
        RespValue answer = client().ask(sentinels.get(0).address(), "SENTINEL", "SET", NAME, "quorum", "3");
        assertThat(answer.asError()).isEqualTo("ERR Failed to save config file. Check server logs.");
        assertThat(held(sentinels.get(0)).quorum()).isEqualTo(3);
    }

    @Test
    void e7AnAddressThatMakesNoSenseIsAnnouncedAndItsEpochKept() {
        cluster();
        TinyClient client = client();
        CSentinel sentinel = sentinels.get(0);
        InstanceAddress before = held(sentinel).address();
        String hello = hello(client.address(), OTHER_ID, 7, new InstanceAddress("no.such.host", 6379), 7);
        client.ask(sentinel.address(), "PUBLISH", "__sentinel__:hello", hello);
        assertThat(count(EventType.SWITCH_MASTER)).isEqualTo(1);
        assertThat(held(sentinel).address()).isEqualTo(before);
        assertThat(held(sentinel).configEpoch()).isEqualTo(7);
        String truth = hello(client.address(), OTHER_ID, 7, nodes.get(1).address(), 7);
        client.ask(sentinel.address(), "PUBLISH", "__sentinel__:hello", truth);
        assertThat(held(sentinel).address()).isEqualTo(before);
    }

    @Test
    void e8AnAbsurdEpochPutsAnEndToFailover() {
        cluster();
        vote(client(), sentinels.get(0), Long.toString(Long.MAX_VALUE), "x");
        world.run(10_000);
        assertThat(sentinels)
                .allSatisfy(each -> assertThat(each.durableCurrentEpoch()).isEqualTo(Long.MAX_VALUE));
        nodes.get(0).crash();
        world.run(300_000);
        assertThat(count(EventType.TRY_FAILOVER)).isPositive();
        assertThat(count(EventType.ELECTED_LEADER)).isZero();
        assertThat(allName(nodes.get(0).address())).isTrue();
    }
}
