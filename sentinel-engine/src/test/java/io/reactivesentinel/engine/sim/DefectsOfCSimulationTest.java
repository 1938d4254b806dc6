package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.config.MonitorConfig;
import io.reactivesentinel.engine.config.Timings;
import io.reactivesentinel.engine.spi.GlobalSettings;
import io.reactivesentinel.engine.spi.MasterRecord;
import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What breaks C's Sentinel, E1 to E10, done to ours: the invariant that C loses has to hold. */
class DefectsOfCSimulationTest {

    private static final String OTHER_ID = "0123456789abcdef0123456789abcdef01234567";
    private static final String UNHEARD = "10.9.9.9";
    private static final int PORT = 26_379;

    private static Scenario story(long seed) {
        return new Scenario(seed, ClusterPlan.usual().withTimes(1_000, 20_000)).settle();
    }

    private static List<String> texts(RespValue value) {
        List<String> texts = new ArrayList<>();
        for (RespValue each : value.elements()) {
            texts.add(each instanceof RespValue.Int number ? Long.toString(number.value()) : each.asText());
        }
        return texts;
    }

    /** What a Sentinel answers to somebody who asks for its vote: leader and epoch. */
    private static List<String> vote(Scenario story, int sentinel, String epoch, String candidate) {
        InstanceAddress master = story.held(sentinel).address();
        return texts(story.ask(
                        story.sentinel(sentinel).process(),
                        "SENTINEL",
                        "IS-MASTER-DOWN-BY-ADDR",
                        master.host(),
                        Integer.toString(master.port()),
                        epoch,
                        candidate))
                .subList(1, 3);
    }

    private static String hello(InstanceAddress from, String id, long epoch, InstanceAddress master, long config) {
        return from.host() + "," + from.port() + "," + id + "," + epoch + ",m0," + master.host() + "," + master.port()
                + "," + config;
    }

    /** The master dies; it has to be replaced as soon as if nothing had been tried before. */
    private static void failsOver(Scenario story) {
        RedisNode dead = story.named(0);
        dead.crash();
        story.until("another master is named by all", 3_000, () -> story.nameAnother(dead));
    }

    // --- E1

    /** One Sentinel of ours and two others that say what the test wants. */
    private static final class Lone {
        final World world = new World(1);
        final List<TinyRedis> nodes = new ArrayList<>();
        final List<EventType> said = new ArrayList<>();
        final OurSentinel sentinel;
        final List<TinyClient> peers = new ArrayList<>();
        /** Whether they vote for ours. */
        boolean forUs;
        /** In which epoch they vote; 0 for the one that is asked for, -1 not at all. */
        long epoch = -1;
        /** How often somebody was told to be a master. */
        int promotions;

        Lone() {
            for (int i = 0; i < 2; i++) {
                InstanceAddress master = i == 0 ? null : nodes.get(0).address();
                new TinyRedis(world, world.network().host("redis" + i), nodes, master).start();
            }
            for (int i = 0; i < 2; i++) {
                String id = id(i);
                peers.add(new TinyClient(world, world.network().host("peer" + i), words -> answer(id, words)));
            }
            InstanceAddress master = nodes.get(0).address();
            MonitorConfig settings = MonitorConfig.builder("m0", master.host(), master.port(), 2)
                    .downAfter(Duration.ofSeconds(1))
                    .failoverTimeout(Duration.ofSeconds(20))
                    .build();
            List<MasterRecord.KnownSentinel> known = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                known.add(new MasterRecord.KnownSentinel(peers.get(i).address(), id(i)));
            }
            MasterRecord record =
                    new MasterRecord(settings, 0, 0, List.of(nodes.get(1).address()), known);
            PersistentState state =
                    new PersistentState(world.chance().hexId(), 0, GlobalSettings.DEFAULT, List.of(record));
            sentinel = new OurSentinel(
                    world, "s0", world.network().host("s0"), PORT, state, Timings.DEFAULT, Variant.PRODUCTION);
            world.watch(new Observer() {
                @Override
                public void published(SentinelNode by, SentinelEvent event) {
                    said.add(event.type());
                }

                @Override
                public void sent(SimProcess from, InstanceAddress to, List<String> words) {
                    promotions += Wording.isPromotion(words) ? 1 : 0;
                }
            });
            sentinel.start();
            world.run(12_000);
            assertThat(sentinel.held("m0").peers()).isEqualTo(2);
        }

        static String id(int peer) {
            return Integer.toString(peer + 1).repeat(40);
        }

        private RespValue answer(String id, List<String> words) {
            if (words.get(0).equals("PING")) {
                return RespValue.SimpleString.PONG;
            } else if (!words.get(0).equals("SENTINEL")) {
                return RespValue.Int.of(1);
            } else if (words.get(1).equalsIgnoreCase("MYID")) {
                return RespValue.bulk(id);
            } else if (words.get(1).equalsIgnoreCase("MASTER")) {
                return idle();
            } else if (words.get(1).equalsIgnoreCase("GET-MASTER-ADDR-BY-NAME")) {
                InstanceAddress master = nodes.get(0).address();
                return new RespValue.Array(
                        List.of(RespValue.bulk(master.host()), RespValue.bulk(Integer.toString(master.port()))));
            } else if (words.size() == 6) {
                return ballot(words);
            }
            return new RespValue.Array(List.of());
        }

        private RespValue ballot(List<String> words) {
            boolean asksForVote = !words.get(5).equals("*") && !words.get(4).equals("0");
            if (!asksForVote || epoch < 0) {
                return down("*", 0);
            }
            return down(forUs ? sentinel.id() : OTHER_ID, epoch == 0 ? Long.parseLong(words.get(4)) : epoch);
        }

        private static RespValue down(String leader, long epoch) {
            return new RespValue.Array(List.of(RespValue.Int.of(1), RespValue.bulk(leader), RespValue.Int.of(epoch)));
        }

        private RespValue idle() {
            InstanceAddress master = nodes.get(0).address();
            List<RespValue> items = new ArrayList<>();
            for (String each : List.of(
                    "name",
                    "m0",
                    "ip",
                    master.host(),
                    "port",
                    Integer.toString(master.port()),
                    "flags",
                    "master",
                    "config-epoch",
                    "0",
                    "num-slaves",
                    "1",
                    "num-other-sentinels",
                    "2",
                    "quorum",
                    "2")) {
                items.add(RespValue.bulk(each));
            }
            return new RespValue.Array(items);
        }

        void sayHello(long currentEpoch) {
            for (int i = 0; i < 2; i++) {
                InstanceAddress master = nodes.get(0).address();
                peers.get(i)
                        .send(
                                sentinel.address(),
                                "PUBLISH",
                                HelloMessage.CHANNEL,
                                hello(peers.get(i).address(), id(i), currentEpoch, master, 0));
            }
            world.run(100);
        }
    }

    @Test
    void e1VotesOfAnotherEpochElectNobody() {
        Lone story = new Lone();
        story.nodes.get(0).crash();
        story.world.run(1_400);
        assertThat(story.said).as("it has asked for votes").contains(EventType.TRY_FAILOVER);
        story.forUs = true;
        story.epoch = 6;
        story.sayHello(6);
        story.world.run(60_000);
        assertThat(story.said).doesNotContain(EventType.ELECTED_LEADER, EventType.SWITCH_MASTER);
        assertThat(story.promotions).isZero();
        assertThat(story.sentinel.held("m0").configEpoch()).isZero();
        assertThat(story.sentinel.currentEpoch()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void e1VotesThatWereForAnotherAndAreForUsInALaterEpochElectNobody() {
        Lone story = new Lone();
        story.epoch = 1;
        story.nodes.get(0).crash();
        story.world.run(1_400);
        story.forUs = true;
        story.epoch = 6;
        story.sayHello(6);
        story.world.run(60_000);
        assertThat(story.said).doesNotContain(EventType.ELECTED_LEADER, EventType.SWITCH_MASTER);
        assertThat(story.promotions).isZero();
    }

    @Test
    void e1VotesOfTheEpochThatWasAskedForDoElect() {
        Lone story = new Lone();
        story.forUs = true;
        story.epoch = 0;
        story.nodes.get(0).crash();
        story.world.run(2_500);
        assertThat(story.said).contains(EventType.ELECTED_LEADER);
        assertThat(story.promotions).isPositive();
    }

    // --- E2

    @Test
    void e2TwoFailoversAtOnceMakeOneConfigurationForEachEpoch() {
        for (int seed = 0; seed < 6; seed++) {
            Scenario story = story(seed);
            RedisNode old = story.named(0);
            List<RespValue> first = story.give(story.sentinel(0).process(), "SENTINEL", "FAILOVER", "m0");
            List<RespValue> second = story.give(story.sentinel(1).process(), "SENTINEL", "FAILOVER", "m0");
            story.until("both are answered", 3_000, () -> !first.isEmpty() && !second.isEmpty());
            story.until("another master is named by all", 5_000, () -> story.nameAnother(old));
            story.endsWellWithin(20_000);
        }
    }

    @Test
    void e2TwoFailoversAtOnceOfSentinelsThatSeeDifferentReplicas() {
        for (int seed = 0; seed < 6; seed++) {
            Scenario story = story(seed);
            RedisNode old = story.named(0);
            // The two see different replicas, so they would promote different ones.
            story.cut(story.host(0), story.node(1).host());
            story.cut(story.host(1), story.node(2).host());
            story.run(8_000);
            story.give(story.sentinel(0).process(), "SENTINEL", "FAILOVER", "m0");
            story.give(story.sentinel(1).process(), "SENTINEL", "FAILOVER", "m0");
            story.until("another master is named by all", 8_000, () -> story.nameAnother(old));
            long epoch = story.held(0).configEpoch();
            for (int i = 1; i < 3; i++) {
                story.require(story.held(i).configEpoch() == epoch, "all name it in one epoch");
            }
            story.endsWellWithin(30_000);
        }
    }

    // --- E3, E4, E5

    @Test
    void e3AVoteIsGivenWhileTheMasterIsUpAsCDoesAndChangesNothingElse() {
        Scenario story = story(3);
        assertThat(vote(story, 0, "1", OTHER_ID)).containsExactly(OTHER_ID, "1");
        assertThat(vote(story, 0, "1", "f".repeat(40))).containsExactly(OTHER_ID, "1");
        story.run(5_000);
        assertThat(story.count(EventType.TRY_FAILOVER)).isZero();
        // Nobody acts in that epoch; the one in which the master is replaced is a later one.
        failsOver(story);
        assertThat(story.held(0).configEpoch()).isGreaterThan(1);
    }

    @Test
    void e4AMasterThatIsMonitoredAnewHasNotForgottenTheVote() {
        Scenario story = story(4);
        OurSentinel sentinel = story.ours(0);
        InstanceAddress master = story.held(0).address();
        assertThat(vote(story, 0, "5", OTHER_ID)).containsExactly(OTHER_ID, "5");
        story.ask(sentinel, "SENTINEL", "REMOVE", "m0");
        story.ask(sentinel, "SENTINEL", "MONITOR", "m0", master.host(), Integer.toString(master.port()), "2");
        List<String> again = vote(story, 0, "5", "e".repeat(40));
        assertThat(again.get(0)).isNotEqualTo("e".repeat(40));
        assertThat(sentinel.durableLeaderEpoch("m0")).isGreaterThanOrEqualTo(5);
        sentinel.crash();
        sentinel.start();
        story.run(500);
        assertThat(vote(story, 0, "5", "e".repeat(40)).get(0)).isNotEqualTo("e".repeat(40));
    }

    @Test
    void e5AVoteThatCannotBeSavedIsNotGiven() {
        Scenario story = story(5);
        OurSentinel sentinel = story.ours(0);
        sentinel.disk().mood(SimDisk.Mood.FULL);
        assertThat(vote(story, 0, "5", OTHER_ID)).containsExactly("*", "0");
        assertThat(sentinel.durableLeaderEpoch("m0")).isZero();
        sentinel.crash();
        sentinel.disk().mood(SimDisk.Mood.WELL);
        sentinel.start();
        story.run(500);
        assertThat(vote(story, 0, "5", "e".repeat(40))).containsExactly("e".repeat(40), "5");
        assertThat(vote(story, 0, "5", OTHER_ID)).containsExactly("e".repeat(40), "5");
    }

    @Test
    void e5AVoteThatIsStillBeingSavedWhenItIsKilledHasNotLeft() {
        for (int seed = 0; seed < 8; seed++) {
            Scenario story = story(seed);
            OurSentinel sentinel = story.ours(0);
            InstanceAddress master = story.held(0).address();
            sentinel.disk().mood(SimDisk.Mood.SLOW);
            List<RespValue> answers = story.give(
                    sentinel,
                    "SENTINEL",
                    "IS-MASTER-DOWN-BY-ADDR",
                    master.host(),
                    Integer.toString(master.port()),
                    "5",
                    OTHER_ID);
            story.run(100);
            assertThat(answers).isEmpty();
            sentinel.crash();
            sentinel.disk().mood(SimDisk.Mood.WELL);
            sentinel.start();
            story.run(500);
            List<String> first = vote(story, 0, "5", "e".repeat(40));
            // Either the save came through, and the vote is taken, or it did not, and it is free.
            if (sentinel.durableLeaderEpoch("m0") == 5 && !first.get(0).equals("e".repeat(40))) {
                assertThat(vote(story, 0, "5", "d".repeat(40))).isEqualTo(first);
            } else {
                assertThat(first).containsExactly("e".repeat(40), "5");
            }
            assertThat(answers).isEmpty();
        }
    }

    // --- E6

    @Test
    void e6WhatCannotBeSavedIsNotInForce() {
        Scenario story = story(6);
        OurSentinel sentinel = story.ours(0);
        sentinel.disk().mood(SimDisk.Mood.FULL);
        RespValue answer = story.ask(sentinel, "SENTINEL", "SET", "m0", "quorum", "3");
        assertThat(answer.asError()).isNotNull();
        assertThat(story.held(0).quorum()).isEqualTo(2);
        RespValue removed = story.ask(sentinel, "SENTINEL", "REMOVE", "m0");
        assertThat(removed.asError()).isNotNull();
        assertThat(story.held(0).quorum()).isEqualTo(2);
        sentinel.disk().mood(SimDisk.Mood.WELL);
        story.run(15_000);
        assertThat(story.held(0).quorum()).isEqualTo(2);
        sentinel.crash();
        sentinel.start();
        story.run(500);
        assertThat(story.held(0).quorum()).isEqualTo(2);
    }

    // --- E7, E8, E9, E10

    private static void publish(Scenario story, SimProcess to, String hello) {
        story.ask(to, "PUBLISH", HelloMessage.CHANNEL, hello);
    }

    private static void nothingHasChanged(Scenario story, RedisNode master) {
        for (int i = 0; i < 3; i++) {
            story.require(story.held(i).address().equals(master.address()), "s" + i + " names what it named");
            story.require(story.held(i).configEpoch() == 0, "s" + i + " has the epoch it had");
            story.require(story.held(i).peers() == 2, "s" + i + " knows whom it knew");
        }
        assertThat(story.count(EventType.SWITCH_MASTER)).isZero();
        assertThat(story.count(EventType.TRY_FAILOVER)).isZero();
    }

    @Test
    void e7AHelloWithAMasterThatNobodyCanResolveChangesNothing() {
        Scenario story = story(7);
        RedisNode master = story.named(0);
        InstanceAddress nowhere = new InstanceAddress("no.such.host", 6_379);
        String known =
                hello(story.sentinel(1).process().address(), story.sentinel(1).id(), 7, nowhere, 7);
        publish(story, story.sentinel(0).process(), known);
        publish(story, master, known);
        publish(story, master, hello(new InstanceAddress(UNHEARD, PORT), OTHER_ID, 7, nowhere, 7));
        story.run(15_000);
        nothingHasChanged(story, master);
        failsOver(story);
        story.endsWell();
    }

    @Test
    void e8AnAbsurdEpochDoesNotPreventALaterFailover() {
        Scenario story = story(8);
        RedisNode master = story.named(0);
        String most = Long.toString(Long.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            assertThat(vote(story, i, most, OTHER_ID)).as("the vote of s%d", i).doesNotContain(OTHER_ID);
            InstanceAddress at = story.sentinel((i + 1) % 3).process().address();
            String id = story.sentinel((i + 1) % 3).id();
            publish(story, story.sentinel(i).process(), hello(at, id, Long.MAX_VALUE, master.address(), 0));
        }
        publish(
                story,
                master,
                hello(
                        story.sentinel(0).process().address(),
                        story.sentinel(0).id(),
                        Long.MAX_VALUE - 1,
                        story.node(1).address(),
                        Long.MAX_VALUE - 1));
        story.run(15_000);
        nothingHasChanged(story, master);
        for (int i = 0; i < 3; i++) {
            assertThat(story.sentinel(i).currentEpoch()).isLessThan(1L << 21);
            assertThat(story.sentinel(i).durableCurrentEpoch()).isLessThan(1L << 21);
        }
        failsOver(story);
        story.endsWell();
    }

    @Test
    void e9ALineBreakInAnIdIsNotStored() {
        Scenario story = story(9);
        RedisNode master = story.named(0);
        OurSentinel sentinel = story.ours(0);
        PersistentState before = sentinel.disk().durable();
        for (String id :
                List.of("x\nsentinel config-epoch m0 99", OTHER_ID + "\nsentinel config-epoch m0 99", "\n", "")) {
            publish(story, sentinel, hello(new InstanceAddress(UNHEARD, PORT), id, 0, master.address(), 0));
            publish(story, master, hello(new InstanceAddress(UNHEARD, PORT), id, 0, master.address(), 0));
        }
        story.run(15_000);
        assertThat(sentinel.disk().durable().masters().get(0).sentinels())
                .isEqualTo(before.masters().get(0).sentinels());
        sentinel.crash();
        sentinel.start();
        story.run(5_000);
        nothingHasChanged(story, master);
        assertThat(sentinel.currentEpoch()).isZero();
    }

    @Test
    void e10AHelloOfAPlainClientDoesNotMoveTheMaster() {
        Scenario story = story(10);
        RedisNode master = story.named(0);
        InstanceAddress attacker = new InstanceAddress(UNHEARD, 6_379);
        SentinelNode named = story.sentinel(1);
        for (RedisNode channel : List.of(story.node(0), story.node(1), story.node(2))) {
            publish(story, channel, hello(named.process().address(), named.id(), 1, attacker, 1));
            publish(story, channel, hello(new InstanceAddress(UNHEARD, PORT), OTHER_ID, 2, attacker, 2));
            // A node that is a replica and stays one.
            publish(
                    story,
                    channel,
                    hello(
                            named.process().address(),
                            named.id(),
                            3,
                            story.node(2).address(),
                            3));
        }
        story.run(30_000);
        nothingHasChanged(story, master);
        story.require(master.isMaster(), "the master is one");
        failsOver(story);
        story.endsWell();
    }
}
