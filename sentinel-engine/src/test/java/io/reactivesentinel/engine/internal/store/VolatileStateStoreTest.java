package io.reactivesentinel.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesentinel.engine.spi.PersistentState;
import io.reactivesentinel.engine.spi.StateStore;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolatileStateStoreTest extends StateStoreContract {

    private final VolatileStateStore store = new VolatileStateStore();

    @Override
    protected StateStore store() {
        return store;
    }

    @Override
    protected Optional<PersistentState> found() {
        return store.lastSaved();
    }

    @Test
    void isNotDurable() {
        assertThat(store.isDurable()).isFalse();
    }
}
