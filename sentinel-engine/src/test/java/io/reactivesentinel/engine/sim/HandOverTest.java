package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of writes when another node of the model becomes the master, in order or not. */
class HandOverTest extends RedisBench {

    @Test
    void anOldMasterThatWroteOnLosesItWhenItFollowsTheNewOne() {
        cluster();
        writer.start();
        world.run(2_000);
        SimHost app = writer.host();
        // The old master and its client on one side.
        for (SimHost inside : List.of(first.host(), app)) {
            for (SimHost outside : List.of(second.host(), third.host())) {
                world.network().cut(inside, outside, true);
                world.network().cut(outside, inside, true);
            }
        }
        promote(second);
        world.run(3_000);
        int acknowledged = acknowledged();
        assertThat(first.acceptsWrites()).isTrue();
        assertThat(second.acceptsWrites()).isTrue();
        for (SimHost inside : List.of(first.host(), app)) {
            for (SimHost outside : List.of(second.host(), third.host())) {
                world.network().cut(inside, outside, false);
                world.network().cut(outside, inside, false);
            }
        }
        told.master = second;
        List<String> copies = notes("full copy");
        follow(first, second);
        follow(third, second);
        world.run(10_000);
        assertThat(copies).anyMatch(note -> note.startsWith("r1"));
        assertThat(first.isLinked()).isTrue();
        assertThat(first.offset()).isEqualTo(second.offset());

        WriteLog.Census census = log.census(second);
        assertThat(census.acknowledged()).isGreaterThan(acknowledged);
        assertThat(census.lost()).isBetween(20, 40);
        assertThat(census.kept() + census.lost()).isEqualTo(census.acknowledged());
        assertThat(log.census(first).kept()).isEqualTo(census.kept());
        assertThat(census.splitBrainMs())
                .as("one client after the other master")
                .isZero();
    }

    @Test
    void writesOnTwoMastersAtATimeAreCountedAsSplitBrain() {
        cluster();
        WriteLog other = log;
        Told elsewhere = new Told(world, world.network().host("elsewhere"), second);
        elsewhere.start();
        WriterClient rival = new WriterClient(
                world, "rival", world.network().host("app2"), List.of(elsewhere.address()), "mymaster", 100, other);
        writer.start();
        world.run(2_000);
        promote(second);
        rival.start();
        world.run(4_000);
        assertThat(log.splitBrainMs()).isBetween(3_000L, 4_100L);
        WriteLog.Census census = log.census(second);
        assertThat(census.lost()).isBetween(30, 45);
        assertThat(census.kept()).isBetween(45, 62);
    }

    @Test
    void anOrderlyFailoverIsNoSplitBrainAndLosesNothing() {
        cluster();
        writer.start();
        world.run(2_000);
        assertThat(text(say(first, "FAILOVER", "TO", second.address().host(), "6379", "TIMEOUT", "3000")))
                .isEqualTo("OK");
        assertThat(first.isHandingOver() || second.isMaster()).isTrue();
        told.master = second;
        world.run(5_000);
        assertThat(second.isMaster()).isTrue();
        assertThat(first.follows()).isEqualTo(second.address());
        assertThat(first.isLinked()).isTrue();
        assertThat(first.isHandingOver()).isFalse();
        follow(third, second);
        world.run(3_000);
        WriteLog.Census census = log.census(second);
        assertThat(census.acknowledged()).isGreaterThan(60);
        assertThat(census.lost()).isZero();
        assertThat(census.splitBrainMs()).isZero();
    }

    @Test
    void aFailoverThatWaitsHoldsWritesAndMessagesBack() {
        cluster();
        second.lagMs = 3_600_000;
        say(first, "SET", "key", "1");
        say(first, "FAILOVER", "TO", second.address().host(), "6379", "TIMEOUT", "2000");
        assertThat(info(first)).containsEntry("master_failover_state", "waiting-for-sync");
        assertThat(say(first, List.of(List.of("PING"), List.of("PUBLISH", "a", "b"), List.of("PING"))))
                .as("what is behind the message waits with it")
                .hasSize(1);
        assertThat(text(say(first, "SLAVEOF", "10.0.0.9", "1"))).contains("not allowed while failing over");
        world.run(2_200);
        assertThat(info(first)).containsEntry("master_failover_state", "no-failover");
        assertThat(first.acceptsWrites()).isTrue();
        assertThat(text(say(first, "SET", "key", "2"))).isEqualTo("OK");
    }

    @Test
    void aFailoverWhoseTargetIsGoneStaysReadOnlyUntilItIsAborted() {
        cluster();
        String former = first.replicationId();
        // The target has confirmed everything, and does not answer any more.
        third.pause();
        say(first, "FAILOVER", "TO", third.address().host(), "6379", "TIMEOUT", "2000");
        world.run(20_000);
        assertThat(info(first))
                .containsEntry("master_failover_state", "failover-in-progress")
                .containsEntry("role", "slave");
        assertThat(first.acceptsWrites()).isFalse();
        assertThat(text(say(first, "FAILOVER", "ABORT"))).isEqualTo("OK");
        assertThat(first.isMaster()).isTrue();
        assertThat(first.acceptsWrites()).isTrue();
        assertThat(first.replicationId()).isNotEqualTo(former);
    }

    @Test
    void aTargetThatDiesWhenItHasAcceptedIsNotFollowed() {
        cluster();
        world.watch(new Observer() {
            @Override
            public void roleChanged(RedisNode node) {
                if (node == second && node.isMaster()) {
                    // It has accepted, and nobody hears of it.
                    node.crash();
                }
            }
        });
        say(first, "FAILOVER", "TO", second.address().host(), "6379", "TIMEOUT", "2000");
        world.run(3_000);
        assertThat(first.isMaster()).isTrue();
        assertThat(first.isHandingOver()).isFalse();
        assertThat(first.acceptsWrites()).isTrue();
        assertThat(second.isAlive()).isFalse();
    }

    @Test
    void aTargetThatRefusesToTakeOverIsNotFollowed() {
        cluster();
        second.pause();
        // This reaches it first.
        client(second).send("SLAVEOF", "NO", "ONE");
        world.run(50);
        say(first, "FAILOVER", "TO", second.address().host(), "6379", "TIMEOUT", "2000");
        assertThat(first.isMaster()).isFalse();
        second.resume();
        world.run(50);
        assertThat(first.isMaster()).isTrue();
        assertThat(first.acceptsWrites()).isTrue();
        assertThat(second.isMaster()).isTrue();
    }

    @Test
    void theSameSeedIsTheSameStory() {
        assertThat(story()).isEqualTo(story());
    }

    @Test
    void aPauseOfWritesEndsByItselfAndTheyAreCarriedOutThen() {
        cluster();
        say(first, "CLIENT", "PAUSE", "1000", "WRITE");
        RedisClient client = client(first);
        client.send("SET", "key", "1");
        client.send("PING");
        world.run(500);
        assertThat(client.answers()).isEmpty();
        assertThat(first.acceptsWrites()).isFalse();
        world.run(1_000);
        assertThat(client.answers()).extracting(RedisNodeTest::text).containsExactly("OK", "PONG");
    }

    private static long story() {
        HandOverTest other = new HandOverTest();
        other.cluster();
        other.writer.start();
        other.world.run(10_000);
        other.first.crash();
        other.promote(other.second);
        other.told.master = other.second;
        other.follow(other.third, other.second);
        other.world.run(10_000);
        other.first.start();
        other.follow(other.first, other.second);
        other.world.run(10_000);
        assertThat(other.first.isLinked()).isTrue();
        assertThat(other.log.census(other.first)).isEqualTo(other.log.census(other.second));
        return other.world.hash();
    }
}
