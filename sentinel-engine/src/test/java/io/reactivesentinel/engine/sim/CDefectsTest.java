package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.FailoverEvent;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The known mistakes of C's Sentinel, E1 to E9, which the model of it has to have too. */
class CDefectsTest extends CCluster {

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

    @Test
    void e9ALineBreakInAnIdBecomesADirectiveAtTheNextStart() {
        cluster();
        TinyClient client = client();
        CSentinel sentinel = sentinels.get(0);
        String id = "x\nsentinel config-epoch " + NAME + " 99";
        String hello = hello(client.address(), id, 0, nodes.get(0).address(), 0);
        client.ask(sentinel.address(), "PUBLISH", "__sentinel__:hello", hello);
        assertThat(held(sentinel).configEpoch()).isZero();
        sentinel.crash();
        sentinel.start();
        assertThat(held(sentinel).configEpoch()).isEqualTo(99);
        assertThat(sentinel.currentEpoch()).isEqualTo(99);
    }
}
