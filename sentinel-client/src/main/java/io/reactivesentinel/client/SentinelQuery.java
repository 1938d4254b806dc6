package io.reactivesentinel.client;

import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.protocol.InstanceFlag;
import io.reactivesentinel.protocol.ReplyField;
import io.reactivesentinel.protocol.SwitchMasterEvent;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.netty.RespClient;
import io.reactivesentinel.resp.netty.RespConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Questions to one Sentinel. */
final class SentinelQuery {

    /** A master as one Sentinel knows it; {@code configEpoch} -1 when it does not know it. */
    record MasterAnswer(InstanceAddress address, long configEpoch) {
        static final MasterAnswer UNKNOWN = new MasterAnswer(new InstanceAddress("", 0), -1);

        boolean isKnown() {
            return configEpoch >= 0;
        }
    }

    /** The usable replicas of a master as one Sentinel knows them. */
    record ReplicasAnswer(List<InstanceAddress> usable, long configEpoch) {
        boolean isKnown() {
            return configEpoch >= 0;
        }
    }

    private final InstanceAddress address;
    private final Duration timeout;
    private final RespClient client;

    SentinelQuery(InstanceAddress address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
        this.client = RespClient.to(address.host(), address.port()).connectTimeout(timeout);
    }

    InstanceAddress address() {
        return address;
    }

    private <A> Mono<A> ask(Function<RespConnection, Mono<A>> question) {
        return Mono.usingWhen(
                client.connect(),
                question,
                connection -> Mono.fromRunnable(connection::close),
                (connection, error) -> Mono.fromRunnable(connection::close),
                connection -> Mono.fromRunnable(connection::close));
    }

    /**
     * Address and epoch of a master. The epoch is read on both sides of the address, for a leader that reconfigures
     * replicas may show a new epoch beside an old address; answers that do not agree count as the older.
     */
    Mono<MasterAnswer> master(String name) {
        return ask(connection -> master(connection, name)).timeout(timeout);
    }

    private static Mono<MasterAnswer> master(RespConnection connection, String name) {
        return Mono.zip(
                        connection.request("SENTINEL", "MASTER", name),
                        connection.request("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name),
                        connection.request("SENTINEL", "MASTER", name))
                .map(answers -> {
                    List<RespValue> parts = answers.getT2().bare().elements();
                    long before = epoch(answers.getT1());
                    long after = epoch(answers.getT3());
                    if (parts.size() != 2 || before < 0 || after < 0) {
                        return MasterAnswer.UNKNOWN;
                    }
                    return new MasterAnswer(
                            address(parts.get(0).asText(), parts.get(1).asText()), Math.min(before, after));
                });
    }

    Mono<ReplicasAnswer> replicas(String name) {
        return ask(connection -> Mono.zip(master(connection, name), connection.request("SENTINEL", "REPLICAS", name))
                        .map(answers -> new ReplicasAnswer(
                                usable(answers.getT2()), answers.getT1().configEpoch())))
                .timeout(timeout);
    }

    /** Every {@code +switch-master} from now on; ends with an error when the connection does. */
    Flux<SwitchMasterEvent> switches() {
        String channel = EventType.SWITCH_MASTER.channel();
        return Flux.usingWhen(
                client.connect(),
                connection -> {
                    Flux<SwitchMasterEvent> events = connection
                            .pushes()
                            .filter(push -> push.elements().size() == 3
                                    && channel.equals(push.elements().get(1).asText()))
                            .concatMap(push -> withEpoch(push.elements().get(2).asText()));
                    return events.mergeWith(
                                    connection.request("SUBSCRIBE", channel).then(Mono.empty()))
                            .takeUntilOther(connection.onClose().materialize())
                            .concatWith(
                                    Mono.error(() -> new IllegalStateException("connection to " + address + " lost")));
                },
                connection -> Mono.fromRunnable(connection::close),
                (connection, error) -> Mono.fromRunnable(connection::close),
                connection -> Mono.fromRunnable(connection::close));
    }

    /** The message names no epoch, so the Sentinel that sent it is asked. */
    private Mono<SwitchMasterEvent> withEpoch(@Nullable String payload) {
        String[] words = payload == null ? new String[0] : payload.split(" ", -1);
        if (words.length != 5) {
            return Mono.empty();
        }
        InstanceAddress from = address(words[1], words[2]);
        InstanceAddress to = address(words[3], words[4]);
        return master(words[0])
                // One that has moved on since tells of that next; its epoch does not belong to this news.
                .filter(answer -> answer.address().equals(to))
                .map(answer ->
                        new SwitchMasterEvent(words[0], from, to, answer.configEpoch(), System.currentTimeMillis()));
    }

    private static long epoch(RespValue instance) {
        String text = fields(instance).get(ReplyField.CONFIG_EPOCH);
        return text == null ? -1 : Long.parseLong(text);
    }

    private static List<InstanceAddress> usable(RespValue replicas) {
        List<InstanceAddress> usable = new ArrayList<>();
        for (RespValue each : replicas.bare().elements()) {
            Map<String, String> fields = fields(each);
            Set<InstanceFlag> flags = InstanceFlag.parse(fields.getOrDefault(ReplyField.FLAGS, ""));
            if (!flags.contains(InstanceFlag.SDOWN) && !flags.contains(InstanceFlag.DISCONNECTED)) {
                usable.add(address(fields.get(ReplyField.IP), fields.get(ReplyField.PORT)));
            }
        }
        return usable;
    }

    private static InstanceAddress address(@Nullable String host, @Nullable String port) {
        if (host == null || port == null) {
            throw new IllegalArgumentException("a Sentinel named no address");
        }
        return new InstanceAddress(host, Integer.parseInt(port));
    }

    private static Map<String, String> fields(RespValue instance) {
        Map<String, String> fields = new LinkedHashMap<>();
        List<RespValue> items = instance.bare().elements();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            String name = items.get(i).asText();
            String value = items.get(i + 1).asText();
            if (name != null && value != null) {
                fields.put(name, value);
            }
        }
        return fields;
    }
}
