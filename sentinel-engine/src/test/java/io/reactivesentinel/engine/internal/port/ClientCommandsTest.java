package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What the subcommands of CLIENT do to connections; how they answer is compared with Redis's own in the server's tests. */
class ClientCommandsTest {
    private final SentinelPort port = new TestEngine().port();
    private final TestClient client = new TestClient(port);
    private final TestClient other = new TestClient(port);

    @Test
    void everyConnectionHasALine() {
        other.send("CLIENT SETNAME other");
        other.send("CLIENT SETINFO lib-name jedis");
        other.send("SUBSCRIBE a b");
        String text = client.send("CLIENT LIST");
        assertThat(text)
                .contains(
                        "id=1 addr=127.0.0.1:40000 laddr=127.0.0.1:26379 fd=-1 name= age=0 idle=0 flags=N db=0 sub=0",
                        "\nid=2 addr=127.0.0.1:40000",
                        " name=other age=0 idle=0 flags=P db=0 sub=2 psub=0 ",
                        " cmd=subscribe user=default redir=-1 resp=2 lib-name=jedis lib-ver=\n");
        assertThat(client.send("CLIENT LIST TYPE pubsub")).contains("id=2 ").doesNotContain("id=1 ");
        assertThat(client.send("CLIENT LIST ID 2 1 7")).contains("id=2 ", "\nid=1 ");
        other.send("UNSUBSCRIBE");
        assertThat(client.send("CLIENT LIST TYPE pubsub")).isEqualTo("$0~~");
        other.hangUp();
        assertThat(client.send("CLIENT LIST")).doesNotContain("id=2 ");
    }

    @Test
    void killedConnectionsAreClosedAndOnesOwnOnlyOnRequest() {
        assertThat(client.send("CLIENT KILL TYPE normal")).isEqualTo(":1~");
        assertThat(other.closed).isTrue();
        assertThat(client.closed).isFalse();
        assertThat(client.send("CLIENT KILL ID 1")).isEqualTo(":0~");
        assertThat(client.send("CLIENT KILL ID 1 ID 2 SKIPME no")).isEqualTo(":0~");
        assertThat(client.send("CLIENT KILL ID 1 LADDR 127.0.0.1:26379 USER default SKIPME no"))
                .isEqualTo(":1~");
        assertThat(client.closed).isTrue();
    }

    @Test
    void thePlainFormKillsOneAddress() {
        assertThat(client.send("CLIENT KILL 127.0.0.1:1")).isEqualTo("-ERR No such client~");
        assertThat(other.send("CLIENT KILL 127.0.0.1:40000")).isEqualTo("+OK~");
        assertThat(client.closed).isTrue();
        assertThat(other.closed).isFalse();
    }

    @Test
    void aPauseHoldsEverythingInOrderUntilItEnds() {
        assertThat(client.send("CLIENT PAUSE 60000 WRITE")).isEqualTo("+OK~");
        assertThat(other.send("PING a")).isEqualTo("$1~a~");
        assertThat(other.send("PUBLISH x y")).isEmpty();
        assertThat(other.send("PING b")).isEmpty();
        assertThat(client.send("CLIENT UNPAUSE")).isEqualTo("+OK~");
        assertThat(other.read()).isEqualTo("-ERR Only HELLO messages are accepted by Sentinel instances.~$1~b~");
    }

    @Test
    void aPauseEndsOfItselfAndALaterOneNeverShortensIt() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        ClientPause pause = new ClientPause(() -> time.now(TimeUnit.MILLISECONDS), time);
        CommandRow row = CommandRow.of("ping", -1, call -> {});
        AtomicInteger resumed = new AtomicInteger();
        assertThat(pause.holds(row, resumed::incrementAndGet)).isFalse();
        pause.begin(1_000, true);
        pause.begin(10, false);
        assertThat(pause.holds(row, resumed::incrementAndGet)).isTrue();
        time.advanceTimeBy(Duration.ofMillis(999));
        assertThat(resumed).hasValue(0);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(resumed).hasValue(1);
        assertThat(pause.holds(row, resumed::incrementAndGet)).isFalse();
        time.dispose();
    }

    @Test
    void repliesCanBeTurnedOff() {
        assertThat(client.send("CLIENT REPLY SKIP")).isEmpty();
        assertThat(client.send("NOSUCH")).isEmpty();
        assertThat(client.send("PING")).isEqualTo("+PONG~");
        assertThat(client.send("CLIENT REPLY OFF")).isEmpty();
        assertThat(client.send("PING")).isEmpty();
        assertThat(client.send("CLIENT REPLY SKIP")).isEmpty();
        assertThat(client.send("CLIENT REPLY ON")).isEqualTo("+OK~");
        assertThat(client.send("PING")).isEqualTo("+PONG~");
    }

    @Test
    void anEmbeddedEngineIsNotLetDie() {
        assertThat(client.send("SENTINEL SIMULATE-FAILURE crash-after-election"))
                .startsWith("-ERR No failure can be simulated:");
        assertThat(client.send("SENTINEL CONFIG SET loglevel debug")).startsWith("-ERR 'loglevel' cannot be set:");
    }

    @Test
    void everyCommandIsDocumented() {
        for (String name : TestClient.words(client.send("COMMAND LIST"))) {
            assertThat(TestClient.words(client.send("COMMAND DOCS " + name)))
                    .as(name)
                    .hasSizeGreaterThan(5)
                    .element(2)
                    .asString()
                    .isNotEmpty();
        }
    }
}
