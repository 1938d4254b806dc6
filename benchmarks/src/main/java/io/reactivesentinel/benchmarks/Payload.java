package io.reactivesentinel.benchmarks;

import io.reactivesentinel.protocol.HelloMessage;
import io.reactivesentinel.protocol.ReplyField;
import io.reactivesentinel.resp.RespValue;
import io.reactivesentinel.resp.RespValue.Array;
import io.reactivesentinel.resp.RespValue.Push;
import io.reactivesentinel.resp.RespValue.SimpleString;
import java.util.List;
import java.util.stream.IntStream;

/** What a Sentinel reads and writes all day, and one array that is larger than any of it. */
public enum Payload {
    /** The answer to PING. */
    PONG(SimpleString.PONG),

    /** A hello as a subscriber gets it over RESP3. */
    HELLO(new Push(List.of(
            RespValue.bulk("message"),
            RespValue.bulk(HelloMessage.CHANNEL),
            RespValue.bulk("10.0.0.11,26379,3e2a9f0c5b7d41e8a6c2f19d8e7b6a5c4d3f2e1b,7,mymaster,10.0.0.1,6379,7")))),

    /** About 3 KB, one bulk string. */
    INFO(RespValue.bulk(RedisInfo.master("8c1f0e2d3b4a59687766554433221100ffeeddcc", List.of("10.0.0.2", "10.0.0.3")))),

    /** The answer to SENTINEL MASTER as C Sentinel gives it over RESP2: 20 names and values, 40 bulk strings. */
    MASTER(masterReply(0)),

    /** 1,000 bulk strings of 12 bytes. */
    ARRAY_1000(new Array(IntStream.range(0, 1_000)
            .<RespValue>mapToObj(i -> RespValue.bulk("element-%04d".formatted(i)))
            .toList()));

    @SuppressWarnings("ImmutableEnumChecker") // A value is immutable when its lists are, and these are.
    private final RespValue value;

    Payload(RespValue value) {
        this.value = value;
    }

    /** The value that a decoder makes of it. */
    public RespValue value() {
        return value;
    }

    /** The answer of an idle Sentinel that holds the configuration of that epoch. */
    static Array masterReply(long configEpoch) {
        return new Array(List.of(
                        ReplyField.NAME, "mymaster",
                        ReplyField.IP, "10.0.0.1",
                        ReplyField.PORT, "6379",
                        ReplyField.RUN_ID, "8c1f0e2d3b4a59687766554433221100ffeeddcc",
                        ReplyField.FLAGS, "master",
                        ReplyField.LINK_PENDING_COMMANDS, "0",
                        ReplyField.LINK_REFCOUNT, "1",
                        ReplyField.LAST_PING_SENT, "0",
                        ReplyField.LAST_OK_PING_REPLY, "357",
                        ReplyField.LAST_PING_REPLY, "357",
                        ReplyField.DOWN_AFTER, "1000",
                        ReplyField.INFO_REFRESH, "4711",
                        ReplyField.ROLE_REPORTED, "master",
                        ReplyField.ROLE_REPORTED_TIME, "86401234",
                        ReplyField.CONFIG_EPOCH, Long.toString(configEpoch),
                        ReplyField.NUM_REPLICAS, "2",
                        ReplyField.NUM_OTHER_SENTINELS, "2",
                        ReplyField.QUORUM, "2",
                        ReplyField.FAILOVER_TIMEOUT, "180000",
                        ReplyField.PARALLEL_SYNCS, "1")
                .stream()
                .<RespValue>map(RespValue::bulk)
                .toList());
    }
}
