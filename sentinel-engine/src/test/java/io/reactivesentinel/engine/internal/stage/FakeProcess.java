package io.reactivesentinel.engine.internal.stage;

import io.reactivesentinel.protocol.InstanceAddress;
import io.reactivesentinel.resp.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A process on the other side of our links: takes words and answers, as well or as badly as a test wants it to. */
abstract class FakeProcess {

    final InstanceAddress address;

    /** Whether it accepts connections. */
    boolean reachable = true;

    /** How long an answer takes. */
    long latencyMs = 1;

    /** How long an answer to INFO takes. */
    long infoLatencyMs = 1;

    /** Commands that are taken and never answered. */
    Predicate<List<String>> ignores = words -> false;

    /** Every command it was sent, with its time. */
    final List<Heard> heard = new ArrayList<>();

    /** A command and when it arrived. */
    record Heard(long atMs, List<String> words) {
        boolean has(String... wanted) {
            return words.size() >= wanted.length
                    && words.subList(0, wanted.length).equals(List.of(wanted));
        }
    }

    FakeProcess(InstanceAddress address) {
        this.address = address;
    }

    abstract RespValue answer(List<String> words);

    /** Takes everything and answers nothing. */
    void freeze() {
        ignores = words -> true;
    }

    void thaw() {
        ignores = words -> false;
    }

    /** When it was sent commands that begin with these words. */
    List<Long> timesOf(String... words) {
        return heard.stream().filter(each -> each.has(words)).map(Heard::atMs).toList();
    }

    int countOf(String... words) {
        return timesOf(words).size();
    }

    static RespValue text(String text) {
        return RespValue.bulk(text);
    }

    static RespValue error(String message) {
        return new RespValue.SimpleError(message);
    }

    static RespValue array(RespValue... items) {
        return new RespValue.Array(List.of(items));
    }

    static RespValue fields(String... namesAndValues) {
        List<RespValue> items = new ArrayList<>();
        for (String each : namesAndValues) {
            items.add(text(each));
        }
        return new RespValue.Array(items);
    }
}
