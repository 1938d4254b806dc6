package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The model of a Redis node, and of a client that writes, in a world without Sentinels that decide anything. */
class RedisNodeTest {

    private final World world = new World(1);
    private final RedisNode first = node("r1");
    private final RedisNode second = node("r2");
    private final RedisNode third = node("r3");
    private final SimHost desk = world.network().host("desk");
    private final Told told = new Told(world, world.network().host("told"), first);
    private final WriteLog log = new WriteLog();
    private final WriterClient writer = new WriterClient(
            world, "writer", world.network().host("app"), List.of(told.address()), "mymaster", 100, log);
    private int clients;

    /** Stands in for a Sentinel: says which node is the master, without looking. */
    private static final class Told extends SimProcess {
        private RedisNode master;

        Told(World world, SimHost host, RedisNode master) {
            super(world, "told", host, 26379);
            this.master = master;
        }

        @Override
        void begin(Life newLife) {
            world().network().listen(newLife, client -> new Service.Session() {
                @Override
                public void received(List<String> words, Consumer<List<RespValue>> reply) {
                    reply.accept(List.of(RespValue.command(List.of(
                            master.address().host(),
                            Integer.toString(master.address().port())))));
                }

                @Override
                public void closed() {}
            });
        }

        @Override
        void ended(Life oldLife) {}
    }

    private RedisNode node(String name) {
        return new RedisNode(world, name, world.network().host(name), 6379);
    }

    private void cluster() {
        second.configured(first.address());
        third.configured(first.address());
        told.start();
        first.start();
        second.start();
        third.start();
        world.run(5_000);
    }

    private RedisClient client(RedisNode node) {
        RedisClient client = new RedisClient(world, "client" + ++clients, desk, node.address());
        client.start();
        return client;
    }

    private List<RespValue> say(RedisNode node, List<List<String>> commands) {
        RedisClient client = client(node);
        commands.forEach(words -> client.send(words.toArray(String[]::new)));
        world.run(50);
        List<RespValue> answers = List.copyOf(client.answers());
        client.crash();
        world.run(10);
        return answers;
    }

    private RespValue say(RedisNode node, String... words) {
        return say(node, List.of(List.of(words))).get(0);
    }

    private List<RespValue> reconfigure(RedisNode node, String... role) {
        return say(
                node,
                List.of(
                        List.of("MULTI"),
                        List.of(role),
                        List.of("CONFIG", "REWRITE"),
                        List.of("CLIENT", "KILL", "TYPE", "normal"),
                        List.of("CLIENT", "KILL", "TYPE", "pubsub"),
                        List.of("EXEC")));
    }

    private void promote(RedisNode node) {
        reconfigure(node, "SLAVEOF", "NO", "ONE");
    }

    private void follow(RedisNode node, RedisNode master) {
        reconfigure(
                node,
                "SLAVEOF",
                master.address().host(),
                Integer.toString(master.address().port()));
    }

    private static Map<String, String> info(RedisNode node) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : node.info().split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }

    private static String text(RespValue value) {
        String error = value.asError();
        return error == null ? String.valueOf(value.asText()) : error;
    }

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

    private List<String> notes(String containing) {
        List<String> found = new ArrayList<>();
        world.watch(new Observer() {
            @Override
            public void noted(Object subject, String what) {
                if (what.contains(containing)) {
                    found.add(subject + " " + what);
                }
            }
        });
        return found;
    }

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
        assertThat(census.splitBrainMs()).as("one client after the other master").isZero();
    }

    private int acknowledged() {
        return (int) log.writes().stream().filter(WriteLog.Write::isAcknowledged).count();
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
        assertThat(text(say(
                        first,
                        "FAILOVER",
                        "TO",
                        second.address().host(),
                        "6379",
                        "TIMEOUT",
                        "3000")))
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
        say(first, "FAILOVER", "ABORT");
        second.crash();
        second.host();
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
    void theTransactionOfASentinelDropsEveryOtherClient() {
        cluster();
        RedisClient subscriber = client(second);
        subscriber.send("SUBSCRIBE", "channel");
        RedisClient idle = client(second);
        world.run(50);
        List<RespValue> answers = reconfigure(second, "SLAVEOF", "NO", "ONE");
        assertThat(answers.subList(0, 2)).extracting(RedisNodeTest::text).containsExactly("OK", "QUEUED");
        assertThat(answers.get(5).elements()).hasSize(4);
        assertThat(answers.get(5).elements().subList(2, 4))
                .containsExactly(RespValue.Int.of(1), RespValue.Int.of(1));
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
