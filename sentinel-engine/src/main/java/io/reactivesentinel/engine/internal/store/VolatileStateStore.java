package io.reactivesentinel.engine.internal.store;

import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.StateStore;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Remembers the last state until the process ends; a Sentinel with this store never votes. */
public final class VolatileStateStore implements StateStore {

    private final AtomicReference<@Nullable PersistentState> last = new AtomicReference<>();

    @Override
    public Mono<Void> save(PersistentState state) {
        return Mono.fromRunnable(() -> last.set(state));
    }

    /** The state saved last. */
    public Optional<PersistentState> lastSaved() {
        return Optional.ofNullable(last.get());
    }

    @Override
    public boolean isDurable() {
        return false;
    }
}
