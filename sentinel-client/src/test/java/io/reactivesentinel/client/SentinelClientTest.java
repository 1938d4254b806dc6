package io.reactivesentinel.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.resp.RespCommand;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespListener;
import io.reactivesentinel.resp.netty.RespServer;
import io.reactivesentinel.resp.netty.RespServerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class SentinelClientTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<ScriptedSentinel> sentinels = new ArrayList<>();

    /** Answers as a Sentinel with one master would. */
    private static final class ScriptedSentinel {
        volatile String host;
        volatile long epoch;
        volatile boolean knows = true;
        final List<RespServerConnection> subscribers = new CopyOnWriteArrayList<>();
        final Sinks.Empty<Void> subscribed = Sinks.empty();
        final RespListener listener;

        ScriptedSentinel(String host, long epoch) {
            this.host = host;
            this.epoch = epoch;
            this.listener = RespServer.create()
                    .listen("127.0.0.1", 0)
                    .bind(connection -> (command, responder) -> responder.reply(answer(connection, command)))
                    .block(LIMIT);
        }

        private RespValue answer(RespServerConnection connection, RespCommand command) {
            List<String> words = command.texts();
            if (words.get(0).equals("SUBSCRIBE")) {
                subscribers.add(connection);
                subscribed.tryEmitEmpty();
                return new RespValue.Array(
                        List.of(RespValue.bulk("subscribe"), RespValue.bulk(words.get(1)), RespValue.Int.of(1)));
            }
            if (!knows) {
                return words.get(1).startsWith("GET")
                        ? RespValue.Null.ARRAY
                        : new RespValue.SimpleError("ERR No such master with that name");
            }
            return switch (words.get(1)) {
                case "MASTER" -> RespValue.command(List.of("name", words.get(2), "config-epoch", "" + epoch));
                case "GET-MASTER-ADDR-BY-NAME" -> RespValue.command(List.of(host, "6379"));
                default ->
                    new RespValue.Array(List.of(
                            RespValue.command(List.of("ip", "10.0.0.8", "port", "6379", "flags", "slave")),
                            RespValue.command(List.of("ip", "10.0.0.9", "port", "6379", "flags", "s_down,slave"))));
            };
        }

        void publish(String payload) {
            for (RespServerConnection each : subscribers) {
                each.push(new RespValue.Push(
                        List.of(RespValue.bulk("message"), RespValue.bulk("+switch-master"), RespValue.bulk(payload))));
            }
        }

        InstanceAddress address() {
            return new InstanceAddress("127.0.0.1", listener.port());
        }
    }

    private ScriptedSentinel sentinel(String host, long epoch) {
        ScriptedSentinel sentinel = new ScriptedSentinel(host, epoch);
        sentinels.add(sentinel);
        return sentinel;
    }

    private static SentinelClient clientOf(ScriptedSentinel... sentinels) {
        List<InstanceAddress> addresses = new ArrayList<>();
        for (ScriptedSentinel each : sentinels) {
            addresses.add(each.address());
        }
        return SentinelClient.of(addresses, Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        for (ScriptedSentinel each : sentinels) {
            each.listener.dispose();
        }
    }

    @Test
    void theNewestConfigurationWinsOverTheFirstAnswer() {
        SentinelClient client = clientOf(sentinel("10.0.0.1", 3), sentinel("10.0.0.2", 4), sentinel("10.0.0.1", 3));

        StepVerifier.create(client.masterAddress("mymaster"))
                .expectNext(new InstanceAddress("10.0.0.2", 6379))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aSentinelThatCannotBeReachedIsPassedOver() {
        ScriptedSentinel gone = sentinel("10.0.0.1", 9);
        SentinelClient client = clientOf(gone, sentinel("10.0.0.2", 4));
        gone.listener.dispose();
        gone.listener.onDispose().block(LIMIT);

        StepVerifier.create(client.masterAddress("mymaster"))
                .expectNext(new InstanceAddress("10.0.0.2", 6379))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aNameNobodyKnowsIsEmptyAndNoSentinelAtAllIsAnError() {
        ScriptedSentinel sentinel = sentinel("10.0.0.1", 1);
        sentinel.knows = false;
        SentinelClient client = clientOf(sentinel);

        StepVerifier.create(client.masterAddress("other")).expectComplete().verify(LIMIT);

        sentinel.listener.dispose();
        sentinel.listener.onDispose().block(LIMIT);
        StepVerifier.create(client.masterAddress("other"))
                .expectErrorSatisfies(e -> assertThat(e)
                        .isInstanceOfSatisfying(
                                SentinelsUnreachableException.class,
                                unreachable -> assertThat(unreachable.reasons()).containsKey(sentinel.address())))
                .verify(LIMIT);
    }

    @Test
    void replicasThatAreDownAreLeftOut() {
        StepVerifier.create(clientOf(sentinel("10.0.0.1", 1)).replicaAddresses("mymaster"))
                .expectNext(new InstanceAddress("10.0.0.8", 6379))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aSwitchThatAllSentinelsTellIsToldOnce() {
        ScriptedSentinel first = sentinel("10.0.0.2", 5);
        ScriptedSentinel second = sentinel("10.0.0.2", 5);
        String news = "mymaster 10.0.0.1 6379 10.0.0.2 6379";

        StepVerifier.create(clientOf(first, second).switchMasterEvents().map(SwitchMasterEvent::payload))
                .then(() -> {
                    first.subscribed.asMono().block(LIMIT);
                    second.subscribed.asMono().block(LIMIT);
                    first.publish(news);
                    second.publish(news);
                })
                .expectNext(news)
                .then(() -> {
                    first.host = "10.0.0.3";
                    first.epoch = 6;
                    first.publish("mymaster 10.0.0.2 6379 10.0.0.3 6379");
                })
                .expectNext("mymaster 10.0.0.2 6379 10.0.0.3 6379")
                .thenCancel()
                .verify(LIMIT);
    }
}
