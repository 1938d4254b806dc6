package io.reactivesentinel.engine.internal.port;

import io.reactivesentinel.engine.spi.CommandPort;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The open sessions; any thread. */
final class Sessions {
    private final int max;
    private final LongSupplier uptimeMs;
    private final Map<Long, Session> open = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong lastId = new AtomicLong();

    Sessions(int max, LongSupplier uptimeMs) {
        this.max = max;
        this.uptimeMs = uptimeMs;
    }

    /** A session for a new connection; empty when there are as many as there may be. */
    Optional<Session> open(CommandPort.Connection connection) {
        // Counted before it is checked, so that connections accepted at the same time cannot both be the last.
        if (count.incrementAndGet() > max) {
            count.decrementAndGet();
            return Optional.empty();
        }
        Session session = new Session(lastId.incrementAndGet(), connection, uptimeMs);
        open.put(session.id(), session);
        return Optional.of(session);
    }

    /** The connection of a session is closed. */
    void close(Session session) {
        if (open.remove(session.id()) != null) {
            count.decrementAndGet();
        }
    }

    /** Those that are open, oldest first. */
    List<Session> all() {
        return open.values().stream()
                .sorted(Comparator.comparingLong(Session::id))
                .toList();
    }

    /** The open one of that number. */
    Optional<Session> byId(long id) {
        return Optional.ofNullable(open.get(id));
    }

    /** How many are open. */
    int count() {
        return count.get();
    }
}
