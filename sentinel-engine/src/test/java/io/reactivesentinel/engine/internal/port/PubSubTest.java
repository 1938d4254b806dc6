package io.reactivesentinel.engine.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.internal.stage.Command;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceKind;
import io.reactivesentinel.protocol.InstanceRef;
import io.reactivesentinel.protocol.LinkEvent;
import io.reactivesentinel.protocol.SubjectiveDownEvent;
import io.reactivesentinel.protocol.TiltEvent;
import org.junit.jupiter.api.Test;

class PubSubTest {
    private static final InstanceAddress ADDRESS = new InstanceAddress("10.0.0.1", 6379);
    private static final InstanceRef MASTER = new InstanceRef(InstanceKind.MASTER, "m", ADDRESS, "m", ADDRESS);
    private static final String TILT = "$5~+tilt~$18~#tilt mode entered~";

    private final TestEngine engine = new TestEngine();
    private final SentinelPort port = engine.port();
    private final TestClient client = new TestClient(port);

    private void publishTilt() {
        port.publish(new TiltEvent(true, 0));
    }

    @Test
    void confirmationsCountChannelsAndPatternsTogether() {
        assertThat(client.send("SUBSCRIBE a b")).isEqualTo("*3~$9~subscribe~$1~a~:1~*3~$9~subscribe~$1~b~:2~");
        assertThat(client.send("SUBSCRIBE a")).isEqualTo("*3~$9~subscribe~$1~a~:2~");
        assertThat(client.send("PSUBSCRIBE x*")).isEqualTo("*3~$10~psubscribe~$2~x*~:3~");
        assertThat(client.send("UNSUBSCRIBE zz")).isEqualTo("*3~$11~unsubscribe~$2~zz~:3~");
        assertThat(client.send("UNSUBSCRIBE")).isEqualTo("*3~$11~unsubscribe~$1~a~:2~*3~$11~unsubscribe~$1~b~:1~");
        assertThat(client.send("UNSUBSCRIBE")).isEqualTo("*3~$11~unsubscribe~$-1~:1~");
        assertThat(client.send("PUNSUBSCRIBE")).isEqualTo("*3~$12~punsubscribe~$2~x*~:0~");
        assertThat(client.send("PUNSUBSCRIBE")).isEqualTo("*3~$12~punsubscribe~$-1~:0~");
    }

    @Test
    void resp3ConfirmsWithPushes() {
        client.send("HELLO 3");
        assertThat(client.send("SUBSCRIBE a")).isEqualTo(">3~$9~subscribe~$1~a~:1~");
        assertThat(client.send("UNSUBSCRIBE a")).isEqualTo(">3~$11~unsubscribe~$1~a~:0~");
        assertThat(client.send("UNSUBSCRIBE")).isEqualTo(">3~$11~unsubscribe~_~:0~");
    }

    @Test
    void resp2SubscribersMayDoLittleElse() {
        client.send("SUBSCRIBE a");
        assertThat(client.send("PING")).isEqualTo("*2~$4~pong~$0~~");
        assertThat(client.send("PING hi")).isEqualTo("*2~$4~pong~$2~hi~");
        assertThat(client.send("SENTINEL MASTERS"))
                .isEqualTo("-ERR Can't execute 'sentinel|masters': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT"
                        + " / RESET are allowed in this context~");
        assertThat(client.send("HELLO 3")).startsWith("-ERR Can't execute 'hello'");
        assertThat(client.send("SENTINEL MASTERS x")).startsWith("-ERR wrong number of arguments");
        client.send("UNSUBSCRIBE");
        assertThat(client.send("PING")).isEqualTo("+PONG~");
    }

    @Test
    void resp3SubscribersMayDoEverything() {
        client.send("HELLO 3");
        client.send("SUBSCRIBE a");
        assertThat(client.send("PING")).isEqualTo("+PONG~");
        client.send("SENTINEL MYID");
        assertThat(engine.calls).hasSize(1);
    }

    @Test
    void eventsReachChannelsThenPatterns() {
        client.send("PSUBSCRIBE *");
        client.send("SUBSCRIBE +tilt");
        publishTilt();
        assertThat(client.read()).isEqualTo("*3~$7~message~" + TILT + "*4~$8~pmessage~$1~*~" + TILT);
        client.send("UNSUBSCRIBE");
        client.send("PUNSUBSCRIBE");
        publishTilt();
        assertThat(client.read()).isEmpty();
    }

    @Test
    void eventsArePushesInResp3() {
        client.send("HELLO 3");
        client.send("PSUBSCRIBE +t?lt");
        publishTilt();
        assertThat(client.read()).isEqualTo(">4~$8~pmessage~$5~+t?lt~" + TILT);
    }

    @Test
    void onlyWhatIsWantedArrives() {
        client.send("PSUBSCRIBE -*");
        client.send("SUBSCRIBE +sdown");
        publishTilt();
        assertThat(client.read()).isEmpty();
        port.publish(new SubjectiveDownEvent(true, MASTER, 0));
        assertThat(client.read()).isEqualTo("*3~$7~message~$6~+sdown~$22~master m 10.0.0.1 6379~");
    }

    @Test
    void debugEventsAreNotPublished() {
        client.send("PSUBSCRIBE *");
        port.publish(new LinkEvent(EventType.CMD_LINK_RECONNECTION, MASTER, "refused", 0));
        assertThat(client.read()).isEmpty();
    }

    @Test
    void longPayloadsAreCutAsCDoes() {
        InstanceRef wordy = new InstanceRef(InstanceKind.MASTER, "m".repeat(2000), ADDRESS, "m", ADDRESS);
        client.send("SUBSCRIBE +sdown");
        port.publish(new SubjectiveDownEvent(true, wordy, 0));
        assertThat(client.read()).contains("$1023~").hasSizeLessThan(1100);
    }

    @Test
    void subscribersThatLeaveAreForgotten() {
        client.send("PSUBSCRIBE *");
        client.send("PSUBSCRIBE +*");
        client.send("SUBSCRIBE +tilt");
        TestClient other = new TestClient(port);
        assertThat(other.send("INFO stats clients"))
                .contains("pubsub_channels:1~pubsub_patterns:2~", "pubsub_clients:1");
        client.hangUp();
        publishTilt();
        assertThat(client.read()).isEmpty();
        assertThat(other.send("INFO stats clients"))
                .contains("pubsub_channels:0~pubsub_patterns:0~", "pubsub_clients:0");
    }

    @Test
    void subscriptionsAreBounded() {
        for (int i = 0; i < PubSub.MAX_SUBSCRIPTIONS; i++) {
            client.send("SUBSCRIBE c" + i);
        }
        assertThat(client.send("PSUBSCRIBE *")).startsWith("-ERR too many subscriptions");
        assertThat(client.send("UNSUBSCRIBE c0")).contains(":1023~");
        assertThat(client.send("PSUBSCRIBE " + "x".repeat(PubSub.MAX_NAME_LENGTH + 1)))
                .startsWith("-ERR too many subscriptions");
        assertThat(client.send("PSUBSCRIBE *")).contains(":1024~");
    }

    @Test
    void aSubscriptionWaitsForEarlierAnswersSoThatNoMessageComesBeforeThem() {
        client.send("SENTINEL FLUSHCONFIG");
        client.send("SUBSCRIBE +tilt");
        publishTilt();
        assertThat(client.read()).isEmpty();
        engine.done();
        assertThat(client.read()).isEqualTo("+OK~*3~$9~subscribe~$5~+tilt~:1~");
        publishTilt();
        assertThat(client.read()).isEqualTo("*3~$7~message~" + TILT);
    }

    @Test
    void publishTakesHellosOnly() {
        assertThat(client.send("PUBLISH a b"))
                .isEqualTo("-ERR Only HELLO messages are accepted by Sentinel instances.~");
        assertThat(client.send("PUBLISH __SENTINEL__:hello b")).startsWith("-ERR Only HELLO");
        client.send("PUBLISH __sentinel__:hello whatever");
        assertThat(engine.asked()).isEqualTo(new Command.Hello("whatever"));
        engine.done();
        assertThat(client.read()).isEqualTo(":1~");
    }
}
