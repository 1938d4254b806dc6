package io.reactivesentinel.engine.sim.c;

import io.reactivesentinel.protocol.GlobPattern;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Clients that listen to events. */
final class Subscribers {

    /** One client. */
    static final class Listener {
        private final Set<String> channels = new LinkedHashSet<>();
        private final Map<String, GlobPattern> patterns = new LinkedHashMap<>();
        private final Consumer<RespValue> push;

        Listener(Consumer<RespValue> push) {
            this.push = push;
        }

        private int count() {
            return channels.size() + patterns.size();
        }
    }

    private final Set<Listener> listeners = new LinkedHashSet<>();

    /** What is answered to one word of SUBSCRIBE or PSUBSCRIBE. */
    RespValue subscribe(Listener listener, String channel, boolean isPattern) {
        if (isPattern) {
            listener.patterns.put(channel, GlobPattern.of(channel));
        } else {
            listener.channels.add(channel);
        }
        listeners.add(listener);
        return answer(isPattern ? "psubscribe" : "subscribe", channel, listener.count());
    }

    RespValue unsubscribe(Listener listener, String channel, boolean isPattern) {
        if (isPattern) {
            listener.patterns.remove(channel);
        } else {
            listener.channels.remove(channel);
        }
        if (listener.count() == 0) {
            listeners.remove(listener);
        }
        return answer(isPattern ? "punsubscribe" : "unsubscribe", channel, listener.count());
    }

    private static RespValue answer(String word, String channel, int count) {
        return new RespValue.Array(List.of(RespValue.bulk(word), RespValue.bulk(channel), RespValue.Int.of(count)));
    }

    /** What a client listens to. */
    List<String> of(Listener listener, boolean isPattern) {
        return List.copyOf(isPattern ? listener.patterns.keySet() : listener.channels);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    void publish(SentinelEvent event) {
        if (listeners.isEmpty()) {
            return;
        }
        String channel = event.type().channel();
        RespValue name = RespValue.bulk(channel);
        RespValue payload = RespValue.bulk(event.payload());
        for (Listener each : listeners) {
            if (each.channels.contains(channel)) {
                each.push.accept(new RespValue.Array(List.of(RespValue.bulk("message"), name, payload)));
            }
            for (Map.Entry<String, GlobPattern> pattern : each.patterns.entrySet()) {
                if (pattern.getValue().matches(channel)) {
                    each.push.accept(new RespValue.Array(
                            List.of(RespValue.bulk("pmessage"), RespValue.bulk(pattern.getKey()), name, payload)));
                }
            }
        }
    }
}
