package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.protocol.EventLevel;
import io.reactivesentinel.protocol.EventType;
import io.reactivesentinel.protocol.GlobPattern;
import io.reactivesentinel.protocol.SentinelEvent;
import io.reactivesentinel.resp.RespBytes;
import io.reactivesentinel.resp.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Who listens to which events.
 *
 * <p>Only the events of {@link EventType} are ever published here, so a pattern is compared with their channels once, when
 * somebody subscribes to it: however many patterns there are and however vicious, publishing costs what is delivered.
 *
 * <p><b>Threading</b>: subscriptions of a session change on its connection's thread; {@link #publish} is called by one
 * thread, and hands each message to the connection's thread, which looks again whether it is still wanted. So nothing
 * arrives after the confirmation of an UNSUBSCRIBE, and nobody waits for a slow subscriber.
 */
final class PubSub {
    /** Channels and patterns one connection may have together; there are only some fifty channels. */
    static final int MAX_SUBSCRIPTIONS = 1024;

    /** Longest channel or pattern, in bytes; the longest channel has 34. */
    static final int MAX_NAME_LENGTH = 1024;

    /** C cuts the text of an event here, in bytes. */
    static final int MAX_PAYLOAD_LENGTH = 1023;

    /** What a subscription takes beside its name, in bytes and roughly. */
    private static final int BYTES_PER_SUBSCRIPTION = 256;

    private static final RespValue MESSAGE = RespValue.bulk("message");
    private static final RespValue PATTERN_MESSAGE = RespValue.bulk("pmessage");

    /** The subscribers of one pattern and the events it covers. */
    private record Pattern(RespBytes text, Set<EventType> covers, Set<Session> sessions) {}

    private final Map<RespBytes, Set<Session>> channels = new ConcurrentHashMap<>();
    private final Map<RespBytes, Pattern> patterns = new ConcurrentHashMap<>();
    private final Map<EventType, Set<Pattern>> patternsByType = new EnumMap<>(EventType.class);
    private final Map<EventType, RespBytes> names = new EnumMap<>(EventType.class);
    private final Set<Session> subscribers = ConcurrentHashMap.newKeySet();

    PubSub() {
        for (EventType type : EventType.values()) {
            names.put(type, RespBytes.of(type.channel()));
            patternsByType.put(type, ConcurrentHashMap.newKeySet());
        }
    }

    /** Whether the session may subscribe to one more name, and to this one. */
    boolean hasRoom(Session session, RespBytes name) {
        return name.length() <= MAX_NAME_LENGTH && session.subscriptions() < MAX_SUBSCRIPTIONS;
    }

    private static int cost(RespBytes name) {
        return name.length() + BYTES_PER_SUBSCRIPTION;
    }

    void subscribe(Session session, RespBytes channel) {
        RespBytes kept = kept(channel);
        if (session.channels().add(kept)) {
            session.subscriptionsChanged(cost(kept));
            channels.compute(kept, (name, sessions) -> with(session, sessions == null ? newSet() : sessions));
            subscribers.add(session);
        }
    }

    void subscribePattern(Session session, RespBytes pattern) {
        RespBytes kept = kept(pattern);
        if (session.patterns().add(kept)) {
            session.subscriptionsChanged(cost(kept));
            patterns.compute(kept, (text, known) -> {
                Pattern entry = known == null ? index(text) : known;
                entry.sessions().add(session);
                return entry;
            });
            subscribers.add(session);
        }
    }

    void unsubscribe(Session session, RespBytes channel) {
        if (session.channels().remove(channel)) {
            session.subscriptionsChanged(-cost(channel));
            channels.computeIfPresent(channel, (name, sessions) -> {
                sessions.remove(session);
                return sessions.isEmpty() ? null : sessions;
            });
            forgetIfIdle(session);
        }
    }

    void unsubscribePattern(Session session, RespBytes pattern) {
        if (session.patterns().remove(pattern)) {
            session.subscriptionsChanged(-cost(pattern));
            patterns.computeIfPresent(pattern, (text, entry) -> {
                entry.sessions().remove(session);
                if (!entry.sessions().isEmpty()) {
                    return entry;
                }
                entry.covers().forEach(type -> patternsOf(type).remove(entry));
                return null;
            });
            forgetIfIdle(session);
        }
    }

    /** Ends all subscriptions of a session that is closed. */
    void forget(Session session) {
        List.copyOf(session.channels()).forEach(channel -> unsubscribe(session, channel));
        List.copyOf(session.patterns()).forEach(pattern -> unsubscribePattern(session, pattern));
    }

    /** Delivers an event to whoever listens, first by channel, then by pattern; events of level debug are not published. */
    void publish(SentinelEvent event) {
        EventType type = event.type();
        if (type.level() == EventLevel.DEBUG) {
            return;
        }
        RespBytes channel = names.getOrDefault(type, RespBytes.EMPTY);
        RespValue channelValue = new RespValue.BulkString(channel);
        RespValue payload = new RespValue.BulkString(cut(event.payload()));
        deliver(
                channels.getOrDefault(channel, Set.of()),
                session -> session.channels().contains(channel),
                List.of(MESSAGE, channelValue, payload));
        for (Pattern pattern : patternsOf(type)) {
            deliver(
                    pattern.sessions(),
                    session -> session.patterns().contains(pattern.text()),
                    List.of(PATTERN_MESSAGE, new RespValue.BulkString(pattern.text()), channelValue, payload));
        }
    }

    /** How many connections have subscriptions. */
    int subscriberCount() {
        return subscribers.size();
    }

    /** How many different channels are subscribed to. */
    int channelCount() {
        return channels.size();
    }

    /** How many different patterns are subscribed to. */
    int patternCount() {
        return patterns.size();
    }

    private static void deliver(Set<Session> sessions, Predicate<Session> wanted, List<RespValue> items) {
        RespValue message = new RespValue.Push(items);
        for (Session session : sessions) {
            session.connection().execute(() -> {
                if (wanted.test(session)) {
                    session.connection().push(message);
                }
            });
        }
    }

    /** The entry of a pattern nobody has subscribed to yet. */
    private Pattern index(RespBytes text) {
        GlobPattern glob = GlobPattern.of(text);
        List<EventType> covers = new ArrayList<>();
        names.forEach((type, channel) -> {
            if (glob.matches(channel)) {
                covers.add(type);
            }
        });
        Pattern entry = new Pattern(text, Set.copyOf(covers), newSet());
        covers.forEach(type -> patternsOf(type).add(entry));
        return entry;
    }

    private Set<Pattern> patternsOf(EventType type) {
        return patternsByType.getOrDefault(type, Set.of());
    }

    private void forgetIfIdle(Session session) {
        if (session.subscriptions() == 0) {
            subscribers.remove(session);
        }
    }

    private static Set<Session> with(Session session, Set<Session> sessions) {
        sessions.add(session);
        return sessions;
    }

    private static Set<Session> newSet() {
        return ConcurrentHashMap.newKeySet();
    }

    /** A copy: what is received is a view of its whole command, too much to keep for a subscription. */
    private static RespBytes kept(RespBytes name) {
        return RespBytes.wrap(name.toByteArray());
    }

    private static RespBytes cut(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return RespBytes.wrap(bytes, 0, Math.min(bytes.length, MAX_PAYLOAD_LENGTH));
    }
}
