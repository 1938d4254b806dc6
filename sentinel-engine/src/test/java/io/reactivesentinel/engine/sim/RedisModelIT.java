package io.reactivesentinel.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesentinel.engine.sim.realredis.Lab;
import io.reactivesentinel.engine.sim.realredis.Lab.Speaker;
import io.reactivesentinel.engine.sim.realredis.NodeScript;
import io.reactivesentinel.engine.sim.realredis.RealLab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds the model of a Redis node against the real one: the same commands to both, and what they answer and say about
 * themselves must be the same, word for word, but for ids, ports and times.
 */
class RedisModelIT {

    @TempDir
    Path directory;

    private void bothDoTheSame(Persistence persistence, Consumer<NodeScript> script) throws IOException {
        assumeThat(RealLab.class.getClassLoader().getResource(RealLab.resource()) != null)
                .as("there is a redis-server for this machine")
                .isTrue();
        NodeScript real;
        try (Lab lab =
                new RealLab(directory, persistence == Persistence.EVERYTHING, persistence == Persistence.SNAPSHOT)) {
            real = new NodeScript(lab);
            script.accept(real);
        }
        NodeScript model;
        try (Lab lab = new ModelLab(persistence)) {
            model = new NodeScript(lab);
            script.accept(model);
        }
        assertThat(model.story()).isEqualTo(real.story());
    }

    /** Node 0 is the master, 1 and 2 copy it, and are known to it in that order. */
    private static void cluster(NodeScript script) {
        script.startAll();
        script.say(1, "SLAVEOF", script.host(), script.port(0));
        script.awaitLinked(1);
        script.say(2, "SLAVEOF", script.host(), script.port(0));
        script.awaitLinked(2);
        script.say(0, "SET", "key", "1");
        script.awaitOffset(1, 0);
        script.awaitOffset(2, 0);
        script.awaitAcknowledged(0, 2);
    }

    @Test
    void answersAndRefusals() throws IOException {
        bothDoTheSame(Persistence.NOTHING, script -> {
            cluster(script);
            for (int node : new int[] {0, 1}) {
                script.say(node, "PING");
                script.say(node, "SET", "key", "2");
                script.say(node, "NOSUCH", "a", "b");
                script.say(node, "SET", "key");
                script.say(node, "EXEC");
                script.say(node, "DISCARD");
                script.say(node, "SCRIPT", "KILL");
                script.say(node, "HELLO", "9");
                script.say(node, "AUTH", "secret");
                script.say(node, "CLIENT", "SETNAME", "somebody");
                script.say(node, "CLIENT", "NOSUCH");
                script.say(node, "CLIENT", "KILL", "TYPE", "nosuch");
                script.say(node, "CONFIG", "SET", "nosuch", "1");
                script.say(node, "SLAVEOF", "a", "b");
                script.say(node, "PUBLISH", "channel", "text");
                script.say(node, "FAILOVER", "ABORT");
                script.say(node, "FAILOVER", "TIMEOUT", "0");
                script.say(node, "FAILOVER", "TIMEOUT");
                script.say(node, "FAILOVER", "NOSUCH");
                script.say(node, "FAILOVER", "TO", script.host(), "1");
                script.say(node, "FAILOVER", "TO", script.host(), script.port(1), "FORCE");
            }
            script.say(1, "FAILOVER");
            script.together(0, List.of("MULTI"), List.of("NOSUCH"), List.of("PING"), List.of("EXEC"));
            script.together(0, List.of("MULTI"), List.of("MULTI"), List.of("PING"), List.of("EXEC"));
            script.together(0, List.of("MULTI"), List.of("SET", "key", "3"), List.of("PING"), List.of("EXEC"));
            script.together(1, List.of("MULTI"), List.of("SET", "key", "3"), List.of("PING"), List.of("EXEC"));
            script.together(0, List.of("MULTI"), List.of("PING"), List.of("DISCARD"), List.of("PING"));
            script.together(0, List.of("SUBSCRIBE", "channel"), List.of("PING"), List.of("INFO"));
            script.say(0, "CONFIG", "SET", "min-replicas-to-write", "3");
            script.say(0, "SET", "key", "4");
            script.say(0, "CONFIG", "SET", "min-replicas-to-write", "0");
            script.say(1, "CONFIG", "SET", "replica-priority", "7");
            script.say(1, "CONFIG", "SET", "replica-announced", "no");
            script.awaitOffset(1, 0);
            script.awaitAcknowledged(0, 2);
            script.facts(0);
            script.facts(1);
            script.say(0, "ROLE");
            script.say(1, "ROLE");
        });
    }

    @Test
    void promotionPartialCopiesAndFullOnes() throws IOException {
        bothDoTheSame(Persistence.NOTHING, script -> {
            cluster(script);
            script.facts(0);
            script.facts(1);
            script.facts(2);
            try (Speaker idle = script.connect(1);
                    Speaker subscriber = script.connect(1)) {
                script.ask(subscriber, "SUBSCRIBE", "channel");
                script.ask(idle, "PING");
                script.reconfigure(1, "NO", "ONE");
                script.heard("idle", idle.read(2_000));
                script.heard("subscriber", subscriber.read(2_000));
            }
            script.awaitAcknowledged(0, 1);
            script.facts(0);
            script.facts(1);
            // The other replica goes on from where it is.
            script.reconfigure(2, script.host(), script.port(1));
            script.awaitLinked(2);
            script.awaitAcknowledged(1, 1);
            script.facts(2);
            script.facts(1);
            script.say(2, "SLAVEOF", script.host(), script.port(1));
            // The old master has written on, and loses that.
            script.say(0, "SET", "key", "lost");
            script.say(1, "SET", "key", "kept, and longer");
            script.reconfigure(0, script.host(), script.port(1));
            script.awaitLinked(0);
            script.awaitOffset(0, 1);
            script.awaitOffset(2, 1);
            script.awaitAcknowledged(1, 2);
            script.facts(0);
            script.facts(1);
            script.facts(2);
            // Back again, while it still is in step: nothing is copied.
            script.reconfigure(0, "NO", "ONE");
            script.reconfigure(1, script.host(), script.port(0));
            script.awaitLinked(1);
            script.awaitAcknowledged(0, 1);
            script.awaitLinked(2);
            script.awaitAcknowledged(1, 1);
            script.facts(0);
            script.facts(1);
        });
    }

    @Test
    void linksThatAreDown() throws IOException {
        bothDoTheSame(Persistence.NOTHING, script -> {
            cluster(script);
            script.kill(0);
            script.awaitUnlinked(1);
            script.pass(6_500);
            script.facts(1);
            script.say(1, "ROLE");
            // Who follows somebody who is not linked himself waits, and goes on counting.
            script.say(2, "SLAVEOF", script.host(), script.port(1));
            script.pass(500);
            script.facts(2);
            // A master that follows a dead node was never linked.
            script.say(1, "SLAVEOF", "NO", "ONE");
            script.facts(1);
            script.say(1, "SLAVEOF", script.host(), script.port(0));
            script.pass(500);
            script.facts(1);
            script.say(1, "SLAVEOF", "NO", "ONE");
            script.awaitLinked(2);
            script.awaitAcknowledged(1, 1);
            script.facts(1);
            script.facts(2);
            // Reborn, it is a master, and empty.
            script.start(0);
            script.facts(0);
            script.say(0, "SET", "key", "5");
            script.say(0, "PUBLISH", "channel", "text");
            script.facts(0);
            // And its replica, if it becomes one's again, is empty with it.
            script.say(2, "SLAVEOF", script.host(), script.port(0));
            script.awaitLinked(2);
            script.facts(2);
        });
    }

    @Test
    void aChainOfReplicas() throws IOException {
        bothDoTheSame(Persistence.NOTHING, script -> {
            cluster(script);
            script.say(2, "SLAVEOF", script.host(), script.port(1));
            script.awaitLinked(2);
            script.say(0, "SET", "key", "2");
            script.awaitOffset(1, 0);
            script.awaitOffset(2, 0);
            script.awaitAcknowledged(1, 1);
            script.awaitAcknowledged(0, 1);
            script.facts(0);
            script.facts(1);
            script.facts(2);
            try (Speaker subscriber = script.connect(2)) {
                script.ask(subscriber, "SUBSCRIBE", "channel");
                script.say(0, "PUBLISH", "channel", "text");
                script.awaitOffset(2, 0);
            }
            // The one in the middle is promoted: the other stays with it.
            script.reconfigure(1, "NO", "ONE");
            script.awaitLinked(2);
            script.awaitAcknowledged(1, 1);
            script.facts(1);
            script.facts(2);
        });
    }

    @ParameterizedTest
    @EnumSource
    void restarts(Persistence persistence) throws IOException {
        bothDoTheSame(persistence, script -> restarts(script, persistence == Persistence.SNAPSHOT));
    }

    private static void restarts(NodeScript script, boolean saves) {
        cluster(script);
        script.reconfigure(1, script.host(), script.port(0));
        script.reconfigure(2, script.host(), script.port(0));
        if (saves) {
            script.say(0, "SAVE");
            script.say(1, "SAVE");
        }
        script.say(0, "SET", "key", "2");
        script.awaitOffset(1, 0);
        script.awaitOffset(2, 0);
        // A replica first: whether it needs a full copy shows in its second replication id, and in its offset.
        script.kill(1);
        script.start(1);
        script.awaitLinked(1);
        script.awaitOffset(1, 0);
        script.awaitAcknowledged(0, 2);
        script.facts(1);
        script.facts(0);
        script.stop(2);
        script.kill(0);
        script.start(0);
        script.awaitLinked(1);
        script.awaitAcknowledged(0, 1);
        script.facts(0);
        script.facts(1);
        script.goOn(2);
        script.awaitLinked(2);
        script.awaitAcknowledged(0, 2);
        script.facts(2);
        script.facts(0);
    }

    @Test
    void aFailoverByCommand() throws IOException {
        bothDoTheSame(Persistence.NOTHING, script -> {
            cluster(script);
            // The target stands still: writes and messages wait, and everything behind them.
            script.stop(1);
            script.say(0, "SET", "key", "2");
            script.say(0, "FAILOVER", "TO", script.host(), script.port(1), "TIMEOUT", "3000");
            script.facts(0);
            script.say(0, "SLAVEOF", script.host(), script.port(2));
            script.say(0, "FAILOVER");
            script.say(0, "PING");
            try (Speaker held = script.connect(0)) {
                held.send(List.of("PUBLISH", "channel", "text"));
                held.send(List.of("PING"));
                script.heard("held", held.read(400));
                script.heard("held", held.read(10_000));
                script.heard("held", held.read(10_000));
            }
            script.say(0, "SET", "key", "3");
            script.facts(0, "slave0", "slave1");
            script.goOn(1);
            script.awaitAcknowledged(0, 2);
            // The target is in step: it takes over.
            script.say(0, "FAILOVER", "TO", script.host(), script.port(1), "TIMEOUT", "3000");
            script.awaitLinked(0);
            script.awaitAcknowledged(1, 1);
            script.awaitLinked(2);
            script.awaitAcknowledged(0, 1);
            script.facts(0);
            script.facts(1);
            script.facts(2);
            // The target is in step and does not answer: the time it was given does not help.
            script.stop(0);
            script.say(1, "FAILOVER", "TO", script.host(), script.port(0), "TIMEOUT", "1000");
            script.pass(1_500);
            script.facts(1, "slave0");
            script.say(1, "SLAVEOF", "NO", "ONE");
            script.say(1, "SET", "key", "4");
            script.say(1, "FAILOVER", "ABORT");
            script.facts(1);
            script.goOn(0);
            script.awaitLinked(0);
            script.awaitAcknowledged(1, 1);
            script.awaitLinked(2);
            script.facts(0, "slave0");
            script.facts(1);
        });
    }

    @Test
    void aPauseOfWrites() throws IOException {
        bothDoTheSame(Persistence.NOTHING, script -> {
            cluster(script);
            script.say(0, "CLIENT", "PAUSE", "60000", "WRITE");
            script.say(0, "PING");
            try (Speaker held = script.connect(0);
                    Speaker other = script.connect(0)) {
                held.send(List.of("SET", "key", "5"));
                held.send(List.of("PING"));
                script.heard("held", held.read(300));
                other.send(List.of("MULTI"));
                other.send(List.of("PUBLISH", "channel", "text"));
                other.send(List.of("EXEC"));
                script.heard("other", other.read(1_000));
                script.heard("other", other.read(1_000));
                script.heard("other", other.read(300));
                script.say(0, "CLIENT", "PAUSE", "50", "WRITE");
                script.pass(300);
                script.heard("held", held.read(300));
                script.reconfigure(1, "NO", "ONE");
                script.say(0, "CLIENT", "UNPAUSE");
                // Sentinel's transaction has not touched them: they are connected to another node.
                script.heard("held", held.read(2_000));
                script.heard("held", held.read(2_000));
                script.heard("other", other.read(2_000));
            }
        });
    }
}
