package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model of a Redis node: copies, commands, restarts, faults. */
class RedisNodeTest extends RedisBench {

    @Test
    void replicasCopyTheirMasterAndFollowItsWrites() {
        cluster();
        assertThat(info(second))
                .containsEntry("role", "slave")
                .containsEntry("master_host", first.address().host())
                .containsEntry("master_link_status", "up")
                .containsEntry("master_replid", first.replicationId())
                .doesNotContainKey("master_link_down_since_seconds");
        assertThat(info(first)).containsEntry("connected_slaves", "2").containsKey("slave1");
        assertThat(info(first).get("slave0")).contains("state=online", "port=6379");

        assertThat(text(say(first, "SET", "key", "7"))).isEqualTo("OK");
        assertThat(second.offset()).isEqualTo(first.offset()).isPositive();
        assertThat(second.hasData()).isTrue();
        assertThat(info(third)).containsKey("db0");
        assertThat(text(say(second, "SET", "key", "8"))).startsWith("READONLY");
    }

    @Test
    void aPromotedReplicaKeepsItsOffsetAndTheOthersGoOnFromTheirs() {
        cluster();
        say(first, "SET", "key", "7");
        String former = first.replicationId();
        long offset = second.offset();
        first.crash();
        promote(second);

        assertThat(second.isMaster()).isTrue();
        assertThat(info(second))
                .containsEntry("role", "master")
                .containsEntry("master_replid2", former)
                .containsEntry("second_repl_offset", Long.toString(offset + 1))
                .containsEntry("master_repl_offset", Long.toString(offset));
        assertThat(second.replicationId()).isNotEqualTo(former);

        List<String> copies = notes("full copy");
        follow(third, second);
        world.run(2_000);
        assertThat(third.isLinked()).isTrue();
        assertThat(third.replicationId()).isEqualTo(second.replicationId());
        assertThat(info(third)).containsEntry("master_replid2", former);
        assertThat(copies).as("a partial copy is enough").isEmpty();
    }

    @Test
    void aReplicaThatIsAheadOfItsNewMasterNeedsAFullCopy() {
        cluster();
        second.lagMs = 3_600_000;
        say(first, "SET", "key", "1");
        assertThat(third.offset()).isGreaterThan(second.offset());
        List<String> copies = notes("full copy");
        follow(third, second);
        world.run(5_000);
        assertThat(copies).anyMatch(note -> note.startsWith("r3"));
        assertThat(third.offset()).isEqualTo(second.offset());
    }

    @Test
    void aReplicaThatGoesWhileItIsSentACopyIsForgotten() {
        cluster();
        third.crash();
        first.transferMs = 5_000;
        third.start();
        world.run(3_000);
        assertThat(info(first)).containsEntry("connected_slaves", "2");
        assertThat(info(first).get("slave1")).contains("state=send_bulk");
        for (SimHost host : List.of(first.host(), second.host())) {
            world.network().cut(host, third.host(), true);
            world.network().cut(third.host(), host, true);
        }
        world.run(70_000);
        assertThat(info(first)).containsEntry("connected_slaves", "1");
        assertThat(third.isLinked()).isFalse();
    }

    @Test
    void aChainPassesOnWhatItGets() {
        cluster();
        follow(third, second);
        world.run(2_000);
        say(first, "SET", "key", "1");
        assertThat(third.offset()).isEqualTo(first.offset()).isPositive();
        second.lagMs = 500;
        say(first, "SET", "key", "2");
        assertThat(third.offset()).isLessThan(first.offset());
        world.run(600);
        assertThat(third.offset()).isEqualTo(first.offset());
    }

    @Test
    void theTransactionOfASentinelDropsEveryOtherClient() {
        cluster();
        RedisClient subscriber = client(second);
        subscriber.send("SUBSCRIBE", "channel");
        RedisClient idle = client(second);
        world.run(50);
        List<RespValue> answers = reconfigure(second, "SLAVEOF", "NO", "ONE");
        assertThat(answers.subList(0, 2)).extracting(RedisNodeTest::text).containsExactly("OK", "QUEUED");
        assertThat(answers.get(5).elements()).hasSize(4);
        assertThat(answers.get(5).elements().subList(2, 4)).containsExactly(RespValue.Int.of(1), RespValue.Int.of(1));
        assertThat(subscriber.isClosed()).isTrue();
        assertThat(idle.isClosed()).isTrue();
        second.crash();
        second.start();
        assertThat(second.isMaster()).as("CONFIG REWRITE").isTrue();
    }

    @Test
    void withoutAConfigurationRewriteARestartForgetsTheRole() {
        cluster();
        say(second, "SLAVEOF", "NO", "ONE");
        assertThat(second.isMaster()).isTrue();
        second.crash();
        second.start();
        assertThat(second.follows()).isEqualTo(first.address());
    }

    @Test
    void messagesReachTheSubscribersOfReplicas() {
        cluster();
        RedisClient near = client(first);
        RedisClient far = client(third);
        near.send("SUBSCRIBE", "channel");
        far.send("SUBSCRIBE", "channel");
        world.run(50);
        assertThat(say(first, "PUBLISH", "channel", "text")).isEqualTo(RespValue.Int.of(1));
        assertThat(near.pushes()).hasSize(1);
        assertThat(far.pushes()).hasSize(1);
        assertThat(far.pushes().get(0)).extracting(RedisNodeTest::text).containsExactly("message", "channel", "text");
        say(second, "PUBLISH", "channel", "only on the second");
        assertThat(far.pushes()).hasSize(1);
    }

    @Test
    void restartsFindWhatThePersistenceKept() {
        cluster();
        say(first, "SET", "key", "1");
        String former = first.replicationId();
        first.persistence(Persistence.EVERYTHING);
        first.crash();
        first.start();
        world.run(1_000);
        assertThat(first.hasData()).isTrue();
        assertThat(first.replicationId()).isNotEqualTo(former);
        assertThat(first.formerReplicationId()).isEqualTo(Dataset.NO_REPLID);

        first.persistence(Persistence.NOTHING);
        first.crash();
        first.start();
        world.run(10_000);
        assertThat(first.hasData()).isFalse();
        assertThat(second.isLinked()).isTrue();
        assertThat(second.hasData()).as("it has copied its empty master").isFalse();
    }

    @Test
    void aSnapshotSaysToWhichHistoryItBelongs() {
        cluster();
        say(first, "SET", "key", "1");
        first.persistence(Persistence.SNAPSHOT);
        world.run(120_000);
        String former = first.replicationId();
        long offset = first.offset();
        first.crash();
        first.start();
        world.run(1_000);
        assertThat(first.hasData()).isTrue();
        assertThat(first.formerReplicationId()).isEqualTo(former);
        assertThat(first.offset()).isBetween(1L, offset);
    }

    @Test
    void aReplicaSaysHowLongItsLinkIsDown() {
        cluster();
        first.crash();
        world.run(7_500);
        assertThat(info(second)).containsEntry("master_link_status", "down");
        assertThat(Integer.parseInt(info(second).get("master_link_down_since_seconds")))
                .isBetween(6, 8);
        second.crash();
        second.start();
        world.run(3_000);
        assertThat(info(second)).containsEntry("master_link_down_since_seconds", "-1");
    }

    @Test
    void aLoadingNodeAnswersNoPing() {
        second.loadMs = 5_000;
        first.stock();
        second.configured(first.address());
        first.start();
        world.run(500);
        second.start();
        List<String> states = new ArrayList<>();
        for (int step = 0; step < 12; step++) {
            world.run(950);
            states.add(text(say(second, "PING")) + info(second).get("master_sync_in_progress"));
        }
        assertThat(states).contains("PONG0", "LOADING Redis is loading the dataset in memory1");
        assertThat(states.get(11)).isEqualTo("PONG0");
    }

    @Test
    void aMasterWithTooFewReplicasRefusesWrites() {
        cluster();
        say(first, "CONFIG", "SET", "min-replicas-to-write", "1");
        assertThat(text(say(first, "SET", "key", "1"))).isEqualTo("OK");
        second.pause();
        third.pause();
        world.run(12_000);
        assertThat(text(say(first, "SET", "key", "1"))).startsWith("NOREPLICAS");
        assertThat(first.acceptsWrites()).isFalse();
    }

    @Test
    void faultsShow() {
        cluster();
        first.infoLie = text -> text.replace("role:master", "role:slave");
        assertThat(text(say(first, "INFO"))).contains("role:slave");
        first.infoLie = null;
        assertThat(text(say(first, "INFO"))).contains("role:master");
        second.priority(0);
        assertThat(text(say(second, "INFO"))).contains("slave_priority:0");
        second.infoFrozen = true;
        second.priority(7);
        assertThat(text(say(second, "INFO"))).contains("slave_priority:0");
        first.busy(true);
        assertThat(text(say(first, "PING"))).startsWith("BUSY");
        assertThat(text(say(first, "SCRIPT", "KILL"))).isEqualTo("OK");
        assertThat(text(say(first, "PING"))).isEqualTo("PONG");
        third.obeys = false;
        assertThat(text(reconfigure(third, "SLAVEOF", "NO", "ONE").get(5))).startsWith("EXECABORT");
        assertThat(third.isMaster()).isFalse();
    }

    @Test
    void aStalledLinkIsGivenUpAfterTheReplicationTimeout() {
        cluster();
        world.network().cut(first.host(), second.host(), true);
        world.network().cut(second.host(), first.host(), true);
        world.run(50_000);
        assertThat(second.isLinked()).isTrue();
        world.run(15_000);
        assertThat(second.isLinked()).isFalse();
        assertThat(info(first)).containsEntry("connected_slaves", "1");
    }
}
