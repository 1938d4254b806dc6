package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.spi.CommandPort;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The open sessions; any thread. */
final class Sessions {
    private final int max;
    private final Map<Long, Session> open = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong lastId = new AtomicLong();

    Sessions(int max) {
        this.max = max;
    }

    /** A session for a new connection; empty when there are as many as there may be. */
    Optional<Session> open(CommandPort.Connection connection) {
        // Counted before it is checked, so that connections accepted at the same time cannot both be the last.
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            return Optional.empty();
        }
        Session session = new Session(lastId.incrementAndGet(), connection);
        open.put(session.id(), session);
        return Optional.of(session);
    }

    /** The connection of a session is closed. */
    void close(Session session) {
        if (open.remove(session.id()) != null) {
            count.decrementAndGet();
        }
    }

    /** How many are open. */
    int count() {
        return count.get();
    }
}
